/** A field that finds people by name, and keeps those who were picked. */
import type { ChatHall } from '@tutti/client/chat'
import { element } from '../../shell/dom.ts'
import { icon } from '../../shell/icons.ts'
import { avatar } from '../../shell/avatar.ts'
import { agoOf } from '../../shell/words.ts'

export interface PickPeople {
  readonly root: HTMLElement
  readonly picked: ReadonlyMap<string, string>
}

const PATIENCE_MS = 150

/** `one`: a click is the choice, and `chosen` is told. */
export const makePickPeople = (
  hall: ChatHall,
  without: (user: string) => boolean,
  chosen?: (user: string, name: string) => void,
): PickPeople => {
  const picked = new Map<string, string>()
  const search = element('input', {
    class: 'field',
    type: 'search',
    placeholder: 'A name',
    maxlength: 32,
    'aria-label': 'Find people by name',
  })
  const chips = element('div', { class: 'picked', role: 'list', 'aria-label': 'Picked' })
  const list = element('div', { class: 'pick-list', 'aria-live': 'polite' })
  let asked = 0
  let timer = 0

  const drawChips = (): void =>
    chips.replaceChildren(
      ...[...picked].map(([user, name]) =>
        element(
          'button',
          {
            class: 'picked-one',
            type: 'button',
            'aria-label': `Take ${name} out`,
            click: () => {
              picked.delete(user)
              drawChips()
            },
          },
          avatar(user, name, 'small'),
          name,
          icon('close'),
        ),
      ),
    )
  const find = async (): Promise<void> => {
    const mine = ++asked
    const people = (await hall.people(search.value.trim())).filter((one) => !without(one.id))
    if (mine !== asked) return
    list.replaceChildren(
      ...people.map((person) =>
        element(
          'button',
          {
            class: 'person',
            type: 'button',
            click: () => {
              if (chosen !== undefined) return chosen(person.id, person.name)
              picked.set(person.id, person.name)
              search.value = ''
              search.focus()
              drawChips()
            },
          },
          avatar(person.id, person.name, 'small'),
          element('span', { class: 'person-name' }, person.name),
          ...(person.lastSeenAt === undefined ? [] : [element('small', {}, agoOf(person.lastSeenAt))]),
        ),
      ),
    )
    if (people.length === 0)
      list.append(
        element(
          'p',
          { class: 'quiet' },
          search.value.trim() === '' ? 'Nobody else has been here yet.' : 'Nobody’s name begins so.',
        ),
      )
  }
  const run = (): void =>
    void find().catch(() =>
      list.replaceChildren(element('p', { class: 'quiet' }, 'Names cannot be looked up right now.')),
    )
  search.addEventListener('input', () => {
    window.clearTimeout(timer)
    timer = window.setTimeout(run, PATIENCE_MS)
  })
  search.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter') return
    // The first one found, not the dialogue's button.
    event.preventDefault()
    list.querySelector<HTMLElement>('button')?.click()
  })
  run()
  return { root: element('div', { class: 'pick' }, chips, search, list), picked }
}
