/** What is drawn over the picture: the aim, and the red edge when I am hurt. */
import { castRay } from '../../shared/game/arena.ts'
import { RIFLE, UNITS_PER_METRE } from '../../shared/game/rules.ts'
import type { Pointer } from './control/keyboard.ts'
import type { Match } from './match.ts'
import type { Aim } from './view/crosshair.ts'
import { drawAim } from './view/crosshair.ts'
import { withAlpha } from './view/palette.ts'
import type { Stage } from './view/stage.ts'

const HURT_MS = 350

export class Overlay {
  readonly #stage: Stage
  readonly #pointer: Pointer
  readonly #aim: Aim = {
    x: 0,
    y: 0,
    toX: 0,
    toY: 0,
    pointerX: 0,
    pointerY: 0,
    pointer: false,
    ready: 1,
    hitAtMs: -Infinity,
  }
  #hurtAtMs = -Infinity

  constructor(stage: Stage, pointer: Pointer) {
    this.#stage = stage
    this.#pointer = pointer
  }

  hit(): void {
    this.#aim.hitAtMs = performance.now()
  }

  hurt(): void {
    this.#hurtAtMs = performance.now()
  }

  draw(context: CanvasRenderingContext2D, match: Match, yaw: number, nowMs: number): void {
    const hurt = 1 - (nowMs - this.#hurtAtMs) / HURT_MS
    if (hurt > 0) this.#edge(context, hurt)
    const { own, arena } = match.game
    if (match.facts.standing !== 'alive' || arena === undefined) return
    const aim = this.#aim
    const reach = castRay(
      arena,
      Math.round(own.x * UNITS_PER_METRE),
      Math.round(own.y * UNITS_PER_METRE),
      yaw,
      RIFLE.range,
    )
    const angle = (yaw / 65536) * Math.PI * 2
    aim.x = own.x
    aim.y = own.y
    aim.toX = own.x + (Math.cos(angle) * reach) / UNITS_PER_METRE
    aim.toY = own.y + (Math.sin(angle) * reach) / UNITS_PER_METRE
    aim.pointer = this.#pointer.present
    aim.pointerX = this.#pointer.x
    aim.pointerY = this.#pointer.y
    aim.ready = match.facts.reload > 0 ? 1 - match.facts.reload : 1
    drawAim(context, this.#stage.camera, this.#stage.palette, aim, nowMs)
  }

  #edge(context: CanvasRenderingContext2D, strength: number): void {
    const { width, height } = this.#stage.camera
    context.lineWidth = 28
    context.strokeStyle = withAlpha(this.#stage.palette.stop, 0.35 * strength)
    context.strokeRect(0, 0, width, height)
  }
}
