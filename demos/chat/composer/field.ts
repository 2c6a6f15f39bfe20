/** The field one writes in: grows with its text, up to a third of the window. */
import { element } from '../../shell/dom.ts'
import { CHAT } from '../../../shared/chat/rules.ts'

const MOST_SHARE = 0.34

export interface Field {
  readonly input: HTMLTextAreaElement
  fit(): void
  set(text: string): void
  insert(text: string): void
}

export const makeField = (label: string): Field => {
  const input = element('textarea', {
    class: 'write',
    rows: 1,
    maxlength: CHAT.textMax,
    'aria-label': label,
    placeholder: label,
    enterkeyhint: 'send',
  })
  let fitted = ''
  const fit = (): void => {
    if (fitted === input.value && fitted !== '') return
    fitted = input.value
    input.style.height = 'auto'
    input.style.height = `${Math.min(input.scrollHeight, innerHeight * MOST_SHARE)}px`
  }
  return {
    input,
    fit,
    set(text) {
      input.value = text
      input.setSelectionRange(text.length, text.length)
      fit()
    },
    insert(text) {
      input.setRangeText(text, input.selectionStart, input.selectionEnd, 'end')
      input.focus()
      input.dispatchEvent(new Event('input', { bubbles: true }))
    },
  }
}
