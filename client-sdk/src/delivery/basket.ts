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

/** A try to order, of which there is one at a time. */
interface Placing {
  readonly basket: Basket
  readonly quote: string
  readonly to: To
  /** How often its basket had been changed. */
  readonly changes: number
  readonly nonce: Uint8Array
  /** Undefined: it ended, and nobody knows how. */
  answer: Promise<string> | undefined
  asking: Promise<void> | undefined
}

/** What all baskets of a seat share. */
export interface Tries {
  /** Nobody knows how it ended, or it has not: a basket that is opened now asks before it orders. */
  open: Placing | undefined
}

export class Priced implements Basket {
  quote: Quote | null = null
  error: TuttiError | null = null
  earlier: string | null = null
  readonly #region: RegionSeat
  readonly #tries: Tries
  readonly #bell = new Bell<'quote'>()
  readonly #off: Off
  #what: QuoteBody
  /** Counts what is asked: an answer to something older is none. */
  #asked = 0
  #changes = 0
  #cancel: (() => void) | undefined
  #placing: Placing | undefined
  #closed = false

  constructor(region: RegionSeat, what: QuoteBody, tries: Tries) {
    this.#region = region
    this.#what = what
    this.#tries = tries
    this.#placing = tries.open
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
    this.#changes++
    this.#asked++
    this.#put(null, null)
    this.#askIn(SETTLE_MS)
    // Whoever goes on choosing hears at once that it was ordered after all; without an answer, order() asks again.
    if (this.#placing !== undefined && this.#placing.answer === undefined)
      this.#findOut(this.#placing).catch(() => undefined)
  }

  async order(to: To): Promise<string> {
    const first = this.#placing
    if (first !== undefined) {
      const isSame = this.#isUnchanged(first) && isSameTo(first.to, to)
      if (isSame && first.answer !== undefined) return first.answer
      // Nobody knows what became of it: it is the same order, under the same nonce, at the price that is still shown.
      if (isSame && this.quote?.quote === first.quote) return this.#place(first)
      await first.answer?.catch(() => undefined)
      if (this.#placing === first && first.answer === undefined) await this.#findOut(first)
      if (this.#placing === first && first.answer !== undefined) {
        const order = await first.answer
        if (isSame) return order
        this.#came(order)
        throw new TuttiError('conflict', 'it was ordered before it was changed')
      }
      // Somebody else was quicker with the next try.
      if (this.#placing !== undefined) return this.order(to)
    }
    const { quote } = this
    if (quote === null) throw this.error ?? new TuttiError('conflict', 'no price yet')
    const nonce = makeNonce(this.#region.now())
    const { quote: price } = quote
    return this.#place({
      basket: this,
      quote: price,
      to,
      changes: this.#changes,
      nonce,
      answer: undefined,
      asking: undefined,
    })
  }

  close(): void {
    this.#closed = true
    this.#cancel?.()
    this.#off()
    this.#bell.ring('quote')
  }

  async #place(placing: Placing): Promise<string> {
    this.#placing = placing
    this.#tries.open = placing
    const { address, card, note } = placing.to
    const body = { quote: placing.quote, address, card, ...(note !== undefined && { note }) }
    const answer = this.#region.command('order', body, { nonce: placing.nonce }).then(({ order }) => order)
    placing.answer = answer
    try {
      const order = await answer
      this.#settled(placing)
      return order
    } catch (thrown) {
      placing.answer = undefined
      // Refused, so not done: the next try is another order.
      if (!(thrown instanceof TuttiError) || !isUnknown(thrown)) {
        this.#settled(placing)
        this.#placing = undefined
        this.#askIn(0)
      }
      throw thrown
    }
  }

  /** Whether a try that ended without an answer has placed an order. Rejects where that cannot be asked. */
  #findOut(first: Placing): Promise<void> {
    return (first.asking ??= this.#region
      .query('orders', { quote: first.quote })
      .then(({ orders: [order] }) => {
        if (this.#placing !== first || first.answer !== undefined) return
        this.#settled(first)
        if (order === undefined) this.#placing = undefined
        else {
          this.#region.learn([order])
          first.answer = Promise.resolve(order.id)
          if (!this.#isUnchanged(first)) this.#came(order.id)
        }
      })
      .finally(() => {
        first.asking = undefined
      }))
  }

  #isUnchanged({ basket, changes }: Placing): boolean {
    return basket === this && changes === this.#changes
  }

  /** What became of it is known. */
  #settled(placing: Placing): void {
    if (this.#tries.open === placing) this.#tries.open = undefined
  }

  #came(order: string): void {
    this.earlier = order
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

const isSameTo = (a: To, b: To): boolean => a.address === b.address && a.card === b.card && a.note === b.note

/** It may have been done all the same. */
const isUnknown = ({ code }: TuttiError): boolean =>
  code === 'timeout' || code === 'unavailable' || code === 'not_joined' || code === 'internal'
