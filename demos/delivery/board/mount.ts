/** The dispatch board: everybody at once, and why who was asked. */
import '../style/board.css'
import '../style/board-side.css'
import { openDispatch } from '@tutti/client/delivery'
import type { Place } from '@tutti/client/delivery'
import { element, say, show } from '../../shell/dom.ts'
import type { Mount } from '../desk.ts'
import { tellRetrying } from '../live/retrying.ts'
import { makeChosenWay } from './chosen-way.ts'
import { makeFigureStrip } from './figures.ts'
import { makeHeat } from './heat.ts'
import { makeLegend, makeZoomButtons } from './legend.ts'
import { makeLoad } from './load.ts'
import { makeMachine } from './machine.ts'
import { makeMoving } from './moving.ts'
import { makeOrderDetail } from './order-detail.ts'
import { makeOrderList } from './order-list.ts'
import { makePolicy } from './policy.ts'
import { isOver, isWaiting, orderOf } from './orders.ts'
import { makeZones } from './zones.ts'

const FIGURES_MS = 500

export const mount: Mount = async (place, side) => {
  const dispatch = await openDispatch(side.client, side.region, { name: side.me.name })
  const { region } = dispatch
  if (region === null) throw new Error('there is no region yet')
  const stage = element('div', { class: 'board-map' })
  const said = element('p', { class: 'board-said', role: 'status', hidden: true })
  const map = side.map(stage, region)
  const moving = makeMoving(map, dispatch)
  const heat = makeHeat(map)
  const machine = makeMachine(dispatch, moving, map.frame)
  const way = makeChosenWay(map)
  const legend = makeLegend()
  const strip = makeFigureStrip()
  const policy = makePolicy(dispatch)
  const load = makeLoad(dispatch)
  const zones = makeZones(dispatch, map, heat)
  let chosen: string | undefined

  const choose = (order: string | undefined): void => {
    chosen = order
    machine.follow(order)
    if (order === undefined) moving.chosen = -1
    show(list.root, order === undefined)
    detail.show(order)
    if (order === undefined) list.refresh()
    const facts = orderOf(dispatch, order)
    if (facts !== undefined) map.fit([facts.restaurant.place, ...(facts.drop === null ? [] : [facts.drop.place])], -2)
    follow()
  }
  const point = (at: Place): void => void map.leaflet.panTo(map.at(at))
  const list = makeOrderList(dispatch, choose)
  const detail = makeOrderDetail(dispatch, { back: () => choose(undefined), point, me: side.me.id })

  /** The chosen order's courier is ringed, and its way goes from where it is. */
  const follow = (): void => {
    const order = orderOf(dispatch, chosen)
    const slot = order?.courier?.slot ?? -1
    if (order !== undefined) moving.chosen = isOver(order) ? -1 : slot
    const known = moving.field.has(slot)
    if (known) moving.field.at(slot, performance.now())
    const { x, y } = moving.field
    way.show(order, known ? { latE7: map.frame.latE7Of(y), lonE7: map.frame.lonE7Of(x) } : undefined)
  }
  const figures = (): void => {
    strip.show(dispatch.figures, {
      drawn: moving.drawn,
      framesPerSecond: moving.layer.framesPerSecond,
      ages: moving.ages.get(),
      waiting: dispatch.orders.filter(isWaiting).length,
    })
    policy.show(dispatch.figures)
    load.show(dispatch.figures)
    follow()
  }
  const surge = (): void => {
    heat.surge(dispatch.surge)
    legend.surge(dispatch.surge)
  }
  const look = (): void => {
    const bounds = map.leaflet.getBounds()
    const south = map.placeOf(bounds.getSouthWest())
    const north = map.placeOf(bounds.getNorthEast())
    dispatch.look({ south: south.latE7, west: south.lonE7, north: north.latE7, east: north.lonE7 })
  }
  const clicked = map.onClick((at) => {
    if (zones.drawing) return
    const { x, y } = map.leaflet.latLngToContainerPoint(map.at(at))
    const slot = moving.hit(x, y)
    moving.chosen = slot
    const order = dispatch.orders.find(({ courier, state }) => courier?.slot === slot && state !== 'delivered')
    if (slot >= 0 && order !== undefined) choose(order.id)
  })

  const root = element(
    'div',
    { class: 'board' },
    strip.root,
    element('div', { class: 'board-stage' }, stage, said, makeZoomButtons(map), legend.root, machine.root),
    element('div', { class: 'board-helm' }, policy.root, load.root, machine.button),
    element(
      'div',
      { class: 'board-side' },
      list.root,
      detail.root,
      element('details', { class: 'board-zones' }, element('summary', {}, 'Zones'), zones.root),
    ),
  )
  place.replaceChildren(root)
  map.leaflet.invalidateSize({ animate: false })
  map.leaflet.on('moveend', look).on('resize', look)
  look()
  list.refresh()
  figures()
  surge()
  const timer = window.setInterval(figures, FIGURES_MS)
  const ends = [
    clicked,
    tellRetrying(dispatch, place),
    dispatch.on('figures', figures),
    dispatch.on('surge', surge),
    dispatch.on('board', () => {
      show(said, dispatch.level === 1)
      say(said, 'Counts by 4 km: closer in, couriers are shown one by one.')
    }),
    dispatch.on('gone', () => {
      show(said, true)
      say(said, `The board is closed (${dispatch.gone ?? 'left'}). Reload the page to come back.`)
    }),
    side.story.onChange(({ order }) => {
      // Another side began to follow an order: so does the board, unless it looks at one already.
      if (order !== undefined && chosen === undefined && orderOf(dispatch, order) !== undefined) choose(order)
    }),
  ]
  return {
    close() {
      window.clearInterval(timer)
      for (const end of ends) end()
      for (const part of [machine, moving, heat, way, zones, list, detail, dispatch]) part.close()
      map.close()
    },
  }
}
