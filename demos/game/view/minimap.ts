/** The whole arena in a corner: walls once, then ring, people in sight, and me. */
import type { Palette } from './palette.ts'
import type { Scene, Wall } from './scene.ts'
import { PEOPLE } from '../../shell/people.ts'
import type { Surface } from './surface.ts'
import { context2d, makeSurface } from './surface.ts'

/** The eye does not read more from a map. */
const PERIOD_MS = 66

export class Minimap {
  readonly #canvas: HTMLCanvasElement
  readonly #context: CanvasRenderingContext2D
  #base: Surface | undefined
  #walls: readonly Wall[] = []
  #drawnMs = 0
  #palette: Palette | undefined
  #ratio = 1

  constructor(canvas: HTMLCanvasElement) {
    this.#canvas = canvas
    this.#context = context2d(canvas)
  }

  draw(scene: Scene, palette: Palette, pixelRatio: number, nowMs: number): void {
    if (nowMs - this.#drawnMs < PERIOD_MS) return
    this.#drawnMs = nowMs
    if (this.#palette !== palette || this.#ratio !== pixelRatio) this.#base = undefined
    this.#palette = palette
    this.#ratio = pixelRatio
    const side = this.#canvas.clientWidth
    if (side === 0) return
    const base = this.#prepared(scene, palette, side)
    const scale = side / Math.max(scene.width, scene.height)
    const context = this.#context
    context.setTransform(this.#ratio, 0, 0, this.#ratio, 0, 0)
    context.clearRect(0, 0, side, side)
    context.drawImage(base.canvas, 0, 0, side, side)
    this.#zone(scene, palette, scale, side)
    for (const actor of scene.actors) {
      if (!actor.visible || actor.mine) continue
      context.fillStyle = PEOPLE[actor.color] ?? palette.sky
      dot(context, actor.x * scale, actor.y * scale, 2)
    }
    for (const actor of scene.actors) {
      if (!actor.visible || !actor.mine) continue
      context.fillStyle = palette.accent
      arrow(context, actor.x * scale, actor.y * scale, actor.aim)
    }
  }

  #zone(scene: Scene, palette: Palette, scale: number, side: number): void {
    const { zone } = scene
    const context = this.#context
    if (zone.radius <= 0) return
    context.beginPath()
    context.rect(0, 0, side, side)
    context.arc(zone.x * scale, zone.y * scale, zone.radius * scale, 0, Math.PI * 2, true)
    context.fillStyle = palette.storm
    context.fill()
    context.beginPath()
    context.arc(zone.x * scale, zone.y * scale, zone.radius * scale, 0, Math.PI * 2)
    context.lineWidth = 1.5
    context.strokeStyle = palette.stop
    context.stroke()
    if (zone.nextRadius <= 0) return
    context.beginPath()
    context.arc(zone.nextX * scale, zone.nextY * scale, zone.nextRadius * scale, 0, Math.PI * 2)
    context.lineWidth = 1
    context.strokeStyle = palette.muted
    context.stroke()
  }

  #prepared(scene: Scene, palette: Palette, side: number): Surface {
    if (this.#base !== undefined && this.#base.width === side && this.#walls === scene.walls) return this.#base
    this.#walls = scene.walls
    this.#canvas.width = Math.round(side * this.#ratio)
    this.#canvas.height = Math.round(side * this.#ratio)
    const base = makeSurface(side, side, this.#ratio)
    const scale = side / Math.max(scene.width, scene.height)
    base.context.fillStyle = palette.dark ? palette.muted : palette.ink
    base.context.globalAlpha = palette.dark ? 0.55 : 0.8
    for (const wall of scene.walls)
      base.context.fillRect(wall.x * scale, wall.y * scale, Math.max(1, wall.w * scale), Math.max(1, wall.h * scale))
    this.#base = base
    return base
  }
}

const dot = (context: CanvasRenderingContext2D, x: number, y: number, radius: number): void => {
  context.beginPath()
  context.arc(x, y, radius, 0, Math.PI * 2)
  context.fill()
}

const arrow = (context: CanvasRenderingContext2D, x: number, y: number, angle: number): void => {
  context.save()
  context.translate(x, y)
  context.rotate(angle)
  context.beginPath()
  context.moveTo(5, 0)
  context.lineTo(-4, 3.5)
  context.lineTo(-2, 0)
  context.lineTo(-4, -3.5)
  context.fill()
  context.restore()
}
