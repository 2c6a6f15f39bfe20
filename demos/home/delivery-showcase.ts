/** A city drawn small: its streets once, and over them its couriers, as a dispatcher's board has them. */
import { DEMO_REGION, localFrame, openDispatch } from '@tutti/client/delivery'
import type { Dispatch } from '@tutti/client/delivery'
import type { City } from '../../shared/delivery/city/types.ts'
import { DotField } from '../delivery/board/dots/field.ts'
import { DotPainter } from '../delivery/board/dots/painter.ts'
import { RoadJoints } from '../delivery/board/dots/roads.ts'
import { takeCouriers } from '../delivery/board/dots/take.ts'
import { cityOf } from '../delivery/map/cities.ts'
import { paintCity } from '../delivery/map/paint.ts'
import { palette } from '../delivery/map/palette.ts'
import type { PageClient } from '../shell/client.ts'
import { element } from '../shell/dom.ts'
import { onTheme } from '../shell/theme.ts'

/** Metres from side to side of the picture. */
const WIDE_M = 7_000
const MOST_RATIO = 2

export interface CityView {
  close(): void
}

/** Rejects where the region cannot be entered. */
export const openCityView = async (client: PageClient, place: HTMLElement): Promise<CityView> => {
  const dispatch = await openDispatch(client, DEMO_REGION)
  const { region } = dispatch
  if (region === null) throw new Error('there is no region yet')
  const city = await cityOf(region)
  const streets = element('canvas')
  const dots = element('canvas')
  place.replaceChildren(streets, dots)
  const frame = localFrame(region.centre.latE7, region.centre.lonE7)
  const field = new DotField()
  if (city !== undefined) field.roads = new RoadJoints(city)
  const painter = new DotPainter(dots)

  const draw = (): void => {
    resize(streets)
    resize(dots)
    if (city !== undefined) paint(streets, city)
    painter.restyle()
    look(dispatch, frame, place)
  }
  const resized = new ResizeObserver(draw)
  resized.observe(place)
  const ends = [
    onTheme(draw),
    dispatch.on('board', () => takeCouriers(dispatch, frame, field, performance.now())),
    () => resized.disconnect(),
  ]
  let timer = requestAnimationFrame(function step(nowMs: number): void {
    timer = requestAnimationFrame(step)
    const { clientWidth: width, clientHeight: height } = dots
    if (width === 0) return
    const scale = width / WIDE_M
    painter.draw(field, { west: -width / 2, north: -height / 2, scale, ratio: dots.width / width }, nowMs)
  })
  return {
    close() {
      cancelAnimationFrame(timer)
      for (const end of ends) end()
      dispatch.close()
    },
  }
}

const resize = (canvas: HTMLCanvasElement): void => {
  const ratio = Math.min(MOST_RATIO, devicePixelRatio)
  canvas.width = Math.round(canvas.clientWidth * ratio)
  canvas.height = Math.round(canvas.clientHeight * ratio)
}

const paint = (canvas: HTMLCanvasElement, city: City): void => {
  const context = canvas.getContext('2d')
  const { clientWidth: width, clientHeight: height } = canvas
  if (context === null || width === 0) return
  const scale = width / WIDE_M
  context.setTransform(canvas.width / width, 0, 0, canvas.width / width, 0, 0)
  const view = { westM: -WIDE_M / 2, northM: height / scale / 2, scale, width, height }
  paintCity(context, city, view, palette())
}

const look = (dispatch: Dispatch, frame: ReturnType<typeof localFrame>, place: HTMLElement): void => {
  const { clientWidth, clientHeight } = place
  if (clientWidth === 0) return
  const halfX = WIDE_M / 2
  const halfY = (halfX * clientHeight) / clientWidth
  dispatch.look({
    south: frame.latE7Of(-halfY),
    west: frame.lonE7Of(-halfX),
    north: frame.latE7Of(halfY),
    east: frame.lonE7Of(halfX),
  })
}
