/** Where the view is: metres to CSS pixels and back, on whole device pixels so that nothing shimmers. */
import type { Scene } from './scene.ts'

/** A floor tile's side. */
export const TILE_M = 8
const SHAKE_MS = 220

export class Camera {
  /** CSS pixels of the view. */
  width = 1
  height = 1
  pixelRatio = 1
  /** CSS pixels a metre. */
  scale = 24
  x = 0
  y = 0
  /** CSS pixels at the bottom that thumbs cover: the middle of the view is above them. */
  bottomInset = 0
  #shake = 0
  #shakeFromMs = 0
  #left = 0
  #top = 0

  /** `metres`: how much of the arena the longer side shows, about; less where a metre would be under `leastScale` pixels. */
  fit(width: number, height: number, pixelRatio: number, metres: number, leastScale: number): void {
    this.width = width
    this.height = height
    this.pixelRatio = pixelRatio
    const wanted = Math.max(leastScale, Math.max(width, height) / metres)
    // A tile is a whole number of device pixels, or its neighbours would show seams.
    this.scale = Math.max(1, Math.round(TILE_M * wanted * pixelRatio)) / (TILE_M * pixelRatio)
  }

  jolt(strength: number, nowMs: number): void {
    this.#shake = strength
    this.#shakeFromMs = nowMs
  }

  follow(scene: Scene, nowMs: number): void {
    const { focus } = scene
    this.x = this.#clamp(focus.x, scene.width, this.width)
    const clear = this.height - this.bottomInset
    this.y = this.#clamp(focus.y, scene.height, clear)
    const left = 1 - (nowMs - this.#shakeFromMs) / SHAKE_MS
    const shake = left > 0 ? this.#shake * left * left : 0
    this.x += Math.sin(nowMs * 0.09) * shake
    this.y += Math.cos(nowMs * 0.11) * shake
    this.#left = this.#snap(this.x * this.scale - this.width / 2)
    this.#top = this.#snap(this.y * this.scale - clear / 2)
  }

  toX(metres: number): number {
    return metres * this.scale - this.#left
  }
  toY(metres: number): number {
    return metres * this.scale - this.#top
  }
  worldX(pixels: number): number {
    return (pixels + this.#left) / this.scale
  }
  worldY(pixels: number): number {
    return (pixels + this.#top) / this.scale
  }
  sees(x: number, y: number, margin: number): boolean {
    const sx = this.toX(x)
    const sy = this.toY(y)
    const m = margin * this.scale
    return sx > -m && sy > -m && sx < this.width + m && sy < this.height + m
  }

  /** Near the border the view stops a little outside of it; an arena smaller than the view stands in the middle. */
  #clamp(value: number, size: number, pixels: number): number {
    const half = pixels / this.scale / 2
    const margin = Math.min(4, half / 3)
    return size + 2 * margin <= half * 2 ? size / 2 : Math.min(Math.max(value, half - margin), size - half + margin)
  }

  #snap(pixels: number): number {
    return Math.round(pixels * this.pixelRatio) / this.pixelRatio
  }
}
