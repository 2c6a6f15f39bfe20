/** Fixes on their way to the host: each at once where there is a connection, what was missed by bulk, again until kept. */
import { BULK_FRAME, LIVE_FRAME, MAX_BULK_FIXES } from '../../../shared/delivery/fixes.ts'
import type { FixAck } from '../../../shared/delivery/types.ts'
import { TuttiError } from '../../../shared/errors.ts'
import type { AnyRoom } from '../any-client.ts'
import type { ClientClock } from '../clock.ts'
import type { FixBuffer, KeptFix } from './fix-buffer.ts'
import type { PositionInput } from './rate.ts'

/** A host acknowledges within a minute; what it has not by then may have come to nothing. */
const UNACKED_MS = 120_000
/** Hosts take so many at once, and one more every 5 ms: below that by a tenth. */
const BURST = 1_843
const PER_MS = 0.18
const RETRY_MS = 10_000

export class FixSender {
  readonly buffer: FixBuffer
  acked = 0
  uploaded = 0
  readonly #seat: AnyRoom
  readonly #clock: ClientClock
  readonly #changed: () => void
  /** Connections so far: what was sent on an earlier one may never have arrived. */
  #connection = 1
  #open = false
  #uploading: readonly KeptFix[] | undefined
  #tokens = BURST
  #tokensMs: number
  #cancel: (() => void) | undefined
  #closed = false

  constructor(seat: AnyRoom, clock: ClientClock, buffer: FixBuffer, changed: () => void) {
    this.#seat = seat
    this.#clock = clock
    this.buffer = buffer
    this.#changed = changed
    this.#tokensMs = clock.now()
  }

  get unsent(): number {
    return this.buffer.rows.reduce((sum, { sentIn }) => sum + (sentIn === this.#connection ? 0 : 1), 0)
  }

  /** The host takes fixes: there is a connection, and it has me online. */
  open(open: boolean): void {
    const opened = open && !this.#open
    this.#open = open
    if (opened) this.#upload()
  }

  /** A new connection: whatever is not kept for good is sent once more. */
  reconnected(): void {
    this.#connection++
    // The outbox repeats what is under way.
    for (const row of this.#uploading ?? []) this.#sent(row)
    this.#upload()
  }

  send(at: PositionInput, nowMs: number): void {
    const row = this.buffer.add(at, nowMs)
    if (this.#open && this.#seat.input(this.buffer.frame(LIVE_FRAME, [row]))) {
      this.#sent(row)
      this.#lookIn(UNACKED_MS)
    }
    this.#changed()
  }

  ack({ epochMs, seq }: FixAck): void {
    const count = this.buffer.acked(epochMs, seq)
    if (count === 0) return
    this.acked += count
    const next = this.buffer.rows[0]
    // Numbers that were skipped hold up all that follow, until the host hears that they will not come.
    if (next !== undefined && next.seq > seq + 1) this.#seat.input(this.buffer.frame(LIVE_FRAME, []))
    this.#changed()
  }

  close(): void {
    this.#closed = true
    this.#cancel?.()
  }

  #upload(): void {
    if (!this.#open || this.#seat.status !== 'live' || this.#closed || this.#uploading !== undefined) return
    const { rows } = this.buffer
    const from = rows.findIndex(({ sentIn }) => sentIn !== this.#connection)
    if (from < 0) return
    const some: KeptFix[] = []
    for (let i = from; i < rows.length && some.length < MAX_BULK_FIXES; i++)
      if (rows[i]!.sentIn !== this.#connection) some.push(rows[i]!)
    const waitMs = this.#take(some.length)
    if (waitMs > 0) return this.#lookIn(waitMs)
    this.#uploading = some
    for (const row of some) this.#sent(row)
    const bytes = this.buffer.frame(BULK_FRAME, some)
    this.#seat.request('bulk', bytes, { nonce: null }).then(
      () => this.#done(some.length),
      (thrown: unknown) => this.#refused(some, thrown),
    )
  }

  #done(count: number): void {
    this.#uploading = undefined
    this.uploaded += count
    this.#changed()
    this.#upload()
    this.#lookIn(UNACKED_MS)
  }

  #refused(rows: readonly KeptFix[], thrown: unknown): void {
    this.#uploading = undefined
    for (const row of rows) row.sentIn = 0
    this.#lookIn((thrown instanceof TuttiError ? thrown.retryMs : undefined) ?? RETRY_MS)
  }

  #sent(row: KeptFix): void {
    row.sentIn = this.#connection
    row.sentMs = this.#clock.now()
  }

  #lookIn(ms: number): void {
    if (this.#closed) return
    const soon = ms < UNACKED_MS
    if (this.#cancel !== undefined && !soon) return
    this.#cancel?.()
    this.#cancel = this.#clock.after(ms, () => {
      this.#cancel = undefined
      const beforeMs = this.#clock.now() - UNACKED_MS
      for (const row of this.buffer.rows) if (row.sentMs <= beforeMs) row.sentIn = 0
      this.#upload()
      if (this.buffer.rows.length > 0) this.#lookIn(UNACKED_MS)
    })
  }

  /** Ms until so many may be sent; 0: now, and they are counted. */
  #take(count: number): number {
    const nowMs = this.#clock.now()
    this.#tokens = Math.min(BURST, this.#tokens + (nowMs - this.#tokensMs) * PER_MS)
    this.#tokensMs = nowMs
    if (this.#tokens < count) return Math.ceil((count - this.#tokens) / PER_MS)
    this.#tokens -= count
    return 0
  }
}
