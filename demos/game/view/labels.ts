/** Words on the canvas, each drawn once and then copied: measuring and shaping text every frame is dear. */
import type { Surface } from './surface.ts'
import { makeSurface } from './surface.ts'

const MAX_LABELS = 256

export interface LabelLook {
  readonly font: string
  readonly color: string
  /** Drawn around the letters, so that they stay readable over walls. */
  readonly halo: string
}

export class Labels {
  readonly #look: LabelLook
  readonly #pixelRatio: number
  readonly #made = new Map<string, Surface>()

  constructor(look: LabelLook, pixelRatio: number) {
    this.#look = look
    this.#pixelRatio = pixelRatio
  }

  get(text: string): Surface {
    const known = this.#made.get(text)
    if (known !== undefined) return known
    const oldest = this.#made.size >= MAX_LABELS ? this.#made.keys().next().value : undefined
    if (oldest !== undefined) this.#made.delete(oldest)
    const made = this.#draw(text)
    this.#made.set(text, made)
    return made
  }

  #draw(text: string): Surface {
    const probe = makeSurface(1, 1, 1).context
    probe.font = this.#look.font
    const width = Math.ceil(probe.measureText(text).width) + 8
    const surface = makeSurface(width, 20, this.#pixelRatio)
    const { context } = surface
    context.font = this.#look.font
    context.textAlign = 'center'
    context.textBaseline = 'middle'
    context.lineJoin = 'round'
    context.lineWidth = 3
    context.strokeStyle = this.#look.halo
    context.strokeText(text, width / 2, 10)
    context.fillStyle = this.#look.color
    context.fillText(text, width / 2, 10)
    return surface
  }
}
