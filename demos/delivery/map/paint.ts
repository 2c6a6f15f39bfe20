/** Paints a city onto a canvas: land, parks, river, roads. Any canvas: the map's tiles, and the home page's picture. */
import { ROAD_CLASSES } from '../../../shared/delivery/city/types.ts'
import type { City, RoadClass, Way } from '../../../shared/delivery/city/types.ts'
import type { Palette } from './palette.ts'

/** The part of the city that a canvas shows; metres east and north of the centre. */
export interface View {
  readonly westM: number
  readonly northM: number
  /** Pixels a metre, of the style's pixels. */
  readonly scale: number
  readonly width: number
  readonly height: number
}

/** Width in metres, and never less than so many pixels. Lanes vanish where they would be a grey haze. */
const WIDTHS: Readonly<
  Record<RoadClass, { readonly m: number; readonly leastPx: number; readonly fromScale: number }>
> = {
  motorway: { m: 20, leastPx: 2.2, fromScale: 0 },
  avenue: { m: 15, leastPx: 1.5, fromScale: 0 },
  street: { m: 10, leastPx: 0.8, fromScale: 1 / 24 },
  lane: { m: 7, leastPx: 0.7, fromScale: 1 / 12 },
}
/** From here on roads have edges. */
const EDGED_SCALE = 1 / 6
const BOX = 4

/** Where each way lies: west, south, east, north. Made once a city. */
const boxes = new WeakMap<City, Float64Array>()

const boxesOf = (city: City): Float64Array => {
  let found = boxes.get(city)
  if (found === undefined) {
    found = new Float64Array(city.ways.length * BOX)
    for (const [i, { points }] of city.ways.entries()) {
      let [west, south, east, north] = [Infinity, Infinity, -Infinity, -Infinity]
      for (let p = 0; p < points.length; p += 2) {
        west = Math.min(west, points[p]!)
        east = Math.max(east, points[p]!)
        south = Math.min(south, points[p + 1]!)
        north = Math.max(north, points[p + 1]!)
      }
      found.set([west, south, east, north], i * BOX)
    }
    boxes.set(city, found)
  }
  return found
}

export const paintCity = (context: CanvasRenderingContext2D, city: City, view: View, colours: Palette): void => {
  const { scale, width, height } = view
  context.fillStyle = colours.land
  context.fillRect(0, 0, width, height)
  context.lineJoin = 'round'
  context.lineCap = 'round'
  context.fillStyle = colours.park
  for (const { points } of city.parks) fill(context, points, view)
  context.fillStyle = colours.water
  fill(context, city.river.points, view)
  const shown = waysIn(city, view)
  for (const road of ROAD_CLASSES.toReversed()) {
    const { m, leastPx, fromScale } = WIDTHS[road]
    if (scale < fromScale) continue
    const px = Math.max(leastPx, m * scale)
    // A bridge is drawn with the rest of its road; the river lies below both.
    const path = new Path2D()
    for (const way of shown) if (way.road === road) trace(path, way.points, view)
    if (scale >= EDGED_SCALE) {
      context.strokeStyle = colours.edge
      context.lineWidth = px + 1.5
      context.stroke(path)
    }
    context.strokeStyle = colours[road]
    context.lineWidth = px
    context.stroke(path)
  }
}

export const waysIn = (city: City, { westM, northM, scale, width, height }: View): readonly Way[] => {
  const all = boxesOf(city)
  // As wide as the widest road may be.
  const margin = 12 / scale + 12
  const west = westM - margin
  const east = westM + width / scale + margin
  const north = northM + margin
  const south = northM - height / scale - margin
  return city.ways.filter((_, i) => {
    const at = i * BOX
    return all[at]! <= east && all[at + 2]! >= west && all[at + 1]! <= north && all[at + 3]! >= south
  })
}

const trace = (path: Path2D, points: Float64Array, { westM, northM, scale }: View): void => {
  path.moveTo((points[0]! - westM) * scale, (northM - points[1]!) * scale)
  for (let p = 2; p < points.length; p += 2)
    path.lineTo((points[p]! - westM) * scale, (northM - points[p + 1]!) * scale)
}

const fill = (context: CanvasRenderingContext2D, points: Float64Array, view: View): void => {
  const path = new Path2D()
  trace(path, points, view)
  path.closePath()
  context.fill(path)
}
