/** Somebody who is not here, by the id that the host knows them by, or by the name of whom I know already. */
import type { DocDesk, DocRole } from '@tutti/client/doc'
import { element } from '../../shell/dom.ts'
import { choice, field } from '../../shell/overlay/dialog.ts'
import type { Mentionable } from '../editor/mentions.ts'
import { GIVEN } from './roles.ts'

const ID_MAX = 128

/** Those whose documents are shared with me. */
export const acquaintances = async (desk: DocDesk): Promise<readonly Mentionable[]> => {
  const { rows } = await desk.documents({ where: 'shared', limit: 100 })
  const owners = new Map(rows.map(({ owner, ownerName }) => [owner, { id: owner, name: ownerName }]))
  return [...owners.values()]
}

/** Whom the words mean: a name that is one person's alone, else they are an id. */
export const meant = (words: string, known: readonly Mentionable[]): Mentionable | undefined => {
  const text = words.trim()
  if (text === '' || text.length > ID_MAX) return undefined
  const named = known.filter(({ name }) => name.toLowerCase() === text.toLowerCase())
  return known.find(({ id }) => id === text) ?? (named.length === 1 ? named[0] : { id: text, name: '' })
}

export interface PersonForm {
  readonly root: HTMLElement
  /** Whom one may choose by name. */
  offer(people: readonly Mentionable[]): void
}

export const makePersonForm = (
  share: (user: string, role: Exclude<DocRole, 'owner'>, name: string) => Promise<unknown>,
  failed: (error: unknown) => void,
): PersonForm => {
  let known: readonly Mentionable[] = []
  const names = element('datalist', { id: 'share-known' })
  const who = element('input', {
    class: 'field',
    list: 'share-known',
    maxlength: ID_MAX,
    autocomplete: 'off',
    spellcheck: 'false',
    placeholder: 'Id, or a name you know',
  })
  const role = choice(GIVEN, 'editor')
  role.setAttribute('aria-label', 'What they will be able to do')
  const button = element('button', { class: 'button small', type: 'button' }, 'Add person')
  const add = (): void => {
    const one = meant(who.value, known)
    if (one === undefined) return who.focus()
    button.disabled = true
    share(one.id, role.value as Exclude<DocRole, 'owner'>, one.name)
      .then(() => (who.value = ''), failed)
      .finally(() => (button.disabled = false))
  }
  button.addEventListener('click', add)
  who.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter') return
    event.preventDefault()
    add()
  })
  return {
    root: element(
      'div',
      { class: 'share-form person' },
      field('Somebody who is not here', who),
      field('May', role),
      button,
      names,
    ),
    offer(people) {
      known = people
      names.replaceChildren(...people.map(({ id, name }) => element('option', { value: name === '' ? id : name }, id)))
    },
  }
}
