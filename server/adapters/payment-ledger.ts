/** What a payment provider remembers: holds, what was taken and given back, and each answer under its key. */
import { appendFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs'
import { dirname } from 'node:path'
import type { PaymentOrder } from '../../shared/delivery/payment.ts'

/** The provider's answer. */
export interface Verdict {
  readonly is: 'done' | 'declined' | 'failed'
  readonly note?: string
}

/** Money on a card, by the key of its authorisation. Minor units. */
export interface Hold {
  readonly amount: number
  readonly currency: string
  readonly captured: number
  readonly refunded: number
  readonly released: boolean
}

/** One line of the ledger: an answer that was given, and what the hold is since then. */
interface Entry {
  readonly asked: PaymentOrder
  readonly verdict: Verdict
  readonly hold: Hold | null
}

export class PaymentLedger {
  readonly #path: string | undefined
  readonly #entries = new Map<string, Entry>()
  readonly #holds = new Map<string, Hold>()

  /** @param path of its file; undefined: it is forgotten with the process */
  constructor(path?: string) {
    this.#path = path
    if (path === undefined || !existsSync(path)) return
    for (const line of readFileSync(path, 'utf8').split('\n')) {
      // The last line of a process that was killed may be half a line: its answer was never given.
      if (!line.endsWith('}')) continue
      try {
        this.#take(JSON.parse(line) as Entry)
      } catch {
        continue
      }
    }
  }

  /** The answer that was given under this key, if any. */
  answered(key: string): Pick<Entry, 'asked' | 'verdict'> | undefined {
    return this.#entries.get(key)
  }

  hold(key: string): Hold | undefined {
    return this.#holds.get(key)
  }

  /** Written before it is given. */
  write(asked: PaymentOrder, verdict: Verdict, hold: Hold | null): void {
    // What a card is called is nobody's business later on.
    const entry: Entry = { asked: { ...asked, card: '' }, verdict, hold }
    if (this.#path !== undefined) {
      mkdirSync(dirname(this.#path), { recursive: true })
      appendFileSync(this.#path, `\n${JSON.stringify(entry)}`)
    }
    this.#take(entry)
  }

  /** For tests, and for whoever wants to see where the money is. */
  holds(): ReadonlyMap<string, Hold> {
    return this.#holds
  }

  #take(entry: Entry): void {
    this.#entries.set(entry.asked.key, entry)
    if (entry.hold !== null) this.#holds.set(entry.asked.hold, entry.hold)
  }
}
