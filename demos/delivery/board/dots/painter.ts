/** Draws all dots into a canvas: pixels copied in one typed array, since 20,000 paths would take a frame's time several times over. */
import type { DotField } from './field.ts'
import { Stamps } from './stamps.ts'

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

export class DotPainter {
  readonly #context: CanvasRenderingContext2D
  #image: ImageData
  #pixels: Uint32Array
  #stamps: Stamps | undefined
  #radius = 0
  /** Drawn in the last frame. */
  drawn = 0

  constructor(canvas: HTMLCanvasElement) {
    const context = canvas.getContext('2d')
    if (context === null) throw new Error('no canvas')
    this.#context = context
    this.#image = new ImageData(1, 1)
    this.#pixels = new Uint32Array(this.#image.data.buffer)
  }

  /** The colours changed. */
  restyle(): void {
    this.#stamps = undefined
  }

  /** What comes on top is drawn by the caller. */
  draw(field: DotField, view: DotView, nowMs: number): CanvasRenderingContext2D {
    const { canvas } = this.#context
    if (this.#image.width !== canvas.width || this.#image.height !== canvas.height) {
      this.#image = new ImageData(Math.max(1, canvas.width), Math.max(1, canvas.height))
      this.#pixels = new Uint32Array(this.#image.data.buffer)
    } else this.#pixels.fill(0)
    const stamps = this.#stampsFor(view)
    const { west, north, scale, ratio } = view
    const { width, height } = canvas
    let drawn = 0
    for (let slot = 0; slot < field.top; slot++) {
      if (field.cell[slot]! < 0) continue
      field.at(slot, nowMs)
      const x = (field.x * scale - west) * ratio
      const y = (-field.y * scale - north) * ratio
      if (x < -20 || y < -20 || x > width + 20 || y > height + 20) continue
      const { side, pixels } = stamps.of(field.status[slot]!, field.heading[slot]!, x, y)
      this.#copy(pixels, side, Math.floor(x) - (side >> 1), Math.floor(y) - (side >> 1), width, height)
      drawn++
    }
    this.drawn = drawn
    this.#context.putImageData(this.#image, 0, 0)
    return this.#context
  }

  #copy(from: Uint32Array, side: number, left: number, top: number, width: number, height: number): void {
    const to = this.#pixels
    const firstColumn = Math.max(0, -left)
    const lastColumn = Math.min(side, width - left)
    const lastRow = Math.min(side, height - top)
    for (let row = Math.max(0, -top); row < lastRow; row++) {
      let at = (top + row) * width + left + firstColumn
      for (let i = row * side + firstColumn; i < row * side + lastColumn; i++, at++) {
        const source = from[i]!
        const alpha = source >>> 24
        if (alpha === 0) continue
        const below = to[at]!
        to[at] = alpha === 255 || below === 0 ? source : over(source, below, alpha)
      }
    }
  }

  #stampsFor({ scale, ratio }: DotView): Stamps {
    const radius = radiusAt(scale) * ratio
    if (this.#stamps === undefined || radius !== this.#radius) {
      this.#stamps = new Stamps(radius, scale >= POINTED_SCALE)
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

/** One pixel over another, each R, G, B, A in one number. */
const over = (source: number, below: number, alpha: number): number => {
  const rest = 255 - alpha
  const r = ((source & 255) * alpha + (below & 255) * rest) / 255
  const g = (((source >>> 8) & 255) * alpha + ((below >>> 8) & 255) * rest) / 255
  const b = (((source >>> 16) & 255) * alpha + ((below >>> 16) & 255) * rest) / 255
  const a = alpha + ((below >>> 24) * rest) / 255
  return ((Math.round(a) << 24) | (Math.round(b) << 16) | (Math.round(g) << 8) | Math.round(r)) >>> 0
}
