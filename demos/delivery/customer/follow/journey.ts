/** An order on the map: kitchen, door, and the courier on its way along the streets. */
import type { OrderTracker, Sight } from '@tutti/client/delivery'
import { distanceM } from '../../../../shared/delivery/geo.ts'
import type { OrderView, Place, RegionInfo } from '../../../../shared/delivery/types.ts'
import { element, say, show } from '../../../shell/dom.ts'
import { agoOf } from '../../../shell/words.ts'
import type { Side } from '../../desk.ts'
import { Ahead } from '../../live/ahead.ts'
import { Closing } from '../../live/closing.ts'
import { streetsOf } from '../../live/streets.ts'
import type { Streets } from '../../live/streets.ts'
import type { Line, Pin } from '../../map/marks.ts'

export interface Journey {
  readonly root: HTMLElement
  show(order: OrderView): void
  close(): void
}

/** A courier that is this far beside its way took another one. */
const ASTRAY_M = 120
const SILENT_MS = 20_000
/** A line is drawn anew so often; the courier moves with every frame. */
const LINE_MS = 250

export const makeJourney = (side: Side, region: RegionInfo, tracker: OrderTracker): Journey => {
  const closing = new Closing()
  const holder = element('div', { class: 'customer-map', role: 'region', 'aria-label': 'The order on the map' })
  const word = element('span', { class: 'customer-map-word', role: 'status', hidden: true })
  const root = element('div', { class: 'customer-journey' }, holder, word)
  const map = side.map(holder, region)
  closing.add(() => map.close())
  let order: OrderView | undefined
  let streets: Streets | undefined
  let way: readonly Place[] | undefined
  let ahead: Ahead | undefined
  let line: Line | undefined
  let drawnMs = 0
  let alongM = 0
  const pins: { kitchen?: Pin; door?: Pin; courier?: Pin } = {}
  let fitted = ''
  map.city
    .then((city) => (city === undefined ? undefined : streetsOf(city)))
    .then(
      (found) => void (streets = found),
      // Without streets it goes straight on.
      () => undefined,
    )

  /** The way ahead, from where it is; found anew when it takes another. */
  const plan = (at: Sight): void => {
    const to = order?.drop?.place
    if (at.coarse || to === undefined || streets === undefined || order?.courier === null) return
    if (way !== undefined && (at.alongM !== null || nearWay(way, at))) return
    way = streets.way(at, to, order?.courier.vehicle ?? 'scooter').places
    ahead = new Ahead(way)
    alongM = 0
    tracker.follow(way)
    drawnMs = 0
  }
  /** What is behind it is nobody's business any more. */
  const drawWay = (at: Sight): void => {
    if (ahead === undefined || performance.now() - drawnMs < LINE_MS) return
    drawnMs = performance.now()
    // A little beside it for a moment: as far along as before.
    alongM = at.alongM ?? alongM
    const rest = ahead.from(at, alongM)
    line ??= map.line(rest, { token: '--sky', dashed: true })
    line.set(rest)
  }
  const draw = (): void => {
    const at = tracker.sight()
    if (at === null) {
      pins.courier?.remove()
      delete pins.courier
      line?.remove()
      line = undefined
      way = undefined
      ahead = undefined
      fit()
      return show(word, false)
    }
    plan(at)
    drawWay(at)
    pins.courier ??= map.pin(at, { kind: 'courier', label: order?.courier?.name ?? 'Courier', chosen: true })
    pins.courier.move(at, at.headingDeg === null ? undefined : at.headingDeg * 100)
    holder.dataset['coarse'] = String(at.coarse)
    const silent = at.stale || at.weak || at.ageMs > SILENT_MS
    show(word, silent || at.coarse)
    say(word, silent ? `Last seen ${agoOf(tracker.now() - at.ageMs, tracker.now())}` : 'Somewhere around here')
    fit(at)
  }
  /** Once for each part of the way: whoever moved the map wants to look there. */
  const fit = (at?: Sight): void => {
    // A map that is not seen yet has nothing to fit into.
    if (order === undefined || holder.clientWidth === 0) return
    const ahead = order.state === 'picked_up' || order.state === 'in_transit'
    const key = `${ahead} ${at === undefined}`
    if (key === fitted) return
    fitted = key
    const ends = [...(ahead ? [] : [order.restaurant.place]), ...(order.drop === null ? [] : [order.drop.place])]
    map.fit(at === undefined ? [order.restaurant.place, ...ends] : [at, ...ends])
  }
  let frame = 0
  const run = (): void => {
    frame = requestAnimationFrame(run)
    draw()
  }
  frame = requestAnimationFrame(run)
  closing.add(() => cancelAnimationFrame(frame))
  return {
    root,
    show(next) {
      order = next
      if (next.state === 'picked_up' || next.state === 'in_transit') pins.kitchen?.remove()
      else pins.kitchen ??= map.pin(next.restaurant.place, { kind: 'restaurant', label: next.restaurant.name })
      if (next.drop !== null) pins.door ??= map.pin(next.drop.place, { kind: 'door', label: next.drop.address })
    },
    close: () => closing.close(),
  }
}

const nearWay = (way: readonly Place[], { latE7, lonE7 }: Place): boolean =>
  way.some((place) => distanceM(place.latE7, place.lonE7, latE7, lonE7) < ASTRAY_M)
