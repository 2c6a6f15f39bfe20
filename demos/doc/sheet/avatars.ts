/** Who is here: a few signs in the bar, everybody in a menu. */
import { avatar } from '../../shell/avatar.ts'
import { element } from '../../shell/dom.ts'
import { float } from '../../shell/overlay/float.ts'
import { countOf } from '../../shell/words.ts'
import type { Person } from '../person.ts'

const SHOWN = 4

export interface Avatars {
  readonly root: HTMLElement
  show(people: readonly Person[]): void
}

export const makeAvatars = (me: string): Avatars => {
  const root = element('button', { class: 'here', type: 'button', hidden: true })
  let all: readonly Person[] = []
  root.addEventListener('click', () => {
    const list = element(
      'div',
      { class: 'here-list' },
      element('h3', {}, `${countOf(all.length, 'person', 'people')} here`),
      ...all.map((one) =>
        element(
          'div',
          { class: 'here-row' },
          avatar(one.id, one.name, 'small'),
          element('span', {}, one.id === me ? `${one.name} (you)` : one.name),
        ),
      ),
    )
    float(list, root, { align: 'end' })
  })
  let key = ''
  return {
    root,
    show(people) {
      const next = people.map(({ id, name }) => `${id}\n${name}`).join('\n')
      if (next === key) return
      key = next
      all = people
      const more = people.length - SHOWN
      root.hidden = people.length === 0
      root.setAttribute('aria-label', `${countOf(people.length, 'person', 'people')} here`)
      root.title = people.map(({ name }) => name).join(', ')
      root.replaceChildren(
        ...people.slice(0, more === 1 ? SHOWN + 1 : SHOWN).map(({ id, name }) => avatar(id, name, 'small')),
        ...(more > 1 ? [element('span', { class: 'here-more' }, `+${more}`)] : []),
      )
    },
  }
}
