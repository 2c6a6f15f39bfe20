/** Keys of the document as a whole; those of the text are the editor's. */
import { mayAs } from '@tutti/client/doc'
import type { Sheet } from '../desk.ts'
import { openKeys } from '../editor/keys.ts'
import { askLink } from '../editor/link.ts'
import { askName } from '../versions/panel.ts'

export const sheetKeys = (
  sheet: Sheet,
  does: { readonly comment: () => void; readonly suggest: () => void },
): (() => void) => {
  const named = (event: KeyboardEvent): (() => void) | undefined => {
    const mod = event.ctrlKey || event.metaKey
    // By the key's place: with Alt or Option it writes other characters.
    const key = /^Key[A-Z]$/.test(event.code) ? event.code.slice(3).toLowerCase() : event.key.toLowerCase()
    if (event.altKey && event.key === 'F10') return () => document.querySelector<HTMLElement>('.tools button')?.focus()
    // What had the focus was drawn anew, or is gone.
    const nowhere = document.activeElement === document.body
    if (event.key === 'Escape' && nowhere) return () => sheet.panel(undefined)
    if (!mod) return undefined
    if (event.altKey) {
      if (key === 'm') return does.comment
      if (key === 'h') return mayAs(sheet.provider.role, 'editor') ? () => sheet.panel('versions') : undefined
      if (key === 'o') return () => sheet.panel('outline')
      return undefined
    }
    if (event.shiftKey) return key === 'e' && mayAs(sheet.provider.role, 'editor') ? does.suggest : undefined
    if (key === '/') return openKeys
    if (key === 's') return () => (mayAs(sheet.provider.role, 'editor') ? askName(sheet) : undefined)
    if (key === 'k' && sheet.editor.isEditable && sheet.editor.isFocused) return () => askLink(sheet.editor)
    return undefined
  }
  const press = (event: KeyboardEvent): void => {
    const run = named(event)
    if (run === undefined) return
    event.preventDefault()
    run()
  }
  window.addEventListener('keydown', press)
  return () => window.removeEventListener('keydown', press)
}
