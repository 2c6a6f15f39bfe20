/** What flashes and fades: tracers, sparks, explosions, falls, pickups, numbers. A ring of slots, never a new object. */
import { PEOPLE } from '../../shell/people.ts'
import type { Camera } from './camera.ts'
import { Labels } from './labels.ts'
import type { Palette } from './palette.ts'
import { withAlpha } from './palette.ts'
import { stamp } from './surface.ts'

type Kind = 'none' | 'tracer' | 'blast' | 'fall' | 'take' | 'number'
/** Whose doing it was decides the colour. */
export type Side = 'mine' | 'others' | 'againstMe'

interface Effect {
  kind: Kind
  x: number
  y: number
  /** Tracers: the other end. Blasts: toX is the radius. */
  toX: number
  toY: number
  side: Side
  color: number
  text: string
  fromMs: number
}

const SLOTS = 160
const LASTS_MS: Readonly<Record<Kind, number>> = { none: 0, tracer: 140, blast: 420, fall: 520, take: 380, number: 700 }

export class Effects {
  readonly #slots: readonly Effect[] = Array.from({ length: SLOTS }, () => ({
    kind: 'none',
    x: 0,
    y: 0,
    toX: 0,
    toY: 0,
    side: 'others',
    color: 0,
    text: '',
    fromMs: 0,
  }))
  #next = 0
  #palette: Palette
  #numbers: Labels

  constructor(palette: Palette, pixelRatio: number) {
    this.#palette = palette
    this.#numbers = numbers(palette, pixelRatio)
  }

  repaint(palette: Palette, pixelRatio: number): void {
    this.#palette = palette
    this.#numbers = numbers(palette, pixelRatio)
  }

  tracer(x: number, y: number, toX: number, toY: number, side: Side): void {
    Object.assign(this.#slot('tracer', x, y), { toX, toY, side })
  }
  blast(x: number, y: number, radius: number): void {
    this.#slot('blast', x, y).toX = radius
  }
  fall(x: number, y: number, color: number): void {
    this.#slot('fall', x, y).color = color
  }
  take(x: number, y: number): void {
    this.#slot('take', x, y)
  }
  number(x: number, y: number, text: string, side: Side): void {
    Object.assign(this.#slot('number', x, y), { text, side })
  }

  draw(context: CanvasRenderingContext2D, camera: Camera, nowMs: number): void {
    for (const effect of this.#slots) {
      if (effect.kind === 'none') continue
      const age = (nowMs - effect.fromMs) / LASTS_MS[effect.kind]
      if (age >= 1) effect.kind = 'none'
      else this.#draw(context, camera, effect, Math.max(0, age))
    }
    context.globalAlpha = 1
  }

  #slot(kind: Kind, x: number, y: number): Effect {
    const slot = this.#slots[this.#next]
    this.#next = (this.#next + 1) % SLOTS
    if (slot === undefined) throw new Error('no effect slot')
    slot.kind = kind
    slot.x = x
    slot.y = y
    slot.fromMs = performance.now()
    return slot
  }

  #draw(context: CanvasRenderingContext2D, camera: Camera, effect: Effect, age: number): void {
    const x = camera.toX(effect.x)
    const y = camera.toY(effect.y)
    const s = camera.scale
    const left = 1 - age
    context.globalAlpha = left
    switch (effect.kind) {
      case 'tracer':
        this.#tracer(context, camera, effect, x, y, left)
        break
      case 'blast':
        context.fillStyle = this.#palette.blast
        disc(context, x, y, effect.toX * s * (0.5 + 0.5 * age))
        context.fillStyle = this.#palette.accent
        disc(context, x, y, effect.toX * s * 0.45 * left)
        ring(context, x, y, effect.toX * s * (0.6 + 0.5 * age), 3 * left + 0.5, this.#palette.warn)
        break
      case 'fall': {
        const color = PEOPLE[effect.color] ?? this.#palette.muted
        ring(context, x, y, s * (0.6 + 1.6 * age), 3 * left + 0.5, color)
        context.fillStyle = color
        for (let i = 0; i < 8; i++) {
          const angle = (i * Math.PI) / 4 + 0.4
          const far = s * (0.3 + 1.5 * age)
          disc(context, x + Math.cos(angle) * far, y + Math.sin(angle) * far, s * 0.16 * left + 0.5)
        }
        break
      }
      case 'take':
        ring(context, x, y, s * (0.4 + 0.9 * age), 2 * left + 0.5, this.#palette.calm)
        break
      case 'number':
        stamp(context, this.#numbers.get(effect.text), x, y - 22 - 18 * age)
        break
      case 'none':
        break
      default:
        effect.kind satisfies never
    }
  }

  #tracer(context: CanvasRenderingContext2D, camera: Camera, effect: Effect, x: number, y: number, left: number): void {
    const toX = camera.toX(effect.toX)
    const toY = camera.toY(effect.toY)
    const { accent, sky, stop } = this.#palette
    // The tail catches up with the head, so the eye reads a direction.
    const tail = 1 - left
    context.lineCap = 'round'
    context.lineWidth = 1 + 1.5 * left
    context.strokeStyle = effect.side === 'mine' ? accent : effect.side === 'againstMe' ? stop : sky
    context.beginPath()
    context.moveTo(x + (toX - x) * tail, y + (toY - y) * tail)
    context.lineTo(toX, toY)
    context.stroke()
    ring(context, toX, toY, 2 + 5 * tail, 1.5, context.strokeStyle)
  }
}

const numbers = (palette: Palette, ratio: number): Labels => {
  const font = `600 13px ${getComputedStyle(document.body).fontFamily}`
  return new Labels({ font, color: palette.ink, halo: withAlpha(palette.paper, 0.9) }, ratio)
}

const disc = (context: CanvasRenderingContext2D, x: number, y: number, radius: number): void => {
  context.beginPath()
  context.arc(x, y, Math.max(0, radius), 0, Math.PI * 2)
  context.fill()
}

const ring = (
  context: CanvasRenderingContext2D,
  x: number,
  y: number,
  radius: number,
  width: number,
  color: string | CanvasGradient | CanvasPattern,
): void => {
  context.beginPath()
  context.arc(x, y, Math.max(0, radius), 0, Math.PI * 2)
  context.lineWidth = width
  context.strokeStyle = color
  context.stroke()
}
