/** Everything a region knows of its couriers' whereabouts, as columns: 124 bytes a courier, and 128 of numbers seen. */

type Column = Float64Array | Float32Array | Uint32Array | Uint16Array | Uint8Array

const grown = <T extends Column>(column: T, length: number): T => {
  const longer = new (column.constructor as new (length: number) => T)(length)
  longer.set(column)
  return longer
}

/** Bits of `state`. */
export const SLOT = {
  open: 1,
  /** It stands: `x` and `y` do not move until it leaves. */
  locked: 2,
  /** It has been reported as a suspect. */
  suspect: 4,
} as const

/** Words of 32 bits in one courier's window of numbers seen. */
export const SEEN_WORDS = 32

/**
 * Columns by slot; metres of the region's frame, Unix ms, seconds. Growing replaces them all: read them anew from here
 * after an open(), and keep none.
 */
export class Slots {
  capacity: number
  state: Uint8Array
  vehicle: Uint8Array
  /** How much faster than life it goes, in a simulation; 0: as in life. */
  pace: Uint8Array

  /** What others are shown: filtered, and held fast while it stands. */
  x: Float64Array
  y: Float64Array
  /** Of the newest fix that moved it, and when a fix was heard at all; 0: never. */
  t: Float64Array
  heardMs: Float64Array
  /** Of the newest live fix; heading as the device says, else from the movement. */
  headingCdeg: Uint16Array
  speedCmS: Uint16Array
  accuracyM: Uint8Array
  flags: Uint8Array

  /** The filter's state; both axes share one covariance, for their noise is the same. */
  fx: Float32Array
  fy: Float32Array
  vx: Float32Array
  vy: Float32Array
  pxx: Float32Array
  pxv: Float32Array
  pvv: Float32Array
  /** 1: the last fix lay too far from where it was expected. */
  strained: Uint8Array

  /** Mean of where it has been since `restT`, of `restN` fixes. */
  restX: Float32Array
  restY: Float32Array
  restT: Float64Array
  restN: Uint8Array
  /** While it stands: fixes in a row that lie elsewhere. */
  away: Uint8Array

  /** The newest of `held` fixes in quarantine, which agree, and the time of their first. */
  heldX: Float32Array
  heldY: Float32Array
  heldT: Float64Array
  heldSince: Float64Array
  held: Uint8Array

  /** The last live fix as it came. */
  rawX: Float32Array
  rawY: Float32Array
  rawSpeed: Uint16Array
  sameAccuracy: Uint8Array
  suspicion: Float32Array

  /** When the buckets of live fixes and of kept ones will be empty (generic cell rate algorithm). */
  liveFull: Float64Array
  bulkFull: Float64Array

  /** Numbers: of which stream, the highest one, below which none is missing, and a bit for each of the last 1024. */
  epochMs: Float64Array
  top: Uint32Array
  floor: Uint32Array
  seen: Uint32Array

  constructor(capacity = 64) {
    this.capacity = capacity
    const f64 = () => new Float64Array(capacity)
    const f32 = () => new Float32Array(capacity)
    const u16 = () => new Uint16Array(capacity)
    const u8 = () => new Uint8Array(capacity)
    this.state = u8()
    this.vehicle = u8()
    this.pace = u8()
    this.x = f64()
    this.y = f64()
    this.t = f64()
    this.heardMs = f64()
    this.headingCdeg = u16()
    this.speedCmS = u16()
    this.accuracyM = u8()
    this.flags = u8()
    this.fx = f32()
    this.fy = f32()
    this.vx = f32()
    this.vy = f32()
    this.pxx = f32()
    this.pxv = f32()
    this.pvv = f32()
    this.strained = u8()
    this.restX = f32()
    this.restY = f32()
    this.restT = f64()
    this.restN = u8()
    this.away = u8()
    this.heldX = f32()
    this.heldY = f32()
    this.heldT = f64()
    this.heldSince = f64()
    this.held = u8()
    this.rawX = f32()
    this.rawY = f32()
    this.rawSpeed = u16()
    this.sameAccuracy = u8()
    this.suspicion = f32()
    this.liveFull = f64()
    this.bulkFull = f64()
    this.epochMs = f64()
    this.top = new Uint32Array(capacity)
    this.floor = new Uint32Array(capacity)
    this.seen = new Uint32Array(capacity * SEEN_WORDS)
  }

  /** Makes room for `capacity` couriers; what there is stays. */
  grow(capacity: number): void {
    for (const [name, column] of this.#columns())
      Reflect.set(this, name, grown(column, capacity * (column.length / this.capacity)))
    this.capacity = capacity
  }

  /** Forgets all of one courier. */
  clear(slot: number): void {
    for (const [, column] of this.#columns()) {
      const each = column.length / this.capacity
      column.fill(0, slot * each, (slot + 1) * each)
    }
  }

  get bytes(): number {
    return this.#columns().reduce((sum, [, column]) => sum + column.byteLength, 0)
  }

  #columns(): [string, Column][] {
    return Object.entries(this).filter((entry): entry is [string, Column] => ArrayBuffer.isView(entry[1]))
  }
}
