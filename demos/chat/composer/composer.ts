/** Where one writes: words, files, answers, edits, drafts. */
import type { ChatLine } from '@tutti/client/chat'
import { element, show } from '../../shell/dom.ts'
import { icon } from '../../shell/icons.ts'
import type { Talk } from '../desk.ts'
import { pickEmoji } from '../../shell/overlay/emoji-picker.ts'
import { refused } from '../../shell/refused.ts'
import { mayEdit } from '../rights.ts'
import { withEmoji } from '../../shell/overlay/emoji.ts'
import { lengthOf } from '../../shell/words.ts'
import { findPeople } from './candidates.ts'
import { makeCompletion } from './completion.ts'
import { makeField } from './field.ts'
import { decodeMentions, encodeMentions } from './mentions.ts'
import { makeModeBar, NEW } from './mode.ts'
import type { Mode } from './mode.ts'
import { slowLeftMs } from './slow.ts'
import { makeUploads } from './uploads.ts'

export interface Composer {
  readonly root: HTMLElement
  focus(): void
  reply(line: ChatLine): void
  edit(line: ChatLine): void
  addFiles(files: Iterable<File>): void
  /** The channel has changed: what may be sent, and when. */
  refresh(): void
  close(): void
}

const SLOW_PERIOD_MS = 250

export const makeComposer = (talk: Talk, label: string, sent: () => void): Composer => {
  const { channel } = talk
  const chosen = new Map<string, string>()
  let mode: Mode = NEW
  /** What was half written when an edit began. */
  let aside = ''
  let timer = 0

  const field = makeField(label)
  const { input } = field
  const setMode = (next: Mode): void => {
    if (next.type === 'edit') {
      if (mode.type !== 'edit') aside = input.value
      field.set(decodeMentions(next.line.text, (id) => talk.desk.names.of(id), chosen))
    } else if (mode.type === 'edit') field.set(aside)
    mode = next
    bar.set(mode)
    refresh()
    input.focus()
  }
  const bar = makeModeBar(talk, () => setMode(NEW))
  const uploads = makeUploads(talk, () => refresh())
  const completion = makeCompletion(input, findPeople(talk), ({ id, name }) => chosen.set(name, id))
  const picker = element('input', { type: 'file', multiple: true, hidden: true, tabindex: -1 })
  picker.addEventListener('change', () => {
    uploads.add(picker.files ?? [])
    picker.value = ''
    input.focus()
  })
  const attach = sideButton('clip', 'Add files', () => picker.click())
  const smile = sideButton('smile', 'Add an emoji', () => pickEmoji(smile, (sign) => field.insert(sign)))
  const send = element('button', { class: 'send', type: 'submit', 'aria-label': 'Send', title: 'Send (Enter)' })
  const wait = element('span', { class: 'send-wait', hidden: true })
  send.append(icon('send'), wait)
  const form = element(
    'form',
    { class: 'composer-form' },
    completion.root,
    bar.root,
    uploads.root,
    element('div', { class: 'composer-row' }, attach, picker, input, smile, send),
  )
  const root = element('div', { class: 'composer' }, form)

  const encoded = (): string =>
    withEmoji(encodeMentions(input.value.trim(), chosen, talk.root === undefined ? knownHere() : new Map()))
  const knownHere = (): ReadonlyMap<string, string> =>
    new Map([...channel.people.values()].map(({ user, name }) => [user, name]))

  const refresh = (): void => {
    const left = mode.type === 'edit' ? 0 : slowLeftMs(channel, talk.desk.client.serverNow())
    const empty = input.value.trim() === '' && uploads.count === 0
    send.disabled = empty || uploads.pending || left > 0
    show(wait, left > 0)
    if (left > 0) wait.textContent = lengthOf(left)
    send.title =
      left > 0
        ? `Slow mode: write again in ${lengthOf(left)}`
        : uploads.pending
          ? 'Files are on their way'
          : 'Send (Enter)'
    send.classList.toggle('ready', !send.disabled)
    show(attach, mode.type !== 'edit')
    window.clearTimeout(timer)
    if (left > 0) timer = window.setTimeout(refresh, SLOW_PERIOD_MS)
  }

  const submit = (): void => {
    const text = encoded()
    if (mode.type === 'edit') {
      const { line } = mode
      setMode(NEW)
      if (text !== '' && text !== line.text) channel.edit(line.n, text).catch(refused('The edit was not taken'))
      return
    }
    refresh()
    if (send.disabled) return
    const files = uploads.take()
    const reply = mode.type === 'reply' ? mode.line.n : undefined
    channel.send(text, {
      ...(reply === undefined ? {} : { reply }),
      ...(talk.root === undefined ? {} : { root: talk.root }),
      ...(files.length === 0 ? {} : { files }),
    })
    chosen.clear()
    field.set('')
    if (talk.root === undefined) channel.draft = ''
    setMode(NEW)
    sent()
  }

  form.addEventListener('submit', (event) => {
    event.preventDefault()
    submit()
  })
  input.addEventListener('input', () => {
    field.fit()
    completion.look()
    refresh()
    if (mode.type === 'edit') return
    if (talk.root === undefined) channel.draft = encodeMentions(input.value, chosen)
    if (input.value !== '') channel.typingNow(talk.root)
  })
  input.addEventListener('keydown', (event) => {
    if (event.isComposing || completion.key(event)) return
    if (event.key === 'Enter' && !event.shiftKey) {
      event.preventDefault()
      submit()
    } else if (event.key === 'Escape' && mode.type !== 'new') {
      event.stopPropagation()
      setMode(NEW)
    } else if (event.key === 'ArrowUp' && input.value === '' && mode.type === 'new') {
      const last = talk.lines().findLast((line) => mayEdit(channel, line))
      if (last === undefined) return
      event.preventDefault()
      setMode({ type: 'edit', line: last })
    }
  })
  input.addEventListener('paste', (event) => {
    const files = event.clipboardData?.files
    if (files === undefined || files.length === 0) return
    event.preventDefault()
    uploads.add(files)
  })
  if (talk.root === undefined && channel.draft !== '')
    field.set(decodeMentions(channel.draft, (id) => talk.desk.names.of(id), chosen))
  refresh()
  return {
    root,
    focus: () => input.focus(),
    reply: (line) => setMode({ type: 'reply', line }),
    edit: (line) => setMode({ type: 'edit', line }),
    addFiles: (files) => uploads.add(files),
    refresh,
    close: () => window.clearTimeout(timer),
  }
}

const sideButton = (sign: 'clip' | 'smile', label: string, run: () => void): HTMLButtonElement => {
  const made = element('button', {
    class: 'icon-button',
    type: 'button',
    'aria-label': label,
    title: label,
    click: run,
  })
  made.append(icon(sign))
  return made
}
