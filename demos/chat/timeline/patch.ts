/** Makes the page's rows those of a list, touching only what differs. */
import { sameRow } from './rows.ts'
import type { Row } from './rows.ts'

const shown = new WeakMap<Element, Row>()

export const rowShown = (node: Element): Row | undefined => shown.get(node)

export const patchRows = (list: HTMLElement, rows: readonly Row[], draw: (row: Row) => HTMLElement): void => {
  const old = new Map<string, Element>()
  for (const node of list.children) old.set((node as HTMLElement).dataset['key'] ?? '', node)
  let cursor = list.firstElementChild
  for (const row of rows) {
    let node = old.get(row.key)
    old.delete(row.key)
    const was = node === undefined ? undefined : shown.get(node)
    if (node === undefined || was === undefined || !sameRow(was, row)) {
      const made = draw(row)
      shown.set(made, row)
      if (node !== undefined) {
        if (cursor === node) cursor = made
        swap(node, made)
      }
      node = made
    }
    if (node === cursor) cursor = cursor.nextElementSibling
    else list.insertBefore(node, cursor)
  }
  for (const node of old.values()) node.remove()
}

/** Whoever stands on a row with the keyboard goes on standing there. */
const swap = (before: Element, after: HTMLElement): void => {
  const focused = before.contains(document.activeElement)
  before.replaceWith(after)
  if (focused) after.querySelector<HTMLElement>('.message')?.focus({ preventScroll: true })
}
