/** What moves on the board's map: couriers one by one, or clusters where too many cells are seen; and which one is chosen. */
import { DELIVERY } from '@tutti/client/delivery'
import type { BoardCount, BoardStatus, Dispatch } from '@tutti/client/delivery'
import type { LocalFrame } from '../../../shared/delivery/geo.ts'
import { onTheme, token } from '../../shell/theme.ts'
import type { CityMap } from '../map/map.ts'
import { Ages } from './ages.ts'
import { DotField } from './dots/field.ts'
import { MovingLayer } from './dots/layer.ts'
import { DotPainter, radiusAt } from './dots/painter.ts'
import type { DotView } from './dots/painter.ts'
import { RoadJoints } from './dots/roads.ts'
import { takeCouriers } from './dots/take.ts'

export interface Moving {
  readonly field: DotField
  readonly layer: MovingLayer
  /** Couriers drawn in the last frame. */
  readonly drawn: number
  /** From fixes to this screen. */
  readonly ages: Ages
  /** The courier that is ringed; −1: none. */
  chosen: number
  /** Nothing of now is drawn: the time machine draws. Called with each frame instead. */
  instead: ((context: CanvasRenderingContext2D, view: DotView, nowMs: number) => void) | undefined
  /** The courier nearest to a place of the map, within a finger's width; −1: none. Style pixels of the map. */
  hit(x: number, y: number): number
  close(): void
}

const FINGER_PX = 14
const RESTED_MS = 1_000
/** Above this many, twice as fine a canvas costs more than it shows. */
const FINE_MOST = 6_000
const NOBODY = new DotField()
const FULL_TURN = 2 * Math.PI

export const makeMoving = (map: CityMap, dispatch: Dispatch): Moving => {
  const field = new DotField()
  const ages = new Ages()
  let painter: DotPainter | undefined
  let last: { readonly view: DotView; readonly nowMs: number } | undefined

  const draw = (canvas: HTMLCanvasElement, view: DotView, nowMs: number): void => {
    painter ??= new DotPainter(canvas)
    // Whoever comes back to this window sees what is old, and no line was slow.
    const rested = last === undefined || nowMs - last.nowMs > RESTED_MS
    const news = dispatch.takeNews()
    if (!rested) for (const t of news) ages.add(dispatch.now() - t)
    last = { view, nowMs }
    layer.ratio = field.count > FINE_MOST ? 1 : Math.min(2, devicePixelRatio)
    const context = painter.draw(moving.instead === undefined ? field : NOBODY, view, nowMs)
    if (moving.instead !== undefined) return moving.instead(context, view, nowMs)
    context.setTransform(view.ratio, 0, 0, view.ratio, 0, 0)
    if (dispatch.level === 1) for (const count of dispatch.counts) drawCluster(context, view, map.frame, count)
    if (field.has(moving.chosen)) drawRing(context, view, field, moving.chosen, nowMs)
    context.setTransform(1, 0, 0, 1, 0, 0)
  }
  const layer = new MovingLayer(draw)
  const ends = [
    dispatch.on('board', () => takeCouriers(dispatch, map.frame, field, performance.now())),
    onTheme(() => painter?.restyle()),
  ]
  map.city.then(
    (city) => {
      if (city !== undefined) field.roads = new RoadJoints(city)
    },
    () => undefined,
  )
  map.leaflet.addLayer(layer)
  const moving: Moving = {
    field,
    layer,
    ages,
    get drawn() {
      return painter?.drawn ?? 0
    },
    chosen: -1,
    instead: undefined,
    hit(x, y) {
      if (last === undefined) return -1
      const { west, north, scale } = last.view
      let best = (FINGER_PX + radiusAt(scale)) ** 2
      let found = -1
      for (let slot = 0; slot < field.top; slot++) {
        if (!field.has(slot)) continue
        field.at(slot, last.nowMs)
        const dx = field.x * scale - west - x
        const dy = -field.y * scale - north - y
        if (dx * dx + dy * dy >= best) continue
        best = dx * dx + dy * dy
        found = slot
      }
      return found
    },
    close() {
      for (const end of ends) end()
      layer.remove()
    },
  }
  return moving
}

/** A disc as large as its count asks for, around it how many of them are busy. */
const drawCluster = (
  context: CanvasRenderingContext2D,
  { west, north, scale }: DotView,
  frame: LocalFrame,
  { box, online, idle, busy }: BoardCount,
): void => {
  if (online === 0) return
  const x = ((frame.xOf(box.west) + frame.xOf(box.east)) / 2) * scale - west
  const y = (-(frame.yOf(box.south) + frame.yOf(box.north)) / 2) * scale - north
  const most = (DELIVERY.cellM[1] * scale) / 2 - 3
  const r = Math.max(14, Math.min(most, 11 + Math.sqrt(online) * 0.4))
  context.beginPath()
  context.arc(x, y, r, 0, FULL_TURN)
  context.fillStyle = token('--card')
  context.globalAlpha = 0.92
  context.fill()
  context.globalAlpha = 1
  const known = Math.max(1, online)
  context.lineWidth = 4
  let from = -Math.PI / 2
  for (const [count, colour] of [
    [busy, token('--accent')],
    [idle, token('--calm')],
    [online - busy - idle, token('--muted')],
  ] as const) {
    const to = from + (count / known) * FULL_TURN
    context.beginPath()
    context.arc(x, y, r, from, to)
    context.strokeStyle = colour
    context.stroke()
    from = to
  }
  context.fillStyle = token('--ink')
  context.font = '600 12px system-ui, sans-serif'
  context.textAlign = 'center'
  context.textBaseline = 'middle'
  context.fillText(online.toLocaleString('en'), x, y)
}

const drawRing = (
  context: CanvasRenderingContext2D,
  { west, north, scale }: DotView,
  field: DotField,
  slot: number,
  nowMs: number,
): void => {
  field.at(slot, nowMs)
  context.beginPath()
  context.arc(field.x * scale - west, -field.y * scale - north, radiusAt(scale) + 7, 0, FULL_TURN)
  context.strokeStyle = token('--ink')
  context.lineWidth = 2.5
  context.stroke()
}

/** What the colours of the dots say, in words. */
export const STATUS_WORDS: Readonly<Record<BoardStatus, string>> = {
  idle: 'free',
  offered: 'is asked',
  toPickup: 'to the restaurant',
  atPickup: 'at the restaurant',
  carrying: 'to the door',
  paused: 'pauses',
}
