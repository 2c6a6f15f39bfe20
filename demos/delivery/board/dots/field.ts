/**
 * All couriers that are shown, as columns by slot: where each goes on the screen, from what was told of it. It is drawn as
 * it goes from where it was to where it is, along the streets between, in about the time until it is told of again.
 */
import type { RoadJoints } from './roads.ts'

/** Two bends a step are enough: streets are longer than couriers go in a few seconds. */
const POINTS = 4
/** A courier is put onto a street at most so far from it. */
const STREET_M = 30
/** What goes farther at once was lost sight of: it is there, without a way. */
const JUMP_M = 400
/** From one change of its place to the next. */
const LEAST_MS = 400
const USUAL_MS = 1_100
const MOST_MS = 6_000
/** A step takes a little longer than the last did, so that it goes on without a stop. */
const STRETCH = 1.08

export class DotField {
  /** Where it is drawn, since at(); metres. */
  x = 0
  y = 0
  /** Slots below this may be in use. */
  top = 0
  count = 0
  status: Uint8Array = new Uint8Array(1024)
  /** Of 256, clockwise from north. */
  heading: Uint8Array = new Uint8Array(1024)
  /** 1: it is shown. */
  here: Uint8Array = new Uint8Array(1024)
  roads: RoadJoints | undefined
  /** Up to four places of its way, and the part of the way that each lies at. */
  #wayX = new Float64Array(1024 * POINTS)
  #wayY = new Float64Array(1024 * POINTS)
  #wayAt = new Float32Array(1024 * POINTS)
  #points = new Uint8Array(1024)
  #road = new Int32Array(1024).fill(-1)
  /** As it was told. */
  #toldX = new Float64Array(1024)
  #toldY = new Float64Array(1024)
  #fromMs = new Float64Array(1024)
  #lastsMs = new Float32Array(1024)

  /** It was seen there. `status`: the byte of a board's frame; `heading`: as the column. */
  put(slot: number, x: number, y: number, heading: number, status: number, nowMs: number): void {
    if (slot >= this.here.length) this.#grow(slot)
    const fresh = this.here[slot] === 0
    if (fresh) {
      this.count++
      this.top = Math.max(this.top, slot + 1)
    }
    this.status[slot] = status
    this.here[slot] = 1
    const far = fresh ? Infinity : Math.hypot(x - this.#toldX[slot]!, y - this.#toldY[slot]!)
    if (!fresh && far < 0.5) return
    this.heading[slot] = heading
    this.#toldX[slot] = x
    this.#toldY[slot] = y
    const road = this.roads?.nearest(x, y, STREET_M) ?? -1
    const toX = road < 0 ? x : this.roads!.x
    const toY = road < 0 ? y : this.roads!.y
    if (far > JUMP_M) this.#stand(slot, toX, toY, nowMs)
    else this.#go(slot, toX, toY, road, nowMs)
    this.#road[slot] = road
  }

  drop(slot: number): void {
    if (!this.has(slot)) return
    this.here[slot] = 0
    this.count--
    while (this.top > 0 && this.here[this.top - 1] === 0) this.top--
  }

  has(slot: number): boolean {
    return slot >= 0 && slot < this.top && this.here[slot] === 1
  }

  /** Sets x and y to where it is drawn now. Slots that has() knows. */
  at(slot: number, nowMs: number): void {
    const base = slot * POINTS
    const last = this.#points[slot]! - 1
    const part = (nowMs - this.#fromMs[slot]!) / this.#lastsMs[slot]!
    if (last === 0 || part >= 1) {
      this.x = this.#wayX[base + last]!
      this.y = this.#wayY[base + last]!
      return
    }
    let i = 1
    while (i < last && this.#wayAt[base + i]! < part) i++
    const from = this.#wayAt[base + i - 1]!
    const length = this.#wayAt[base + i]! - from
    const t = length > 0 ? Math.max(0, part - from) / length : 1
    const x = this.#wayX[base + i - 1]!
    const y = this.#wayY[base + i - 1]!
    this.x = x + (this.#wayX[base + i]! - x) * t
    this.y = y + (this.#wayY[base + i]! - y) * t
  }

  #stand(slot: number, x: number, y: number, nowMs: number): void {
    this.#wayX[slot * POINTS] = x
    this.#wayY[slot * POINTS] = y
    this.#points[slot] = 1
    this.#fromMs[slot] = nowMs
    this.#lastsMs[slot] = USUAL_MS
  }

  #go(slot: number, x: number, y: number, road: number, nowMs: number): void {
    this.at(slot, nowMs)
    const base = slot * POINTS
    const took = Math.min(MOST_MS, Math.max(LEAST_MS, nowMs - this.#fromMs[slot]!))
    let points = 0
    const add = (px: number, py: number): void => {
      this.#wayX[base + points] = px
      this.#wayY[base + points] = py
      points++
    }
    add(this.x, this.y)
    this.#bends(this.#road[slot]!, road, add)
    add(x, y)
    let length = 0
    for (let i = 1; i < points; i++) {
      length += Math.hypot(
        this.#wayX[base + i]! - this.#wayX[base + i - 1]!,
        this.#wayY[base + i]! - this.#wayY[base + i - 1]!,
      )
      this.#wayAt[base + i] = length
    }
    this.#wayAt[base] = 0
    for (let i = 1; i < points; i++) this.#wayAt[base + i] = length > 0 ? this.#wayAt[base + i]! / length : 1
    this.#points[slot] = points
    this.#fromMs[slot] = nowMs
    this.#lastsMs[slot] = took * STRETCH
  }

  /** The corners between two roads, where they are near enough to be known. */
  #bends(from: number, to: number, add: (x: number, y: number) => void): void {
    const { roads } = this
    if (roads === undefined || from < 0 || to < 0 || from === to) return
    const corner = roads.shared(from, to)
    if (corner >= 0) return add(roads.xOf(corner), roads.yOf(corner))
    for (const node of roads.joined(from, to) ?? []) add(roads.xOf(node), roads.yOf(node))
  }

  #grow(slot: number): void {
    const size = 2 ** Math.ceil(Math.log2(slot + 1))
    const wider = <T extends Uint8Array | Int32Array | Float64Array | Float32Array>(old: T, made: T): T => {
      made.set(old)
      return made
    }
    const known = this.here.length
    this.status = wider(this.status, new Uint8Array(size))
    this.heading = wider(this.heading, new Uint8Array(size))
    this.here = wider(this.here, new Uint8Array(size))
    this.#wayX = wider(this.#wayX, new Float64Array(size * POINTS))
    this.#wayY = wider(this.#wayY, new Float64Array(size * POINTS))
    this.#wayAt = wider(this.#wayAt, new Float32Array(size * POINTS))
    this.#points = wider(this.#points, new Uint8Array(size))
    this.#road = wider(this.#road, new Int32Array(size)).fill(-1, known)
    this.#toldX = wider(this.#toldX, new Float64Array(size))
    this.#toldY = wider(this.#toldY, new Float64Array(size))
    this.#fromMs = wider(this.#fromMs, new Float64Array(size))
    this.#lastsMs = wider(this.#lastsMs, new Float32Array(size))
  }
}
