/** Names on the map: placed once a zoom for the whole city, so that a name that lies across tiles is whole in each. */
import type { City, RoadClass } from '../../../shared/delivery/city/types.ts'
import type { View } from './paint.ts'
import type { Palette } from './palette.ts'

interface Label {
  readonly text: string
  readonly xM: number
  readonly yM: number
  /** Clockwise. */
  readonly angle: number
  readonly kind: 'district' | 'park' | 'water' | RoadClass
  /** Half its width and height, px, without its angle. */
  readonly halfW: number
  readonly halfH: number
}

const FONT = 'system-ui, sans-serif'
const FONTS: Readonly<
  Record<Label['kind'], { readonly font: string; readonly px: number; readonly fromScale: number }>
> = {
  district: { font: `600 13px ${FONT}`, px: 13, fromScale: 1 / 12 },
  water: { font: `italic 13px ${FONT}`, px: 13, fromScale: 1 / 12 },
  park: { font: `italic 11px ${FONT}`, px: 11, fromScale: 1 / 6 },
  motorway: { font: `11px ${FONT}`, px: 11, fromScale: 1 / 6 },
  avenue: { font: `11px ${FONT}`, px: 11, fromScale: 1 / 6 },
  street: { font: `11px ${FONT}`, px: 11, fromScale: 1 / 3 },
  lane: { font: `10px ${FONT}`, px: 10, fromScale: 1 / 1.5 },
}
/** Between the names of one street. */
const AGAIN_PX = 700
const AIR_PX = 6

const placed = new WeakMap<City, Map<number, readonly Label[]>>()

export const paintLabels = (context: CanvasRenderingContext2D, city: City, view: View, colours: Palette): void => {
  const { westM, northM, scale, width, height } = view
  let scales = placed.get(city)
  if (scales === undefined) placed.set(city, (scales = new Map()))
  let labels = scales.get(scale)
  if (labels === undefined) scales.set(scale, (labels = place(context, city, scale)))
  context.textAlign = 'center'
  context.textBaseline = 'middle'
  context.lineJoin = 'round'
  for (const { text, xM, yM, angle, kind, halfW } of labels) {
    const x = (xM - westM) * scale
    const y = (northM - yM) * scale
    if (x + halfW < 0 || x - halfW > width || y + halfW < 0 || y - halfW > height) continue
    context.save()
    context.translate(x, y)
    context.rotate(angle)
    context.font = FONTS[kind].font
    context.strokeStyle = colours.halo
    context.lineWidth = 3
    context.strokeText(text, 0, 0)
    context.fillStyle =
      kind === 'water' ? colours.waterName : kind === 'district' || kind === 'avenue' ? colours.name : colours.quietName
    context.fillText(text, 0, 0)
    context.restore()
  }
}

/** What matters more has its place first; what would lie over it is left out. */
const place = (context: CanvasRenderingContext2D, city: City, scale: number): readonly Label[] => {
  const labels: Label[] = []
  const add = (
    text: string,
    xM: number,
    yM: number,
    angle: number,
    kind: Label['kind'],
    roomPx = Infinity,
  ): boolean => {
    const { font, px, fromScale } = FONTS[kind]
    if (scale < fromScale) return false
    context.font = font
    const halfW = context.measureText(text).width / 2 + AIR_PX
    if (2 * halfW > roomPx) return false
    const label = { text, xM, yM, angle, kind, halfW, halfH: px / 2 + AIR_PX }
    if (labels.some((other) => clash(label, other, scale))) return false
    labels.push(label)
    return true
  }
  for (const { name, xM, yM } of city.districts) add(name.toUpperCase(), xM, yM, 0, 'district')
  alongRiver(city, scale, add)
  for (const { name, points } of city.parks) {
    const { x, y, wide } = middleOf(points)
    add(name, x, y, 0, 'park', wide * scale * 1.2)
  }
  alongStreets(city, scale, add)
  return labels
}

type Add = (text: string, xM: number, yM: number, angle: number, kind: Label['kind'], roomPx?: number) => boolean

