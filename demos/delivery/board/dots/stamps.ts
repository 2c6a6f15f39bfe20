/** The dots as little pictures: one for each look, drawn once by the browser and then copied pixel by pixel. */
import { BOARD_SIMULATED, BOARD_STATUS, BOARD_WEAK } from '../../../../shared/delivery/output-codec.ts'
import { token } from '../../../shell/theme.ts'

/** The pixels of a dot that are not empty: R, G, B, A in one number each, and where each lies from the middle one. */
export interface Stamp {
  /** The first of them cover what is below; the others are the soft rim. */
  readonly firm: number
  readonly pixels: Uint32Array
  /** In pixels of a picture of the width that Stamps was made for. */
  readonly offsets: Int32Array
}

/** By the low three bits of a status byte. */
const COLOURS: readonly string[] = (() => {
  const colours: string[] = []
  colours[BOARD_STATUS.idle] = '--calm'
  colours[BOARD_STATUS.paused] = '--muted'
  colours[BOARD_STATUS.offered] = '--warn'
  colours[BOARD_STATUS.toPickup] = '--sky'
  colours[BOARD_STATUS.atPickup] = '--dot-pickup'
  colours[BOARD_STATUS.carrying] = '--accent'
  return colours
})()
export const statusColour = (status: number): string => COLOURS[status & 7] ?? '--muted'

/** Dots are moved in so many parts of a pixel, each way. */
const PARTS = 4
const TURNS = 32
/** Opaque enough to cover what is below; of less than that nothing is seen over another dot. */
const FIRM = 128

export class Stamps {
  /** No pixel of a dot is farther from its middle. */
  readonly reach: number
  readonly #made: (Stamp | undefined)[] = Array.from({ length: 32 * TURNS * PARTS * PARTS })
  readonly #width: number
  readonly #context: CanvasRenderingContext2D
  readonly #radius: number
  readonly #pointed: boolean
  readonly #edge = token('--card')
  readonly #colours = COLOURS.map((name) => token(name))

  /** `radius`: in pixels. `pointed`: they show where they are heading. `width`: of the picture that they go into. */
  constructor(radius: number, pointed: boolean, width: number) {
    const canvas = document.createElement('canvas')
    const side = Math.ceil(radius * (pointed ? 5.6 : 3.5)) + 4
    canvas.width = side
    canvas.height = side
    const context = canvas.getContext('2d', { willReadFrequently: true })
    if (context === null) throw new Error('no canvas')
    this.#context = context
    this.#width = width
    this.reach = side / 2 + 1
    this.#radius = radius
    this.#pointed = pointed
  }

  /** `x`, `y`: where its middle will be, of which the parts of a pixel count. */
  of(status: number, heading: number, x: number, y: number): Stamp {
    const px = Math.floor((x - Math.floor(x)) * PARTS)
    const py = Math.floor((y - Math.floor(y)) * PARTS)
    const turn = this.#pointed ? Math.round((heading * TURNS) / 256) & (TURNS - 1) : 0
    const key = ((((status & 31) * TURNS + turn) * PARTS + px) * PARTS + py) | 0
    return (this.#made[key] ??= this.#draw(
      status,
      (turn * 2 * Math.PI) / TURNS,
      (px + 0.5) / PARTS,
      (py + 0.5) / PARTS,
    ))
  }

  #draw(status: number, angle: number, px: number, py: number): Stamp {
    const context = this.#context
    const { width: side } = context.canvas
    // Real people are larger than simulated ones.
    const r = this.#radius * ((status & BOARD_SIMULATED) === 0 ? 1.35 : 1)
    context.clearRect(0, 0, side, side)
    context.save()
    context.translate(side / 2 + px, side / 2 + py)
    context.rotate(angle)
    context.globalAlpha = (status & BOARD_WEAK) === 0 ? 1 : 0.45
    context.beginPath()
    if (this.#pointed && (status & 7) !== BOARD_STATUS.atPickup) {
      context.moveTo(-r * 0.86, -r * 0.5)
      context.lineTo(0, -r * 1.8)
      context.lineTo(r * 0.86, -r * 0.5)
      context.closePath()
    }
    context.moveTo(r, 0)
    context.arc(0, 0, r, 0, 2 * Math.PI)
    context.strokeStyle = this.#edge
    context.lineWidth = Math.max(1, r * 0.5)
    context.stroke()
    context.fillStyle = this.#colours[status & 7] ?? '#888'
    context.fill()
    context.restore()
    return this.#sparse(new Uint32Array(context.getImageData(0, 0, side, side).data.buffer), side)
  }

  #sparse(pixels: Uint32Array, side: number): Stamp {
    const inked = [...pixels.keys()].filter((i) => pixels[i] !== 0)
    const firm = inked.filter((i) => pixels[i]! >>> 24 >= FIRM)
    const soft = inked.filter((i) => pixels[i]! >>> 24 < FIRM)
    const all = [...firm, ...soft]
    const middle = side >> 1
    return {
      firm: firm.length,
      pixels: Uint32Array.from(all, (i) => pixels[i]!),
      offsets: Int32Array.from(all, (i) => (Math.floor(i / side) - middle) * this.#width + (i % side) - middle),
    }
  }
}
