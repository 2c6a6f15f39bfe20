/** New conversations: a channel for everybody, a group for some, or the two of us. */
import { element } from '../../shell/dom.ts'
import { CHAT } from '../../../shared/chat/rules.ts'
import type { Desk } from '../desk.ts'
import { field, openDialog } from '../../shell/overlay/dialog.ts'
import { makePickPeople } from './pick-people.ts'

const CHANCE = 6

/** Readable, and hardly anybody else's. */
const roomFor = (title: string): string => {
  const slug = title
    .toLowerCase()
    .normalize('NFKD')
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 40)
  const chance = Array.from(crypto.getRandomValues(new Uint8Array(CHANCE)), (byte) => (byte % 36).toString(36)).join('')
  return slug === '' ? chance : `${slug}-${chance}`
}

export const openNewChannel = (desk: Desk): void => {
  const title = element('input', { class: 'field', maxlength: CHAT.titleMax, placeholder: 'Physics' })
  const topic = element('input', { class: 'field', maxlength: CHAT.topicMax, placeholder: 'What it is about' })
  const listed = element('input', { type: 'checkbox', checked: true })
  openDialog({
    title: 'New channel',
    body: [
      field('Title', title),
      field('Topic', topic),
      element('label', { class: 'check' }, listed, element('span', {}, 'Listed: everybody can find it')),
    ],
    action: 'Create',
    done: () => desk.write(),
    run: async () => {
      const words = title.value.trim()
      if (words === '') throw new Error('it needs a title')
      await desk.create(roomFor(words), {
        type: 'public',
        title: words,
        topic: topic.value.trim(),
        listed: listed.checked,
      })
    },
  })
}

export const openNewGroup = (desk: Desk): void => {
  const title = element('input', { class: 'field', maxlength: CHAT.titleMax, placeholder: 'Friday lunch' })
  const people = makePickPeople(desk.hall, (user) => user === desk.names.me)
  openDialog({
    title: 'New group',
    body: [field('Title', title), element('div', { class: 'form-field' }, element('span', {}, 'People'), people.root)],
    action: 'Create',
    done: () => desk.write(),
    run: async () => {
      const words = title.value.trim()
      if (words === '') throw new Error('it needs a title')
      await desk.create(roomFor(words), { type: 'group', title: words, members: [...people.picked.keys()] })
    },
  })
}

export const openNewDirect = (desk: Desk): void => {
  const people = makePickPeople(
    desk.hall,
    (user) => user === desk.names.me,
    (user) => {
      dialog.close()
      desk.direct(user)
    },
  )
  const dialog = openDialog({ title: 'Write to somebody', body: [people.root] })
}
