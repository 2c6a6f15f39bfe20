/** A menu of things to do: arrows move, Enter does, Esc closes. */
import { element } from '../../shell/dom.ts'
import type { IconName } from '../../shell/icons.ts'
import { icon } from '../../shell/icons.ts'
import { float } from './float.ts'

export interface MenuItem {
  readonly label: string
  readonly icon?: IconName
  /** Small words behind the label. */
  readonly hint?: string
  /** One of several that exclude each other. */
  readonly checked?: boolean
  readonly danger?: boolean
  readonly run: () => void
}
/** `null` draws a line. */
export type MenuEntry = MenuItem | null

export const openMenu = (
  anchor: HTMLElement,
  label: string,
  entries: readonly MenuEntry[],
  align: 'start' | 'end' = 'start',
): void => {
  const root = element('div', { class: 'menu', role: 'menu', 'aria-label': label })
  let close: (() => void) | undefined
  for (const entry of entries) root.append(entry === null ? element('hr') : item(entry, () => close?.()))
  root.addEventListener('keydown', (event) => {
    const items = [...root.querySelectorAll<HTMLElement>('[role^=menuitem]')]
    const at = items.indexOf(document.activeElement as HTMLElement)
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: items.length - 1 }[event.key]
    if (to === undefined) return
    event.preventDefault()
    event.stopPropagation()
    items[(to + items.length) % items.length]?.focus()
  })
  const checked = root.querySelector<HTMLElement>('[aria-checked=true]')
  const first = root.querySelector<HTMLElement>('[role^=menuitem]')
  close = float(root, anchor, { align, focus: checked ?? first ?? undefined })
}

const item = (entry: MenuItem, close: () => void): HTMLElement => {
  const run = (): void => {
    close()
    entry.run()
  }
  const choice = entry.checked !== undefined
  return element(
    'button',
    {
      class: entry.danger === true ? 'menu-item danger' : 'menu-item',
      role: choice ? 'menuitemradio' : 'menuitem',
      'aria-checked': choice ? String(entry.checked) : undefined,
      tabindex: -1,
      click: run,
    },
    ...(entry.icon === undefined ? [] : [icon(entry.icon)]),
    element('span', { class: 'menu-label' }, entry.label),
    ...(entry.hint === undefined ? [] : [element('small', {}, entry.hint)]),
    ...(entry.checked === true ? [icon('check')] : []),
  )
}
