/** Keeps what one reads where it is while rows come and go around it. */

/** Rows that are looked at: the topmost may be gone afterwards. */
const MOST = 24

export interface Anchor {
  /** Scrolls back to where it was. */
  restore(): void
}

/** A row's message, without the day and the mark that may stand above it. */
const bodyOf = (row: Element): Element => row.lastElementChild ?? row

export const takeAnchor = (scroller: HTMLElement, list: HTMLElement): Anchor => {
  const top = scroller.getBoundingClientRect().top
  const rows = list.children
  let low = 0
  let high = rows.length
  while (low < high) {
    const middle = (low + high) >> 1
    const row = rows[middle]
    if (row !== undefined && row.getBoundingClientRect().bottom <= top) low = middle + 1
    else high = middle
  }
  const held: { readonly key: string; readonly at: number }[] = []
  for (let i = low; i < Math.min(rows.length, low + MOST); i++) {
    const row = rows[i] as HTMLElement
    held.push({ key: row.dataset['key'] ?? '', at: bodyOf(row).getBoundingClientRect().top })
  }
  return {
    restore() {
      for (const { key, at } of held) {
        const row = list.querySelector(`:scope > [data-key="${CSS.escape(key)}"]`)
        if (row === null) continue
        const moved = bodyOf(row).getBoundingClientRect().top - at
        if (moved !== 0) scroller.scrollTop += moved
        return
      }
    },
  }
}
