/**
 * What customers see of their courier: at most once a second, every two seconds while it is far away, and only where it
 * has moved. Whoever has no order with a courier is never in these lists, so nobody can be told by mistake.
 */
import { POSITION_BYTES, writePosition } from '../../../../shared/delivery/output-codec.ts'
import { DELIVERY } from '../../../../shared/delivery/rules.ts'
import type { Member } from '../../../engine/room.ts'
import { Doors } from './doors.ts'
import type { PositionSource, Sight } from './sight.ts'

const { coarseM, farM, flushMs, positionMs, stillM, weakMs } = DELIVERY

/** So much earlier than a second a position may follow the one before, where that one was late. */
const SLACK_MS = 1.5 * flushMs

interface Seen {
  readonly sight: Sight
  /** From when on it may be told again; while it is far away, a second later. */
  dueMs: number
  /** When its courier was heard last, Unix ms, and how long after the time before. */
  heardMs: number
  gapMs: number
  x: number
  y: number
  /** The square that was told of while it is coarse. */
  column: number
  row: number
  /** It was told as a square, for whichever reason. */
  wasCoarse: boolean
  /** State, ETA, or whether it is heard of changed since it was told. */
  fresh: boolean
  weak: boolean
  /** It is among those that wait to be told. */
  waits: boolean
  /** Nobody is to see it any more; where it waits the next flush finds that. */
  hidden: boolean
}

type Send = (to: Member, order: string, frame: Uint8Array | null) => void

export class Positions {
  readonly #source: PositionSource
  readonly #send: Send
  readonly #byOrder = new Map<string, Seen>()
  readonly #bySlot: (Seen[] | undefined)[] = []
  readonly #doors = new Doors()
  /** Each once; a list and not a set, for 20,000 come and go every second. */
  readonly #waiting: Seen[] = []
  readonly #bytes = new Uint8Array(POSITION_BYTES)
  readonly #view = new DataView(this.#bytes.buffer)
  /** The order whose position is in the bytes. */
  #order = ''
  readonly #see = (member: Member): void => this.#send(member, this.#order, this.#bytes)

  constructor(source: PositionSource, send: Send) {
    this.#source = source
    this.#send = send
  }

  get size(): number {
    return this.#byOrder.size
  }

  /** A courier took the order, or took it over. */
  show(sight: Sight): void {
    this.hide(sight.order)
    const seen: Seen = {
      sight,
      dueMs: 0,
      heardMs: 0,
      gapMs: 0,
      x: Infinity,
      y: Infinity,
      column: NaN,
      row: NaN,
      wasCoarse: false,
      fresh: true,
      weak: false,
      waits: false,
      hidden: false,
    }
    this.#byOrder.set(sight.order, seen)
    const own = this.#bySlot[sight.slot]
    if (own === undefined) this.#bySlot[sight.slot] = [seen]
    else own.push(seen)
    this.#wait(seen)
  }

  /** It was picked up, or is expected at another time. */
  change(order: string, coarse: boolean, eta: Sight['eta']): void {
    const seen = this.#byOrder.get(order)
    if (seen === undefined) return
    seen.sight.coarse = coarse
    seen.sight.eta = eta
    seen.fresh = true
    this.#wait(seen)
  }

