/** One thread: what it is about, what was said, and what can be done with it. */
import type { DocComment, DocThread } from '@tutti/client/doc'
import { mayAs } from '@tutti/client/doc'
import { avatar } from '../../shell/avatar.ts'
import { element } from '../../shell/dom.ts'
import { icon } from '../../shell/icons.ts'
import { confirmDialog } from '../../shell/overlay/dialog.ts'
import { pickEmoji } from '../../shell/overlay/emoji-picker.ts'
import { openMenu } from '../../shell/overlay/menu.ts'
import { refused } from '../../shell/refused.ts'
import { agoOf, listOf, wholeTime } from '../../shell/words.ts'
import type { Sheet } from '../desk.ts'
import type { WriteField } from './write.ts'
import { makeWriteField } from './write.ts'

/** Fields of answers by thread: a thread that is drawn anew keeps what is being written below it. */
export type Answers = Map<string, WriteField>

const answerField = (sheet: Sheet, thread: string, answers: Answers): HTMLElement => {
  let field = answers.get(thread)
  if (field === undefined) {
    field = makeWriteField({
      placeholder: 'Answer',
      action: 'Answer',
      people: sheet.people,
      send: (text, mentions) => sheet.provider.comments.reply(thread, text, mentions).catch(kept('This was not sent')),
    })
    answers.set(thread, field)
  }
  return field.root
}

/** `quoted`: shown away from its place in the text, so it says what it is about. */
export const drawThread = (
  sheet: Sheet,
  thread: DocThread,
  answers: Answers,
  { quoted, chosen }: { readonly quoted: boolean; readonly chosen: boolean },
): HTMLElement => {
  const { comments, role } = sheet.provider
  const may = mayAs(role, 'commenter')
  const resolved = thread.resolvedAt !== null
  const head = element('header', { class: 'thread-head' })
  const quote = thread.anchor?.quote ?? 'The whole document'
  if (quoted || thread.detached) head.append(element('q', { title: quote }, quote))
  if (thread.detached) head.append(element('span', { class: 'tag' }, 'its text is gone'))
  if (resolved) {
    const who = thread.resolvedBy === null ? '' : ` by ${sheet.nameOf(thread.resolvedBy)}`
    head.append(element('span', { class: 'tag good' }, `resolved${who}`))
  }
  const settle = element(
    'button',
    {
      class: 'icon-button small',
      'aria-label': resolved ? 'Open again' : 'Resolve',
      title: resolved ? 'Open again' : 'Resolve',
      click: () => void comments.resolve(thread.id, !resolved).catch(refused('This was not done')),
    },
    icon(resolved ? 'history' : 'check'),
  )
  const root = element(
    'article',
    {
      class: 'thread',
      'data-thread': thread.id,
      'data-chosen': String(chosen),
      tabindex: 0,
      'aria-label': `Comment on ${quote}`,
    },
    head,
    ...thread.comments.map((one) => drawComment(sheet, thread, one, may)),
  )
  if (may) root.querySelector('.comment-head')?.append(settle)
  if (may && !resolved) root.append(answerField(sheet, thread.id, answers))
  return root
}

/** Tells, and leaves the words where they were typed. */
export const kept =
  (what: string) =>
  (error: unknown): never => {
    refused(what)(error)
    throw error
  }

const drawComment = (sheet: Sheet, thread: DocThread, one: DocComment, may: boolean): HTMLElement => {
  const { comments } = sheet.provider
  const mine = one.by === sheet.desk.me
  const words = element('div', { class: 'comment-words' }, ...withNames(one.text, sheet))
  const more = element('button', { class: 'icon-button small', 'aria-label': 'More', title: 'More' }, icon('more'))
  more.addEventListener('click', () =>
    openMenu(
      more,
      'Comment',
      [
        { label: 'Edit', icon: 'pencil', run: edit },
        { label: 'Delete…', icon: 'trash', danger: true, run: remove },
      ],
      'end',
    ),
  )
  const edit = (): void => {
    const field = makeWriteField({
      placeholder: 'Edit',
      action: 'Save',
      text: one.text,
      people: sheet.people,
      send: (text) => comments.edit(thread.id, one.id, text).then(back, kept('This was not changed')),
      cancel: () => back(),
    })
    const back = (): void => field.root.replaceWith(words)
    words.replaceWith(field.root)
    field.focus()
  }
  const remove = (): void =>
    confirmDialog('Delete this comment?', 'It goes for everybody.', 'Delete', () => comments.delete(thread.id, one.id))
  const react = element(
    'button',
    { class: 'icon-button small', 'aria-label': 'Add a reaction', title: 'Add a reaction' },
    icon('smile'),
  )
  const toggle = (emoji: string, on: boolean): void =>
    void comments.react(thread.id, one.id, emoji, on).catch(refused('This was not done'))
  react.addEventListener('click', () => pickEmoji(react, (sign) => toggle(sign, true)))
  const at = element('time', { title: wholeTime(one.at) }, agoOf(one.at))
  return element(
    'div',
    { class: 'comment', 'data-status': one.status },
    element(
      'div',
      { class: 'comment-head' },
      avatar(one.by, one.name, 'small'),
      element('b', {}, one.name),
      at,
      ...(one.editedAt === null ? [] : [element('small', { title: wholeTime(one.editedAt) }, 'edited')]),
      ...(may && one.status === 'sent' ? [react, ...(mine ? [more] : [])] : []),
    ),
    words,
    ...(one.reactions.length === 0 ? [] : [drawReactions(sheet, one, may, toggle)]),
  )
}

const drawReactions = (
  sheet: Sheet,
  one: DocComment,
  may: boolean,
  toggle: (emoji: string, on: boolean) => void,
): HTMLElement =>
  element(
    'div',
    { class: 'comment-reactions' },
    ...one.reactions.map(({ emoji, users }) => {
      const mine = users.includes(sheet.desk.me)
      return element(
        'button',
        {
          class: 'comment-reaction',
          'aria-pressed': String(mine),
          title: listOf(users.map(sheet.nameOf), 5),
          disabled: !may,
          click: () => toggle(emoji, !mine),
        },
        `${emoji} ${users.length}`,
      )
    }),
  )

/** Names of people of the document stand out. */
const withNames = (text: string, sheet: Sheet): readonly (Node | string)[] => {
  const names = sheet.people().map(({ name }) => name)
  const escaped = names.map((name) => name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
  if (escaped.length === 0) return [text]
  return text
    .split(new RegExp(`(@(?:${escaped.join('|')}))`))
    .map((part, i) => (i % 2 === 1 ? element('span', { class: 'mention' }, part) : part))
}
