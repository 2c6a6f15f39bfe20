/** The way of the chosen order on the map: its restaurant, its door, and the streets that its courier will take. */
import type { City } from '../../../shared/delivery/city/types.ts'
import type { OrderView, Place } from '@tutti/client/delivery'
import { ways } from '../map/ways.ts'
import type { CityMap } from '../map/map.ts'
import type { Line, Pin } from '../map/marks.ts'
import { isCarried, isOver } from './orders.ts'

export interface ChosenWay {
  /** `courier`: where its courier is, if that is known. Cheap where nothing changed. */
  show(order: OrderView | undefined, courier: Place | undefined): void
  close(): void
}

/** A way is looked for again when its courier went so far. */
const AGAIN_M = 40

export const makeChosenWay = (map: CityMap): ChosenWay => {
  let shown = ''
  let pins: readonly Pin[] = []
  let delivery: Line | undefined
  let approach: Line | undefined
  let from: Place | undefined
  let city: City | undefined
  map.city.then(
    (found) => (city = found),
    () => undefined,
  )

  const clear = (): void => {
    for (const pin of pins) pin.remove()
    pins = []
    delivery?.remove()
    approach?.remove()
    delivery = approach = from = undefined
    shown = ''
  }
  const way = (a: Place, b: Place): readonly Place[] => (city === undefined ? [a, b] : ways(city, map.frame, a, b))
  const far = (a: Place, b: Place): boolean => map.leaflet.distance(map.at(a), map.at(b)) > AGAIN_M

  return {
    show(order, courier) {
      if (order === undefined) return clear()
      const carried = isCarried(order)
      const version = `${order.id} ${carried} ${isOver(order)} ${city === undefined}`
      if (version !== shown) {
        clear()
        shown = version
        const { restaurant, drop } = order
        pins = [
          map.pin(restaurant.place, { kind: 'restaurant', label: restaurant.name }),
          ...(drop === null ? [] : [map.pin(drop.place, { kind: 'door', label: drop.address })]),
        ]
        if (drop !== null && !carried)
          delivery = map.line(way(restaurant.place, drop.place), { token: '--muted', dashed: true })
      }
      const target = carried ? order.drop?.place : order.restaurant.place
      if (courier === undefined || target === undefined || isOver(order)) {
        approach?.set([])
        from = undefined
        return
      }
      if (from !== undefined && !far(from, courier)) return
      from = courier
      const line = way(courier, target)
      if (approach === undefined) approach = map.line(line, { token: carried ? '--accent' : '--sky' })
      else approach.set(line)
    },
    close: clear,
  }
}
