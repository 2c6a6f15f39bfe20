/** Drawn threads: one that has not changed stays as it is, and so does what somebody is writing in it. */
import type { DocThread } from '@tutti/client/doc'
import type { Sheet } from '../desk.ts'
import type { Answers } from './thread.ts'
import { drawThread } from './thread.ts'

interface Card {
  readonly root: HTMLElement
  readonly thread: DocThread
}

export class Cards {
  readonly #sheet: Sheet
  readonly #quoted: boolean
  readonly #made: (root: HTMLElement, thread: string) => void
  readonly #cards = new Map<string, Card>()
  readonly #answers: Answers = new Map()

  /** `quoted`: away from the text, so each says what it is about. `made`: what else a new one listens to. */
  constructor(sheet: Sheet, quoted: boolean, made: (root: HTMLElement, thread: string) => void) {
    this.#sheet = sheet
    this.#quoted = quoted
    this.#made = made
  }

  get(thread: string): HTMLElement | undefined {
    return this.#cards.get(thread)?.root
  }

  of(thread: DocThread, chosen: boolean): HTMLElement {
    const had = this.#cards.get(thread.id)
    if (had?.thread === thread) {
      // The press that chooses it is a click on something in it, too: it must stay under it.
      had.root.dataset['chosen'] = String(chosen)
      return had.root
    }
    // Somebody changes a comment in it: what is new is drawn when that is done.
    if (had !== undefined && had.root.querySelector('.comment .comment-write') !== null) return had.root
    const root = drawThread(this.#sheet, thread, this.#answers, { quoted: this.#quoted, chosen })
    this.#made(root, thread.id)
    this.#cards.set(thread.id, { root, thread })
    return root
  }

  /** Forgets all others. */
  keep(threads: ReadonlySet<string>): void {
    for (const id of this.#cards.keys()) if (!threads.has(id)) this.#cards.delete(id)
    for (const id of this.#answers.keys()) if (!threads.has(id)) this.#answers.delete(id)
  }
}

/** Puts exactly these in, and leaves the focus where it is. */
export const putCards = (parent: HTMLElement, cards: readonly HTMLElement[]): void => {
  if (parent.childElementCount === cards.length && cards.every((card, i) => parent.children[i] === card)) return
  const focused = document.activeElement
  parent.replaceChildren(...cards)
  if (focused instanceof HTMLElement && focused !== document.activeElement && parent.contains(focused))
    focused.focus({ preventScroll: true })
}
