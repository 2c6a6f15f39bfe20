/** Ordered events on their way to what is shown: and once more to a page that was read before them and arrives after. */
import type { Window } from './window.ts'

/** Applies itself to a window. True: something is different now. */
export type Happening = (window: Window) => boolean

export class Happenings {
  readonly #windows = new Map<Window, () => void>()
  #log: Happening[] = []
  #open = 0

  add(window: Window, changed: () => void): void {
    this.#windows.set(window, changed)
  }

  remove(window: Window): void {
    this.#windows.delete(window)
  }

  happened(happening: Happening): void {
    if (this.#open > 0) this.#log.push(happening)
    for (const [window, changed] of this.#windows) if (happening(window)) changed()
  }

  windows(): Iterable<Window> {
    return this.#windows.keys()
  }

  /** Another history: what was kept says nothing about it. */
  forget(): void {
    this.#log = []
  }

  /** What happens while `ask` waits for its answer is kept, until `take` has put that in its place and replayed. */
  async during<T>(ask: () => Promise<T>, take: (answer: T) => void): Promise<void> {
    this.#open++
    try {
      take(await ask())
    } finally {
      if (--this.#open === 0) this.#log = []
    }
  }

  /** What a window knows already does nothing to it. */
  replay(window: Window): void {
    for (const happening of this.#log) happening(window)
  }
}
