/** The city as a layer: its tiles are painted here, from its streets, and come from nowhere else. */
import { GridLayer } from 'leaflet'
import type { Coords } from 'leaflet'
import type { City } from '../../../shared/delivery/city/types.ts'
import { paintLabels } from './labels.ts'
import { paintCity } from './paint.ts'
import type { View } from './paint.ts'
import type { Palette } from './palette.ts'

const TILE_PX = 512
/** Leaflet's own begin at 0, where a pixel is a metre already. */
const ZOOMS = { minZoom: -8, maxZoom: 4 }
/** More is not seen, and costs four times the memory. */
const MOST_RATIO = 2

export class Streets extends GridLayer {
  readonly #city: City
  readonly #palette: () => Palette

  /** `palette`: of the theme that is on; redraw() when it changed. */
  constructor(city: City, palette: () => Palette) {
    super({ tileSize: TILE_PX, updateWhenZooming: false, keepBuffer: 1, className: 'streets', ...ZOOMS })
    this.#city = city
    this.#palette = palette
  }

  override createTile({ x, y, z }: Coords): HTMLElement {
    const ratio = Math.min(MOST_RATIO, devicePixelRatio)
    const canvas = document.createElement('canvas')
    canvas.width = TILE_PX * ratio
    canvas.height = TILE_PX * ratio
    const scale = 2 ** z
    const view: View = {
      westM: (x * TILE_PX) / scale,
      northM: (-y * TILE_PX) / scale,
      scale,
      width: TILE_PX,
      height: TILE_PX,
    }
    const context = canvas.getContext('2d')
    if (context === null) return canvas
    context.scale(ratio, ratio)
    const colours = this.#palette()
    paintCity(context, this.#city, view, colours)
    paintLabels(context, this.#city, view, colours)
    return canvas
  }
}
