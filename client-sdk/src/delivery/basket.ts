/** What is about to be ordered: its price, kept valid; and the order, placed once. */
import type { Amounts, Quote } from '../../../shared/delivery/types.ts'
import { TuttiError } from '../../../shared/errors.ts'
import { Bell } from '../bell.ts'
import type { Off } from '../listeners.ts'
import { makeNonce } from '../nonce.ts'
import type { QuoteBody } from './asking.ts'
import type { Basket } from './desk-types.ts'
import type { RegionSeat } from './region-seat.ts'

/** Pieces are tapped one after the other. */
const SETTLE_MS = 250
/** So long before its price runs out it is priced again: whoever taps "order" then is not too late. */
const EARLY_MS = 30_000
const RETRY_MS = 5_000

type To = Parameters<Basket['order']>[0]

interface Placing {
  readonly quote: string
  readonly nonce: Uint8Array
  answer: Promise<string> | undefined
}

export class Priced implements Basket {
  quote: Quote | null = null
  error: TuttiError | null = null
  readonly #region: RegionSeat
  readonly #bell = new Bell<'quote'>()
  readonly #off: Off
  #what: QuoteBody
  /** Counts what is asked: an answer to something older is none. */
  #asked = 0
  #cancel: (() => void) | undefined
  #placing: Placing | undefined
  #closed = false

  constructor(region: RegionSeat, what: QuoteBody) {
    this.#region = region
    this.#what = what
    this.#off = region.onRegion('status', () => {
      if (region.status === 'live' && this.quote === null) this.#askIn(0)
    })
    this.#ask()
  }

  get amounts(): Amounts | null {
    return this.quote?.amounts ?? null
  }

  on(event: 'quote', run: () => void): Off {
    return this.#bell.on(event, run)
  }

  priced(): Promise<Quote> {
    return new Promise((resolve, reject) => {
      const settled = (): boolean => {
        if (this.quote !== null) resolve(this.quote)
        else if (this.error !== null) reject(this.error)
        else if (this.#closed) reject(new TuttiError('not_joined', 'the basket was closed'))
        else return false
        return true
      }
      if (settled()) return
      const off = this.on('quote', () => {
        if (settled()) off()
      })
    })
  }

  change(part: Partial<QuoteBody>): void {
    this.#what = { ...this.#what, ...part }
    this.#asked++
    this.#put(null, null)
    this.#askIn(SETTLE_MS)
  }

  async order(to: To): Promise<string> {
    const { quote } = this
    if (this.#placing?.answer !== undefined) return this.#placing.answer
    if (quote === null && this.#placing === undefined) throw this.error ?? new TuttiError('conflict', 'no price yet')
    // Nobody knows what became of the first try: it is the same order, under the same nonce.
    const placing = (this.#placing ??= { quote: quote!.quote, nonce: makeNonce(this.#region.now()), answer: undefined })
    const { address, card, note } = to
    const body = { quote: placing.quote, address, card, ...(note !== undefined && { note }) }
    placing.answer = this.#region.command('order', body, { nonce: placing.nonce }).then(({ order }) => order)
    try {
      return await placing.answer
    } catch (thrown) {
      placing.answer = undefined
      // Refused, so not done: the next try is another order.
      if (!(thrown instanceof TuttiError) || !isUnknown(thrown)) {
        this.#placing = undefined
        this.#askIn(0)
      }
      throw thrown
    }
  }

  close(): void {
    this.#closed = true
    this.#cancel?.()
    this.#off()
    this.#bell.ring('quote')
  }

  #askIn(ms: number): void {
    this.#cancel?.()
    if (!this.#closed) this.#cancel = this.#region.client.clock.after(ms, () => this.#ask())
  }

  #ask(): void {
    const n = ++this.#asked
    this.#region.command('quote', this.#what).then(
      (quote) => {
        if (n !== this.#asked || this.#closed) return
        this.#put(quote, null)
        this.#askIn(Math.max(RETRY_MS, quote.expiresMs - this.#region.now() - EARLY_MS))
      },
      (thrown: unknown) => {
        if (n !== this.#asked || this.#closed) return
        const error = thrown instanceof TuttiError ? thrown : new TuttiError('internal')
        this.#put(null, error)
        if (error.retryMs !== undefined) this.#askIn(error.retryMs)
      },
    )
  }

  #put(quote: Quote | null, error: TuttiError | null): void {
    this.quote = quote
    this.error = error
    this.#bell.ring('quote')
  }
}

/** It may have been done all the same. */
const isUnknown = ({ code }: TuttiError): boolean =>
  code === 'timeout' || code === 'unavailable' || code === 'not_joined' || code === 'internal'
