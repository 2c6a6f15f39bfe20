/** Draws all dots into a canvas: pixels copied in one typed array, since 20,000 paths would take a frame's time several times over. */
import type { DotField } from './field.ts'
import { Stamps } from './stamps.ts'
import type { Stamp } from './stamps.ts'

/** Of the map, in the style's pixels: x = xM × scale − west, y = −yM × scale − north. */
export interface DotView {
  readonly west: number
  readonly north: number
  readonly scale: number
  /** The canvas's pixels for each of the style's. */
  readonly ratio: number
}

/** From this scale on dots say where they are heading. */
const POINTED_SCALE = 0.2
/** Wider than half of the largest dot. */
const RIM = 40

export class DotPainter {
  readonly #context: CanvasRenderingContext2D
  /** The canvas and a rim around it, so that no dot has to be cut. */
  #image = new ImageData(1, 1)
  #pixels = new Uint32Array(1)
  #stamps: Stamps | undefined
  #radius = 0
  /** Drawn in the last frame. */
  drawn = 0

  constructor(canvas: HTMLCanvasElement) {
    const context = canvas.getContext('2d')
    if (context === null) throw new Error('no canvas')
    this.#context = context
  }

  /** The colours changed. */
  restyle(): void {
    this.#stamps = undefined
  }

  /** What comes on top is drawn by the caller. */
  draw(field: DotField, view: DotView, nowMs: number): CanvasRenderingContext2D {
    const { width, height } = this.#context.canvas
    const wide = width + 2 * RIM
    if (this.#image.width !== wide || this.#image.height !== height + 2 * RIM) {
      this.#image = new ImageData(wide, height + 2 * RIM)
      this.#pixels = new Uint32Array(this.#image.data.buffer)
      this.#stamps = undefined
    } else this.#pixels.fill(0)
    const stamps = this.#stampsFor(view, wide)
    const most = RIM - stamps.reach
    const { west, north, scale, ratio } = view
    let drawn = 0
    for (let slot = 0; slot < field.top; slot++) {
      if (field.here[slot] === 0) continue
      field.at(slot, nowMs)
      const x = (field.x * scale - west) * ratio
      const y = (-field.y * scale - north) * ratio
      if (x < -most || y < -most || x > width + most || y > height + most) continue
      const stamp = stamps.of(field.status[slot]!, field.heading[slot]!, x, y)
      this.#copy(stamp, (Math.floor(y) + RIM) * wide + Math.floor(x) + RIM)
      drawn++
    }
    this.drawn = drawn
    this.#context.putImageData(this.#image, -RIM, -RIM)
    return this.#context
  }

  #copy({ firm, pixels: from, offsets }: Stamp, middle: number): void {
    const to = this.#pixels
    for (let i = 0; i < firm; i++) to[middle + offsets[i]!] = from[i]!
    for (let i = firm; i < from.length; i++) {
      const at = middle + offsets[i]!
      if (to[at] === 0) to[at] = from[i]!
    }
  }

  #stampsFor({ scale, ratio }: DotView, width: number): Stamps {
    const radius = radiusAt(scale) * ratio
    if (this.#stamps === undefined || radius !== this.#radius) {
      this.#stamps = new Stamps(radius, scale >= POINTED_SCALE, width)
      this.#radius = radius
    }
    return this.#stamps
  }
}

/** Larger where there is room. */
export const radiusAt = (scale: number): number => {
  if (scale < 0.1) return 2
  return scale < 0.2 ? 3 : scale < 0.45 ? 4 : 5
}
