/** One kind's card: a live miniature, one sentence, one button. */
import type { PageClient } from '../shell/client.ts'
import { element, say } from '../shell/dom.ts'
import type { KindCard } from './kinds.ts'
import type { RoomFact } from './rooms.ts'

export interface Card {
  readonly root: HTMLElement
  facts(rooms: readonly RoomFact[]): void
  live(client: PageClient, rooms: readonly RoomFact[]): void
}

export const makeCard = (about: KindCard): Card => {
  const picture = element('div', { class: 'miniature', role: 'img', 'aria-label': about.picture })
  const count = element('span', { class: 'quiet' })
  const root = element(
    'article',
    { class: 'card' },
    element('a', { class: 'card-picture', href: about.href, tabindex: -1, 'aria-hidden': 'true' }, picture),
    element('h2', {}, about.title),
    element('p', {}, about.sentence),
    element(
      'div',
      { class: 'card-foot' },
      element('a', { class: 'button act', href: about.href }, about.action),
      count,
    ),
  )
  return {
    root,
    facts(rooms) {
      const mine = rooms.filter((room) => room.kind === about.kind)
      const members = mine.reduce((sum, room) => sum + room.members, 0)
      say(
        count,
        mine.length === 0 ? '' : `${members} here now, in ${mine.length} ${mine.length === 1 ? 'room' : 'rooms'}`,
      )
    },
    live(client, rooms) {
      about.miniature(picture, client, rooms)
    },
  }
}
