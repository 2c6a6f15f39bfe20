/** The kinds of room that have a page: one entry is one card. */
import type { RoomFact } from './rooms.ts'
import { chatMiniature } from './chat-miniature.ts'
import { docMiniature } from './doc-miniature.ts'
import { gameMiniature } from './game-miniature.ts'
import { deliveryMiniature } from './delivery-miniature.ts'
import type { PageClient } from '../shell/client.ts'

export interface KindCard {
  /** As the host names it. */
  readonly kind: string
  readonly title: string
  readonly sentence: string
  readonly action: string
  readonly href: string
  /** What the miniature shows, for those who do not see it. */
  readonly picture: string
  /** Fills the picture with the live miniature, until the page goes. */
  miniature(picture: HTMLElement, client: PageClient, rooms: readonly RoomFact[]): void
}

export const KINDS: readonly KindCard[] = [
  {
    kind: 'game',
    title: 'Arena',
    sentence: 'A match of up to a hundred: last one standing wins, and bots keep you company.',
    action: 'Play',
    href: '/game/',
    picture: 'A match that is being played right now',
    miniature: gameMiniature,
  },
  {
    kind: 'chat',
    title: 'Chat',
    sentence: 'Channels, groups and direct messages that never lose a line, on however many devices.',
    action: 'Talk',
    href: '/chat/',
    picture: 'What is said in the lounge right now',
    miniature: chatMiniature,
  },
  {
    kind: 'doc',
    title: 'Documents',
    sentence: 'Write together, comment, suggest, go back to any version: what says saved is on the disk.',
    action: 'Write',
    href: '/doc/',
    picture: 'A document, with the carets of everybody who looks at this page',
    miniature: docMiniature,
  },
  {
    kind: 'delivery',
    title: 'City',
    sentence: 'A city of couriers, live: order, cook, ride or dispatch, and see who is sent and why.',
    action: 'Deliver',
    href: '/delivery/',
    picture: 'The streets of a city, with every courier that is on them right now',
    miniature: deliveryMiniature,
  },
]