  /** Delivered, cancelled or taken away: whoever saw it is told to forget it. */
  hide(order: string): void {
    const seen = this.#byOrder.get(order)
    if (seen === undefined) return
    this.#byOrder.delete(order)
    seen.hidden = true
    const { slot, eachWatcher, coarse, door } = seen.sight
    if (!coarse) this.#doors.brought(slot, this.#source.x(slot), this.#source.y(slot), door)
    const rest = this.#bySlot[slot]!.filter((one) => one !== seen)
    this.#bySlot[slot] = rest.length === 0 ? undefined : rest
    eachWatcher((member) => this.#send(member, order, null))
  }

  /** Somebody came who may see it. */
  greet(member: Member, order: string, nowMs: number): void {
    const seen = this.#byOrder.get(order)
    if (seen === undefined || this.#source.t(seen.sight.slot) === 0) return
    this.#encode(seen, this.#isCoarse(seen), nowMs)
    this.#send(member, order, this.#bytes)
  }

  /** The courier has moved, or is silent. */
  moved(slot: number): void {
    const own = this.#bySlot[slot]
    if (own === undefined) return
    const heardMs = this.#source.heardMs(slot)
    if (this.#doors.has(slot)) this.#doors.moved(slot, this.#source.x(slot), this.#source.y(slot))
    for (const seen of own) {
      if (heardMs > seen.heardMs) {
        seen.gapMs = heardMs - seen.heardMs
        seen.heardMs = heardMs
      }
      this.#wait(seen)
    }
  }

  /** Every 200 ms. `nowMs`: Unix ms. */
  flush(nowMs: number): void {
    const waiting = this.#waiting
    let rest = 0
    for (let i = 0; i < waiting.length; i++) {
      const seen = waiting[i]!
      if (this.#told(seen, nowMs)) seen.waits = false
      else waiting[rest++] = seen
    }
    waiting.length = rest
  }

  /** All that its watchers may be shown now is a square. */
  #isCoarse(seen: Seen): boolean {
    const { slot, coarse, door } = seen.sight
    if (coarse) return true
    const others = this.#bySlot[slot]!
    if (others.length === 1 && !this.#doors.has(slot)) return false
    return this.#doors.betrays(slot, this.#source.x(slot), this.#source.y(slot), door, others)
  }

  #wait(seen: Seen): void {
    if (seen.waits) return
    seen.waits = true
    this.#waiting.push(seen)
  }

  /** False: it is not due yet. */
  #told(seen: Seen, nowMs: number): boolean {
    const { slot, door, eachWatcher, order } = seen.sight
    if (seen.hidden || this.#source.t(slot) === 0) return true
    const weak = nowMs - this.#source.heardMs(slot) > weakMs
    if (weak !== seen.weak) {
      // Told even of one who stands: nothing else would say that it is not there to be seen.
      seen.weak = weak
      seen.fresh = true
    }
    const x = this.#source.x(slot)
    const y = this.#source.y(slot)
    const dx = x - seen.x
    const dy = y - seen.y
    if (!seen.fresh && dx * dx + dy * dy <= stillM * stillM) return true
    const isFar = (x - door.xM) ** 2 + (y - door.yM) ** 2 > farM * farM
    if (nowMs < (isFar && !seen.fresh ? seen.dueMs + positionMs : seen.dueMs)) return false
    if (!seen.fresh && isAboutToReport(seen, nowMs)) return false
    // Counted on from when it was due: a courier who reports once a second is told of as often, though flushes come
    // when they can, and each of its fixes is a moment old and not up to a second.
    seen.dueMs = Math.max(seen.dueMs, nowMs - SLACK_MS) + positionMs
    seen.x = x
    seen.y = y
    const column = Math.floor(x / coarseM)
    const row = Math.floor(y / coarseM)
    // A courier that stays in its square must show nothing by moving there.
    const coarse = this.#isCoarse(seen)
    const stays = coarse && seen.wasCoarse && !seen.fresh && column === seen.column && row === seen.row
    seen.wasCoarse = coarse
    seen.column = column
    seen.row = row
    seen.fresh = false
    if (stays) return true
    this.#encode(seen, coarse, nowMs)
    this.#order = order
    eachWatcher(this.#see)
    return true
  }

  #encode({ sight }: Seen, coarse: boolean, nowMs: number): void {
    const { slot, eta } = sight
    const { frame } = this.#source
    const t = this.#source.t(slot)
    const inMiddle = (m: number): number => (Math.floor(m / coarseM) + 0.5) * coarseM
    const x = this.#source.x(slot)
    const y = this.#source.y(slot)
    const seconds = (ms: number): number => Math.max(0, Math.round((ms - t) / 1_000))
    writePosition(this.#view, 0, {
      t,
      latE7: frame.latE7Of(coarse ? inMiddle(y) : y),
      lonE7: frame.lonE7Of(coarse ? inMiddle(x) : x),
      headingCdeg: coarse ? 0 : this.#source.headingCdeg(slot) % 36_000,
      speedCmS: coarse ? 0 : this.#source.speedCmS(slot),
      coarse,
      weak: nowMs - this.#source.heardMs(slot) > weakMs,
      eta: eta === null ? null : { fromS: seconds(eta.from), toS: seconds(eta.to) },
    })
  }
}

/**
 * What is known of it is old, and the next fix comes any moment: that one is told, and those that follow it as soon as
 * they come. Otherwise whoever was told late once would be a part of a second late for ever.
 */
const isAboutToReport = ({ gapMs, heardMs }: Seen, nowMs: number): boolean => {
  const ageMs = nowMs - heardMs
  return gapMs <= positionMs + SLACK_MS && ageMs > SLACK_MS && ageMs < gapMs + SLACK_MS
}
