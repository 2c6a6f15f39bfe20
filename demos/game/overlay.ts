/** What lies over the picture: the aim, and where pain comes from. */
import { element } from '../shell/dom.ts'
import { castRay } from '../../shared/game/arena.ts'
import { RIFLE, UNITS_PER_METRE } from '../../shared/game/rules.ts'
import type { Pointer } from './control/keyboard.ts'
import type { Match } from './match.ts'
import type { Aim } from './view/crosshair.ts'
import { drawAim } from './view/crosshair.ts'
import type { Stage } from './view/stage.ts'

const HURT_MS = 350
const POINTS_MS = 900
/** Radius of the arc that points at who hurt me, and half its width. */
const ARC_PX = 44
const ARC_HALF = 0.35

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
  readonly #edge = element('div', { class: 'hurt-edge', 'aria-hidden': 'true' })
  #hurtAtMs = -Infinity
  #hurtBy: { readonly x: number; readonly y: number } | undefined

  constructor(parent: HTMLElement, stage: Stage, pointer: Pointer) {
    this.#stage = stage
    this.#pointer = pointer
    parent.prepend(this.#edge)
  }

  hit(): void {
    this.#aim.hitAtMs = performance.now()
  }

  /** `by`: whoever did it, where that is in view; an actor, so the arc follows. */
  hurt(damage: number, by: { readonly x: number; readonly y: number } | undefined): void {
    this.#hurtAtMs = performance.now()
    this.#hurtBy = by
    const opacity = Math.min(1, 0.35 + damage / 60)
    this.#edge.animate([{ opacity }, { opacity: 0 }], { duration: HURT_MS, easing: 'ease-out' })
  }

  draw(context: CanvasRenderingContext2D, match: Match, yaw: number, nowMs: number): void {
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
    this.#pointAtPain(context, match, nowMs)
    drawAim(context, this.#stage.camera, this.#stage.palette, aim, nowMs)
  }

  #pointAtPain(context: CanvasRenderingContext2D, match: Match, nowMs: number): void {
    const left = 1 - (nowMs - this.#hurtAtMs) / POINTS_MS
    if (left <= 0 || this.#hurtBy === undefined) return
    const { own } = match.game
    const { camera, palette } = this.#stage
    const angle = Math.atan2(this.#hurtBy.y - own.y, this.#hurtBy.x - own.x)
    context.beginPath()
    context.arc(camera.toX(own.x), camera.toY(own.y), ARC_PX, angle - ARC_HALF, angle + ARC_HALF)
    context.lineCap = 'round'
    context.lineWidth = 4
    context.globalAlpha = left
    context.strokeStyle = palette.stop
    context.stroke()
    context.globalAlpha = 1
  }
}
