/** Where one writes a comment: grows with its words, completes names, goes out with Enter. */
import { element } from '../../shell/dom.ts'
import { avatar } from '../../shell/avatar.ts'
import type { Choice } from '../editor/completion.ts'
import { makeCompletionList } from '../editor/completion.ts'
import type { Mentionable } from '../editor/mentions.ts'
import { findPeople } from '../editor/mentions.ts'
import { DOC } from '../../../shared/doc/rules.ts'

export interface WriteOptions {
  readonly placeholder: string
  readonly action: string
  readonly text?: string
  readonly people: () => readonly Mentionable[]
  /** What it resolves with empties the field; what it rejects with leaves the words there. */
  readonly send: (text: string, mentions: readonly string[]) => Promise<unknown>
  /** Esc, or the button. */
  readonly cancel?: () => void
}

export interface WriteField {
  readonly root: HTMLFormElement
  focus(): void
}

const AT = /(?:^|\s)@([\p{L}\p{N}_.-]{0,24})$/u

export const makeWriteField = (options: WriteOptions): WriteField => {
  const field = element('textarea', {
    class: 'comment-field',
    rows: 1,
    maxlength: DOC.commentMax,
    placeholder: options.placeholder,
    'aria-label': options.placeholder,
  })
  field.value = options.text ?? ''
  const names = makeCompletionList<Mentionable & Choice>('People', () => field)
  const named = new Map<string, string>()
  const send = element('button', { class: 'button act small', type: 'submit' }, options.action)
  const cancel = element('button', { class: 'button small', type: 'button', click: () => leave() }, 'Cancel')
  const foot = element('div', { class: 'comment-foot' }, ...(options.cancel === undefined ? [] : [cancel]), send)
  const root = element('form', { class: 'comment-write' }, field, foot)

  const leave = (): void => {
    names.close()
    options.cancel?.()
  }
  const refresh = (): void => {
    send.disabled = field.value.trim() === ''
    root.dataset['full'] = String(field.value !== '' || options.cancel !== undefined)
    field.style.height = 'auto'
    field.style.height = `${field.scrollHeight + 2}px`
  }
  const complete = (): void => {
    const before = field.value.slice(0, field.selectionStart)
    const part = AT.exec(before)?.[1]
    if (part === undefined) return names.close()
    const found = findPeople(options.people(), part).map((one) => ({
      ...one,
      key: one.id,
      draw: () => [avatar(one.id, one.name, 'small'), element('span', { class: 'menu-label' }, one.name)],
    }))
    names.show(found, field.getBoundingClientRect(), (one) => {
      named.set(one.name, one.id)
      field.setRangeText(`@${one.name} `, before.length - part.length - 1, before.length, 'end')
      names.close()
      refresh()
    })
  }
  field.addEventListener('input', () => {
    refresh()
    complete()
  })
  field.addEventListener('blur', () => names.close())
  field.addEventListener('keydown', (event) => {
    if (names.key(event)) return event.preventDefault()
    if (event.key === 'Escape') {
      event.stopPropagation()
      if (names.open) names.close()
      else leave()
    } else if (event.key === 'Enter' && !event.shiftKey && !event.isComposing) {
      event.preventDefault()
      root.requestSubmit()
    }
  })
  root.addEventListener('submit', (event) => {
    event.preventDefault()
    const text = field.value.trim()
    if (text === '' || send.disabled) return
    send.disabled = true
    const mentions = [...named].filter(([name]) => text.includes(`@${name}`)).map(([, id]) => id)
    options.send(text, [...new Set(mentions)].slice(0, DOC.mentionsMax)).then(
      () => {
        field.value = ''
        named.clear()
        refresh()
      },
      () => refresh(),
    )
  })
  requestAnimationFrame(refresh)
  refresh()
  return { root, focus: () => field.focus({ preventScroll: true }) }
}
