/** The part of the map that a dispatcher sees: its cells as the host tells them, whole each time. */
import { readBoard } from '../../../shared/delivery/output-codec.ts'
import { localFrame } from '../../../shared/delivery/geo.ts'
import { DELIVERY } from '../../../shared/delivery/rules.ts'
import type { Box, Look } from '../../../shared/delivery/types.ts'
import type { BoardCount } from './dispatch-types.ts'
import { Gliding } from './gliding.ts'
import type { RegionSeat } from './region-seat.ts'

/** Hosts take 20 a second. */
const LOOK_MS = 100
/** Cells take turns: whoever left one is in the next one's frame within a second. */
const BETWEEN_MS = 1_500
/** Times of news that nobody has taken. */
const NEWS_MAX = 2_048

export class Board {
  level: 0 | 1 = 0
  readonly couriers = new Gliding()
  /** By cell. */
  readonly counts = new Map<number, BoardCount>()
  readonly #region: RegionSeat
  readonly #changed: () => void
  /** Slots by the cell that named them last. */
  readonly #cells = new Map<number, Set<number>>()
  readonly #cellOf = new Map<number, number>()
  /** Named by no cell any more, since then. */
  readonly #between = new Map<number, number>()
  #shown: ReadonlySet<number> = new Set()
  #box: Box | null = null
  #asked: Box | null | undefined
  #asking = false
  #cancel: (() => void) | undefined
  #dirty = false
  #news: number[] = []

  constructor(region: RegionSeat, changed: () => void) {
    this.#region = region
    this.#changed = changed
    region.on('board', (bytes: Uint8Array, { key }) => this.#told(Number(key), bytes))
  }

  get cells(): readonly number[] {
    return [...this.#shown]
  }

  look(box: Box | null): void {
    this.#box = box
    this.#ask()
  }

  /** The host has forgotten what is looked at. */
  again(): void {
    this.#asked = undefined
    if (this.#box !== null) this.#ask()
  }

  frame(): boolean {
    const nowMs = this.#now()
    for (const [slot, sinceMs] of this.#between) if (nowMs - sinceMs > BETWEEN_MS) this.#remove(slot)
    const moved = this.couriers.frame(nowMs)
    const dirty = this.#dirty
    this.#dirty = false
    return moved || dirty
  }

  takeNews(): number[] {
    const news = this.#news
    this.#news = []
    return news
  }

  nearest(latE7: number, lonE7: number, mostM: number): number {
    const frame = localFrame(latE7, lonE7)
    const { count, slots, latsE7, lonsE7 } = this.couriers
    let best = mostM * mostM
    let found = -1
    for (let row = 0; row < count; row++) {
      const far = frame.xOf(lonsE7[row]!) ** 2 + frame.yOf(latsE7[row]!) ** 2
      if (far > best) continue
      best = far
      found = slots[row]!
    }
    return found
  }

  close(): void {
    this.#cancel?.()
  }

  /** Glides go by what has passed here, not by what time it is. */
  #now(): number {
    return this.#region.client.clock.now()
  }

  #ask(): void {
    if (this.#asking || this.#cancel !== undefined || this.#asked === this.#box) return
    const box = this.#box
    this.#asked = box
    this.#asking = true
    // Asked for twice it is the same view.
    this.#region.command('look', { box }, { nonce: null }).then(
      (look) => {
        this.#asking = false
        this.#show(look)
        this.#askAgain()
      },
      () => {
        this.#asking = false
        this.#asked = undefined
        this.#askAgain()
      },
    )
  }

  #askAgain(): void {
    if (this.#region.status === 'left') return
    this.#cancel = this.#region.client.clock.after(LOOK_MS, () => {
      this.#cancel = undefined
      this.#ask()
    })
  }

  #show({ level, cells }: Look): void {
    this.level = level
    this.#shown = new Set(cells)
    for (const key of this.#cells.keys()) if (!this.#shown.has(key)) this.#forget(key)
    for (const key of this.counts.keys()) if (!this.#shown.has(key)) this.counts.delete(key)
    this.#tell()
  }

  #told(key: number, bytes: Uint8Array): void {
    // A frame of a view that is being left; of one that is being asked for, it may come before the answer.
    if (!this.#asking && !this.#shown.has(key)) return
    const cell = readBoard(bytes, this.#region.now())
    if (cell.level === 1) {
      const { online, idle, busy } = cell
      this.counts.set(key, { key, box: boxOf(cell.southE7, cell.westE7), online, idle, busy })
      return this.#tell()
    }
    const nowMs = this.#now()
    const before = this.#cells.get(key)
    // The first frame of a cell tells what was there before somebody looked.
    if (before !== undefined && this.#news.length < NEWS_MAX) this.#news.push(cell.t)
    const here = new Set<number>()
    for (const courier of cell.couriers) {
      here.add(courier.slot)
      this.#cellOf.set(courier.slot, key)
      this.#between.delete(courier.slot)
      this.couriers.put(courier, nowMs)
    }
    this.#cells.set(key, here)
    for (const slot of before ?? [])
      if (!here.has(slot) && this.#cellOf.get(slot) === key) this.#between.set(slot, nowMs)
    this.#tell()
  }

  #forget(key: number): void {
    for (const slot of this.#cells.get(key) ?? []) if (this.#cellOf.get(slot) === key) this.#remove(slot)
    this.#cells.delete(key)
  }

  #remove(slot: number): void {
    this.#between.delete(slot)
    this.#cellOf.delete(slot)
    this.couriers.remove(slot)
  }

  #tell(): void {
    this.#dirty = true
    this.#changed()
  }
}

const SIDE_M = DELIVERY.cellM[1]

const boxOf = (south: number, west: number): Box => {
  const frame = localFrame(south, west)
  return { south, west, north: frame.latE7Of(SIDE_M), east: frame.lonE7Of(SIDE_M) }
}
