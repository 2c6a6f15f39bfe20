/** Moves a window over a timeline: pages before and after, jumps, and everything anew where events were missed. */
import type { MessagePage } from '../../../shared/chat/types.ts'
import { CHAT } from '../../../shared/chat/rules.ts'
import { TuttiError } from '../../../shared/errors.ts'
import type { ClientClock } from '../clock.ts'
import { passes } from '../requests.ts'
import type { Happenings } from './happenings.ts'
import type { Window } from './window.ts'

export interface Place {
  readonly before?: number
  readonly after?: number
  readonly around?: number
  readonly at?: number
  readonly limit?: number
}

export interface TimelineParts {
  readonly window: Window
  readonly happenings: Happenings
  readonly clock: ClientClock
  /** The end is found from the front, as in a thread. */
  readonly forward: boolean
  ask(place: Place): Promise<MessagePage>
  changed(): void
}

/** So many lines are asked for again, of more. */
const AGAIN_LINES = 300
const AGAIN_MS = 2_000

export class Timeline {
  readonly #parts: TimelineParts
  /** What was asked before the last jump is not put anywhere. */
  #turn = 0
  /** Under way. */
  readonly #loads = new Map<'before' | 'after', Promise<void>>()
  #cancelAgain: (() => void) | undefined

  constructor(parts: TimelineParts) {
    this.#parts = parts
    parts.happenings.add(parts.window, () => parts.changed())
  }

  loadBefore(): Promise<void> {
    const { window } = this.#parts
    if (window.atStart || window.stale || window.first === undefined) return Promise.resolve()
    const before = window.first
    return this.#once('before', () => this.#load({ before }, (page) => window.addBefore(before, page)))
  }

  loadAfter(): Promise<void> {
    const { window } = this.#parts
    if (window.atEnd || window.stale) return Promise.resolve()
    const after = window.last ?? 0
    return this.#once('after', () => this.#load({ after }, (page) => window.addAfter(after, page)))
  }

  /** Reads the place, and shows that. */
  async go(place: Place): Promise<void> {
    const { window } = this.#parts
    const turn = this.#turnTo()
    try {
      await this.#load(place, (page) => window.reset([page]))
    } catch (thrown) {
      if (turn === this.#turn && window.stale) this.again()
      throw thrown
    }
  }

  /** What is here is looked up once more. */
  refresh(): Promise<void> {
    return this.#load({ limit: CHAT.pageMax }, (page) => this.#parts.window.refresh(page))
  }

  /** Events are missing: what is shown is read anew, and then swapped at once. */
  again(): void {
    const { window, happenings, clock } = this.#parts
    const turn = this.#turnTo()
    window.outdated()
    happenings
      .during(
        () => this.#pagesAnew(),
        (pages) => {
          if (turn === this.#turn) this.#put(() => window.reset(pages))
        },
      )
      .catch((thrown: unknown) => {
        if (turn !== this.#turn || !(thrown instanceof TuttiError) || !passes(thrown.code)) return
        this.#cancelAgain = clock.after(thrown.retryMs ?? AGAIN_MS, () => this.again())
      })
  }

  close(): void {
    this.#turnTo()
    this.#parts.happenings.remove(this.#parts.window)
  }

  #turnTo(): number {
    this.#cancelAgain?.()
    this.#loads.clear()
    return ++this.#turn
  }

  /** Who asks while it is under way waits for the same. */
  #once(what: 'before' | 'after', load: () => Promise<void>): Promise<void> {
    const under = this.#loads.get(what)
    if (under !== undefined) return under
    const loading = load().finally(() => {
      if (this.#loads.get(what) === loading) this.#loads.delete(what)
    })
    this.#loads.set(what, loading)
    return loading
  }

  async #load(place: Place, put: (page: MessagePage) => void): Promise<void> {
    const turn = this.#turn
    await this.#parts.happenings.during(
      () => this.#parts.ask(place),
      (page) => {
        if (turn === this.#turn) this.#put(() => put(page))
      },
    )
  }

  #put(put: () => void): void {
    put()
    this.#parts.happenings.replay(this.#parts.window)
    this.#parts.changed()
  }

  #pagesAnew(): Promise<MessagePage[]> {
    const { window, forward } = this.#parts
    return window.atEnd && !forward ? this.#fromEnd(window.first ?? 0) : this.#from(window.first, window.last ?? 0)
  }

  async #fromEnd(first: number): Promise<MessagePage[]> {
    const pages: MessagePage[] = []
    let place: Place = { limit: CHAT.pageMax }
    for (let lines = 0; lines < AGAIN_LINES;) {
      const page = await this.#parts.ask(place)
      pages.unshift(page)
      lines += page.messages.length
      const top = page.messages[0]?.n
      if (!page.before || top === undefined || top <= first) break
      place = { before: top, limit: CHAT.pageMax }
    }
    return pages
  }

  async #from(first: number | undefined, last: number): Promise<MessagePage[]> {
    const { window } = this.#parts
    const pages: MessagePage[] = []
    let after = window.atStart || first === undefined ? 0 : first - 1
    for (let lines = 0; lines < AGAIN_LINES;) {
      const page = await this.#parts.ask({ after, limit: CHAT.pageMax })
      pages.push(page)
      lines += page.messages.length
      const bottom = page.messages.at(-1)?.n
      if (!page.after || bottom === undefined || (bottom >= last && !window.atEnd)) break
      after = bottom
    }
    return pages
  }
}
