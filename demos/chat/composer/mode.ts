/** What is being written: a new message, an answer, or another wording; said in a bar above the field. */
import type { ChatLine } from '@tutti/client/chat'
import { element, show } from '../../shell/dom.ts'
import { icon } from '../../shell/icons.ts'
import type { Talk } from '../desk.ts'
import { excerpt } from '../timeline/quote.ts'

export type Mode =
  | { readonly type: 'new' }
  | { readonly type: 'reply'; readonly line: ChatLine }
  | { readonly type: 'edit'; readonly line: ChatLine }

export const NEW: Mode = { type: 'new' }

export const makeModeBar = (talk: Talk, cancel: () => void): { readonly root: HTMLElement; set(mode: Mode): void } => {
  const words = element('span', { class: 'mode-words' })
  const root = element(
    'div',
    { class: 'mode', hidden: true },
    words,
    element('button', { class: 'icon-button', 'aria-label': 'Cancel (Esc)', click: cancel }, icon('close')),
  )
  return {
    root,
    set(mode) {
      show(root, mode.type !== 'new')
      if (mode.type === 'new') return
      const title = mode.type === 'edit' ? 'Editing' : `Answer to ${mode.line.name}`
      words.replaceChildren(
        icon(mode.type === 'edit' ? 'pencil' : 'reply'),
        element('b', {}, title),
        element('span', {}, excerpt(mode.line, talk)),
      )
    },
  }
}
