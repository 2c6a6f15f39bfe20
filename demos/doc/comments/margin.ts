/** The margin: threads beside the lines they hang on, out of each other's way. */
import type { DocThread } from '@tutti/client/doc'
import { element } from '../../shell/dom.ts'
import type { Sheet } from '../desk.ts'
import type { Talk } from './talk.ts'
import { drawThread } from './thread.ts'

export interface Margin {
  readonly root: HTMLElement
  /** There is room for it. */
  readonly seen: boolean
  place(): void
  close(): void
}

const GAP_PX = 8

interface Card {
  readonly root: HTMLElement
  readonly thread: DocThread
  readonly chosen: boolean
}

/** Each as near to its line as those above let it be; the chosen one exactly there, and those above it move up. */
export const stack = (wanted: readonly number[], heights: readonly number[], chosen: number): number[] => {
  const tops = wanted.slice()
  let bottom = -Infinity
  for (let i = 0; i < tops.length; i++) {
    tops[i] = Math.max(wanted[i] ?? 0, i === chosen ? -Infinity : bottom + GAP_PX)
    bottom = (tops[i] ?? 0) + (heights[i] ?? 0)
  }
  for (let i = chosen - 1; i >= 0; i--)
    tops[i] = Math.min(tops[i] ?? 0, (tops[i + 1] ?? 0) - (heights[i] ?? 0) - GAP_PX)
  return tops
}

export const makeMargin = (sheet: Sheet, talk: Talk, scroller: HTMLElement): Margin => {
  const root = element('aside', { class: 'margin', 'aria-label': 'Comments' })
  const cards = new Map<string, Card>()
  let frame = 0

  const draw = (): void => {
    const open = talk.open().filter(({ place, thread }) => place !== undefined && !thread.detached)
    const keep = new Set(open.map(({ thread }) => thread.id))
    for (const [id, card] of cards) {
      if (keep.has(id)) continue
      card.root.remove()
      cards.delete(id)
    }
    for (const { thread } of open) {
      const chosen = talk.chosen() === thread.id
      const had = cards.get(thread.id)
      // What one is writing in stays, and so does what has not changed.
      if (had?.thread === thread && had.chosen === chosen) continue
      const written = had?.root.querySelector('textarea')?.value ?? ''
      const focused =
        had?.root.contains(document.activeElement) === true && document.activeElement instanceof HTMLTextAreaElement
      const card = drawThread(sheet, thread, false, chosen)
      card.addEventListener('focusin', () => talk.choose(thread.id))
      card.addEventListener('pointerdown', () => talk.choose(thread.id))
      const field = card.querySelector('textarea')
      if (field !== null && written !== '') field.value = written
      if (had === undefined) root.append(card)
      else had.root.replaceWith(card)
      if (focused) field?.focus({ preventScroll: true })
      cards.set(thread.id, { root: card, thread, chosen })
    }
    const draft = root.querySelector<HTMLElement>(':scope > .comment-write')
    if (draft !== (talk.writing?.root ?? null)) draft?.remove()
    if (talk.writing !== undefined && talk.draftPlace() !== undefined && seen()) {
      if (talk.writing.root.parentElement !== root) {
        root.append(talk.writing.root)
        talk.writing.focus()
      }
    }
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
      for (const { thread, place: at } of talk.open()) {
        const card = cards.get(thread.id)
        if (card !== undefined && at !== undefined)
          rows.push({ root: card.root, top: topOf(at.from), chosen: card.chosen })
      }
      const draftAt = talk.draftPlace()
      const draft = talk.writing?.root
      if (draft !== undefined && draftAt !== undefined && draft.parentElement === root)
        rows.push({ root: draft, top: topOf(draftAt.from), chosen: true })
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
  const seen = (): boolean => root.offsetParent !== null

  const watch = new ResizeObserver(() => draw())
  watch.observe(scroller)
  talk.onChange(draw)
  return {
    root,
    get seen() {
      return seen()
    },
    place: draw,
    close() {
      cancelAnimationFrame(frame)
      watch.disconnect()
    },
  }
}