const alongRiver = ({ river: { name, middle } }: City, scale: number, add: Add): void => {
  let since = AGAIN_PX / 2
  for (let p = 2; p < middle.length; p += 2) {
    const [dx, dy] = [middle[p]! - middle[p - 2]!, middle[p + 1]! - middle[p - 1]!]
    since += Math.hypot(dx, dy) * scale
    if (since < AGAIN_PX) continue
    if (add(name, middle[p]!, middle[p + 1]!, upright(dx, dy), 'water')) since = 0
  }
}

/** In the middle of the straightest stretches: each street's longest first. */
const alongStreets = (city: City, scale: number, add: Add): void => {
  const named = new Map<number, { readonly x: number; readonly y: number }[]>()
  for (const { road, street, points } of city.ways.toReversed()) {
    if (scale < FONTS[road].fromScale) continue
    const text = city.streets[street]!
    for (const { x, y, dx, dy, length } of straights(points)) {
      if (length * scale < 40) continue
      const others = named.get(street) ?? []
      if (others.some((other) => Math.hypot(other.x - x, other.y - y) * scale < AGAIN_PX)) continue
      if (!add(text, x, y, upright(dx, dy), road, length * scale)) continue
      others.push({ x, y })
      named.set(street, others)
    }
  }
}

/** Stretches of a line that turn by less than a few degrees, longest first. */
const straights = (points: Float64Array) => {
  const found: { x: number; y: number; dx: number; dy: number; length: number }[] = []
  let begin = 0
  const end = (p: number): void => {
    const [dx, dy] = [points[p]! - points[begin]!, points[p + 1]! - points[begin + 1]!]
    const [x, y] = [(points[p]! + points[begin]!) / 2, (points[p + 1]! + points[begin + 1]!) / 2]
    found.push({ x, y, dx, dy, length: Math.hypot(dx, dy) })
    begin = p
  }
  for (let p = 2; p < points.length - 2; p += 2) {
    const [ax, ay] = [points[p]! - points[begin]!, points[p + 1]! - points[begin + 1]!]
    const [bx, by] = [points[p + 2]! - points[p]!, points[p + 3]! - points[p + 1]!]
    if (Math.abs(ax * by - ay * bx) > 0.1 * Math.hypot(ax, ay) * Math.hypot(bx, by)) end(p)
  }
  end(points.length - 2)
  return found.toSorted((a, b) => b.length - a.length)
}

/** As an angle on the screen, never upside down. */
const upright = (dx: number, dy: number): number => {
  const angle = Math.atan2(-dy, dx)
  return angle > Math.PI / 2 ? angle - Math.PI : angle < -Math.PI / 2 ? angle + Math.PI : angle
}

/** By the circles that they would fill in pieces: exact enough for names that are long and thin. */
const clash = (a: Label, b: Label, scale: number): boolean => {
  const [dx, dy] = [(a.xM - b.xM) * scale, (b.yM - a.yM) * scale]
  if (Math.hypot(dx, dy) > a.halfW + b.halfW) return false
  const steps = 5
  for (let i = -steps; i <= steps; i++)
    for (let k = -steps; k <= steps; k++) {
      const [ra, rb] = [(a.halfW * i) / steps, (b.halfW * k) / steps]
      const x = dx + ra * Math.cos(a.angle) - rb * Math.cos(b.angle)
      const y = dy + ra * Math.sin(a.angle) - rb * Math.sin(b.angle)
      if (Math.hypot(x, y) < a.halfH + b.halfH) return true
    }
  return false
}

const middleOf = (points: Float64Array) => {
  let [west, east, south, north] = [Infinity, -Infinity, Infinity, -Infinity]
  for (let p = 0; p < points.length; p += 2) {
    west = Math.min(west, points[p]!)
    east = Math.max(east, points[p]!)
    south = Math.min(south, points[p + 1]!)
    north = Math.max(north, points[p + 1]!)
  }
  return { x: (west + east) / 2, y: (south + north) / 2, wide: east - west }
}
