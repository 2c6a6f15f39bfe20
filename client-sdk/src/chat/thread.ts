/** The replies to one message: loaded from the first on, and live from then on. */
import { Bell } from '../bell.ts'
import type { Happenings } from './happenings.ts'
import { Timeline } from './timeline.ts'
import type { TimelineParts } from './timeline.ts'
import type { ChatLine, ThreadView } from './types.ts'
import { Window } from './window.ts'

/** So many pages are read to reach the end; who wants more asks for it. */
const PAGES = 10

export interface ThreadParts extends Pick<TimelineParts, 'clock' | 'ask'> {
  readonly happenings: Happenings
  seen(line: ChatLine): ChatLine
  own(root: number, others: readonly ChatLine[]): readonly ChatLine[]
  closed(thread: Thread): void
}

export class Thread implements ThreadView {
  readonly #parts: ThreadParts
  readonly #root: number
  readonly #window: Window
  readonly #timeline: Timeline
  readonly #bell = new Bell<'lines'>()
  #lines: readonly ChatLine[] | undefined

  constructor(parts: ThreadParts, root: number) {
    this.#parts = parts
    this.#root = root
    this.#window = new Window((message) => message.root === root)
    const { clock, happenings, ask } = parts
    this.#timeline = new Timeline({
      window: this.#window,
      happenings,
      clock,
      ask,
      forward: true,
      changed: () => this.changed(),
    })
    void this.#load()
  }

  get root(): ChatLine | undefined {
    const root = this.#window.find(this.#root)
    return root === undefined ? undefined : this.#parts.seen(root)
  }
  get lines(): readonly ChatLine[] {
    return (this.#lines ??= this.#all())
  }
  get atStart(): boolean {
    return this.#window.atStart
  }
  get atEnd(): boolean {
    return this.#window.atEnd
  }

  on(event: 'lines', run: () => void): () => void {
    return this.#bell.on(event, run)
  }
  loadBefore(): Promise<void> {
    return this.#timeline.loadBefore()
  }
  loadAfter(): Promise<void> {
    return this.#timeline.loadAfter()
  }

  /** Events were missed. */
  again(): void {
    this.#timeline.again()
  }

  changed(): void {
    this.#lines = undefined
    this.#bell.ring('lines')
  }

  close(): void {
    this.#timeline.close()
    this.#parts.closed(this)
  }

  async #load(): Promise<void> {
    try {
      await this.#timeline.go({ after: 0 })
      for (let pages = 1; pages < PAGES && !this.#window.atEnd; pages++) await this.#timeline.loadAfter()
    } catch {
      // As far as it came: loadAfter() goes on from there, and tells what is wrong.
    }
  }

  #all(): ChatLine[] {
    const lines = this.#window.lines.filter(({ n }) => n !== this.#root).map((line) => this.#parts.seen(line))
    if (!this.#window.atEnd) return lines
    return [...lines, ...this.#parts.own(this.#root, lines)]
  }
}
