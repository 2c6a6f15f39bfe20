/** The margin: threads beside the lines they hang on, out of each other's way. */
import { element } from '../../shell/dom.ts'
import type { Sheet } from '../desk.ts'
import { Cards, putCards } from './cards.ts'
import { stack } from './stack.ts'
import type { Talk } from './talk.ts'

export interface Margin {
  readonly root: HTMLElement
  /** There is room for it. */
  readonly seen: boolean
  refresh(): void
  close(): void
}

export const makeMargin = (sheet: Sheet, talk: Talk, scroller: HTMLElement): Margin => {
  const root = element('aside', { class: 'margin', 'aria-label': 'Comments' })
  const cards = new Cards(sheet, false, (card, thread) => {
    card.addEventListener('focusin', () => talk.choose(thread))
    card.addEventListener('pointerdown', () => talk.choose(thread))
  })
  let frame = 0

  const seen = (): boolean => root.offsetParent !== null
  const beside = () => talk.open().filter(({ place, thread }) => place !== undefined && !thread.detached)
  const draw = (): void => {
    const open = beside()
    const all = open.map(({ thread }) => cards.of(thread, talk.chosen() === thread.id))
    cards.keep(new Set(open.map(({ thread }) => thread.id)))
    const { writing } = talk
    const here = writing !== undefined && talk.draftPlace() !== undefined && seen()
    const begun = here && writing.root.parentElement !== root
    putCards(root, here ? [...all, writing.root] : all)
    if (begun) writing.focus()
    root.dataset['full'] = String(root.childElementCount > 0)
    place()
  }
  const place = (): void => {
    cancelAnimationFrame(frame)
    frame = requestAnimationFrame(() => {
      if (!seen() || sheet.editor.isDestroyed) return
      const ground = root.getBoundingClientRect().top
      const topOf = (position: number): number => sheet.editor.view.coordsAtPos(position).top - ground
      const rows: { readonly root: HTMLElement; readonly top: number; readonly chosen: boolean }[] = []
      for (const { thread, place: at } of beside()) {
        const card = cards.get(thread.id)
        if (card !== undefined && at !== undefined)
          rows.push({ root: card, top: topOf(at.from), chosen: talk.chosen() === thread.id })
      }
      const at = talk.draftPlace()
      const draft = talk.writing?.root
      if (draft?.parentElement === root && at !== undefined)
        rows.push({ root: draft, top: topOf(at.from), chosen: true })
      rows.sort((a, b) => a.top - b.top)
      const heights = rows.map((row) => row.root.offsetHeight)
      const tops = stack(
        rows.map(({ top }) => top),
        heights,
        rows.findIndex(({ chosen }) => chosen),
      )
      rows.forEach((row, i) => (row.root.style.top = `${Math.round(tops[i] ?? 0)}px`))
      const last = rows.length - 1
      root.style.minHeight = `${Math.max(0, (tops[last] ?? 0) + (heights[last] ?? 0) + 24)}px`
    })
  }

  const watch = new ResizeObserver(draw)
  watch.observe(scroller)
  // Cards grow with what is written in them.
  root.addEventListener('input', place)
  talk.onChange(draw)
  return {
    root,
    get seen() {
      return seen()
    },
    refresh: draw,
    close() {
      cancelAnimationFrame(frame)
      watch.disconnect()
    },
  }
}
