/** One canvas with a match on it: puts the layers together, follows size, density and theme. */
import { calmMotion, onTheme } from '../../shell/theme.ts'
import { Actors } from './actors.ts'
import { Camera } from './camera.ts'
import { Effects } from './effects.ts'
import { Floor } from './floor.ts'
import { Items } from './items.ts'
import type { Palette } from './palette.ts'
import { readPalette } from './palette.ts'
import type { Scene } from './scene.ts'
import { context2d } from './surface.ts'
import { drawZone } from './zone.ts'

/** Beyond this a screen is denser than the eye, and the canvas only slower. */
const MAX_RATIO = 2.5

export class Stage {
  readonly camera = new Camera()
  readonly effects: Effects
  readonly #canvas: HTMLCanvasElement
  readonly #context: CanvasRenderingContext2D
  readonly #floor = new Floor()
  readonly #metres: number
  readonly #leastScale: number
  #palette: Palette
  #actors: Actors | undefined
  #items: Items | undefined
  #stale = true
  #still = calmMotion()

  /** `metres`: how much of the arena the longer side shows; `leastScale`: CSS pixels that a metre has at least. */
  constructor(canvas: HTMLCanvasElement, metres: number, leastScale = 1) {
    this.#canvas = canvas
    this.#context = context2d(canvas, { alpha: false })
    this.#metres = metres
    this.#leastScale = leastScale
    this.#palette = readPalette()
    this.effects = new Effects(this.#palette, this.#ratio)
    onTheme(() => {
      this.#stale = true
    })
    new ResizeObserver(() => {
      this.#stale = true
    }).observe(canvas)
  }

  get palette(): Palette {
    return this.#palette
  }

  get pixelRatio(): number {
    return this.#ratio
  }

  jolt(strength: number): void {
    if (!this.#still) this.camera.jolt(strength, performance.now())
  }

  draw(scene: Scene, nowMs: number, above?: (context: CanvasRenderingContext2D) => void): void {
    if (this.#stale || this.camera.pixelRatio !== this.#ratio) this.#prepare(scene)
    const context = this.#context
    const { camera } = this
    camera.follow(scene, nowMs)
    context.setTransform(this.#ratio, 0, 0, this.#ratio, 0, 0)
    this.#floor.draw(context, camera, scene, this.#palette)
    drawZone(context, camera, scene, this.#palette, this.#still ? 0 : nowMs)
    this.#items?.draw(context, camera, scene, nowMs, this.#still)
    this.#actors?.draw(context, camera, scene, nowMs)
    this.effects.draw(context, camera, nowMs)
    above?.(context)
  }

  get #ratio(): number {
    return Math.min(window.devicePixelRatio || 1, MAX_RATIO)
  }

  #prepare(scene: Scene): void {
    this.#stale = false
    this.#still = calmMotion()
    const ratio = this.#ratio
    const { clientWidth: width, clientHeight: height } = this.#canvas
    this.#canvas.width = Math.round(width * ratio)
    this.#canvas.height = Math.round(height * ratio)
    this.camera.fit(width, height, ratio, this.#metres, this.#leastScale)
    this.#palette = readPalette()
    this.#floor.clear()
    const radius = scene.actorRadius * this.camera.scale
    this.#actors = new Actors(this.#palette, radius, ratio)
    this.#items = new Items(this.#palette, radius, ratio)
    this.effects.repaint(this.#palette, ratio)
  }
}
