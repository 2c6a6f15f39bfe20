/** Players: a body in the person's colour, a barrel that aims, a name, a health bar, and a ring around me. */
import { FLAG } from '../../../shared/game/rules.ts'
import { PEOPLE } from '../../shell/people.ts'
import type { Camera } from './camera.ts'
import { Labels } from './labels.ts'
import type { Palette } from './palette.ts'
import { mix, withAlpha } from './palette.ts'
import type { Actor, Scene } from './scene.ts'
import type { Surface } from './surface.ts'
import { makeSurface, stamp } from './surface.ts'

const HURT_MS = 160
const BAR = { width: 30, height: 4 }

export class Actors {
  readonly #palette: Palette
  readonly #radius: number
  readonly #ratio: number
  readonly #bodies: readonly Surface[]
  readonly #flash: Surface
  readonly #shadow: Surface
  readonly #barrel: Surface
  readonly #names: Labels
  /** Small pictures (home, far zoom) leave names and bars out. */
  readonly #detailed: boolean

  constructor(palette: Palette, radiusPx: number, pixelRatio: number) {
    this.#palette = palette
    this.#radius = radiusPx
    this.#ratio = pixelRatio
    this.#detailed = radiusPx >= 8
    this.#bodies = PEOPLE.map((color) => body(color, radiusPx, pixelRatio))
    this.#flash = body('#ffffff', radiusPx, pixelRatio)
    this.#shadow = shadow(palette.actorShadow, radiusPx, pixelRatio)
    this.#barrel = barrel(palette, radiusPx, pixelRatio)
    const font = `600 12px ${getComputedStyle(document.body).fontFamily}`
    this.#names = new Labels({ font, color: palette.ink, halo: withAlpha(palette.paper, 0.85) }, pixelRatio)
  }

  draw(context: CanvasRenderingContext2D, camera: Camera, scene: Scene, nowMs: number): void {
    const { actors } = scene
    const margin = scene.actorRadius * 3
    for (const actor of actors)
      if (actor.visible && camera.sees(actor.x, actor.y, margin))
        stamp(
          context,
          this.#shadow,
          camera.toX(actor.x) + this.#radius * 0.15,
          camera.toY(actor.y) + this.#radius * 0.35,
        )
    for (const actor of actors)
      if (actor.visible && camera.sees(actor.x, actor.y, margin)) this.#actor(context, camera, actor, nowMs)
    if (!this.#detailed) return
    for (const actor of actors)
      if (actor.visible && camera.sees(actor.x, actor.y, margin)) this.#plate(context, camera, actor)
  }

  #actor(context: CanvasRenderingContext2D, camera: Camera, actor: Actor, nowMs: number): void {
    const x = camera.toX(actor.x)
    const y = camera.toY(actor.y)
    const r = this.#radius
    if (actor.mine) {
      context.beginPath()
      context.arc(x, y, r + Math.max(3, r * 0.35), 0, Math.PI * 2)
      context.fillStyle = this.#palette.glow
      context.fill()
      context.lineWidth = Math.max(1.5, r * 0.16)
      context.strokeStyle = this.#palette.accent
      context.stroke()
    }
    // Nobody at the controls right now: the seat is kept.
    if ((actor.flags & FLAG.AWAY) !== 0) context.globalAlpha = 0.5
    const cos = Math.cos(actor.aim) * this.#ratio
    const sin = Math.sin(actor.aim) * this.#ratio
    context.setTransform(cos, sin, -sin, cos, x * this.#ratio, y * this.#ratio)
    stamp(context, this.#barrel, r * 0.95, r * 0.3)
    context.setTransform(this.#ratio, 0, 0, this.#ratio, 0, 0)
    const hurt = nowMs - actor.hurtAtMs < HURT_MS
    stamp(context, hurt ? this.#flash : (this.#bodies[actor.color] ?? this.#flash), x, y)
    context.globalAlpha = 1
    if ((actor.flags & FLAG.SHIELD) === 0) return
    context.beginPath()
    context.arc(x, y, r * 1.3, 0, Math.PI * 2)
    context.lineWidth = 1.5
    context.strokeStyle = this.#palette.sky
    context.stroke()
  }

  #plate(context: CanvasRenderingContext2D, camera: Camera, actor: Actor): void {
    const x = Math.round(camera.toX(actor.x) * this.#ratio) / this.#ratio
    const y = Math.round(camera.toY(actor.y) * this.#ratio) / this.#ratio
    const top = y - this.#radius - 13
    const left = x - BAR.width / 2
    context.fillStyle = this.#palette.dark ? 'rgb(0 0 0 / 60%)' : 'rgb(21 23 28 / 25%)'
    pill(context, left - 1, top - 1, BAR.width + 2, BAR.height + 2)
    if (actor.health > 0) {
      const { calm, warn, stop } = this.#palette
      context.fillStyle = actor.health > 0.5 ? calm : actor.health > 0.25 ? warn : stop
      pill(context, left, top, Math.max(BAR.height, BAR.width * actor.health), BAR.height)
    }
    if (actor.armour > 0) {
      context.fillStyle = this.#palette.sky
      pill(context, left, top + BAR.height + 2, Math.max(2, BAR.width * actor.armour), 2)
    }
    if (!actor.mine) stamp(context, this.#names.get(actor.name), x, top - 11)
  }
}

const pill = (context: CanvasRenderingContext2D, x: number, y: number, w: number, h: number): void => {
  context.beginPath()
  context.roundRect(x, y, w, h, h / 2)
  context.fill()
}

/** A lit disc with a darker rim. */
const body = (color: string, radius: number, ratio: number): Surface => {
  const size = radius * 2 + 4
  const surface = makeSurface(size, size, ratio)
  const { context } = surface
  const middle = size / 2
  const light = context.createRadialGradient(middle, middle - radius * 0.5, radius * 0.1, middle, middle, radius)
  light.addColorStop(0, mix('#ffffff', color, 0.3))
  light.addColorStop(1, color)
  context.beginPath()
  context.arc(middle, middle, radius - radius * 0.07, 0, Math.PI * 2)
  context.fillStyle = light
  context.fill()
  context.lineWidth = Math.max(1, radius * 0.14)
  context.strokeStyle = mix('#15171c', color, 0.5)
  context.stroke()
  return surface
}

const shadow = (color: string, radius: number, ratio: number): Surface => {
  const size = radius * 3
  const surface = makeSurface(size, size, ratio)
  const { context } = surface
  const soft = context.createRadialGradient(size / 2, size / 2, radius * 0.6, size / 2, size / 2, radius * 1.4)
  soft.addColorStop(0, color)
  soft.addColorStop(1, 'rgb(0 0 0 / 0%)')
  context.fillStyle = soft
  context.fillRect(0, 0, size, size)
  return surface
}

const barrel = (palette: Palette, radius: number, ratio: number): Surface => {
  const length = radius * 1.9
  const width = radius * 0.5
  const surface = makeSurface(length + 2, width + 2, ratio)
  const { context } = surface
  context.beginPath()
  context.roundRect(1, 1, length, width, width * 0.3)
  context.fillStyle = palette.dark ? mix(palette.ink, palette.card, 0.62) : palette.ink
  context.fill()
  context.lineWidth = 1
  context.strokeStyle = palette.dark ? palette.paper : mix(palette.paper, palette.ink, 0.25)
  context.stroke()
  return surface
}
