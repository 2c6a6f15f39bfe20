/** A past of the document in place of its text, until somebody closes it. */
import type { Sheet } from '../desk.ts'

export const overText = (sheet: Sheet, root: HTMLElement, close: () => void): void => {
  root.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape') return
    // One thing at a time: the panel beside it stays.
    event.stopPropagation()
    close()
  })
  sheet.overlay(root)
}
