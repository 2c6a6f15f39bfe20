/** The restaurants of the list on a map, around one's door. */
import type { RestaurantRow } from '../../../../shared/delivery/types.ts'
import { element } from '../../../shell/dom.ts'
import type { Pin } from '../../map/marks.ts'
import type { CustomerDesk } from '../desk.ts'

export interface Around {
  readonly root: HTMLElement
  show(rows: readonly RestaurantRow[]): void
  close(): void
}

/** Of those found, so many decide what is seen: the others are further than one looks. */
const SEEN = 12

export const makeAround = (desk: CustomerDesk): Around => {
  const holder = element('div', { class: 'customer-map', role: 'region', 'aria-label': 'Restaurants on the map' })
  const root = element('div', { class: 'customer-browse-map' }, holder)
  const map = desk.side.map(holder, desk.region)
  const door = map.pin(desk.home.place, { kind: 'door', label: 'Your door' })
  let pins: Pin[] = []
  let shown = ''
  return {
    root,
    show(rows) {
      door.move(desk.home.place)
      const key = rows.map(({ id }) => id).join()
      if (key === shown) return
      shown = key
      for (const pin of pins) pin.remove()
      pins = rows.map(({ id, name, place }) =>
        map.pin(place, { kind: 'restaurant', label: name, click: () => desk.go({ is: 'menu', restaurant: id }) }),
      )
      map.fit([desk.home.place, ...rows.slice(0, SEEN).map(({ place }) => place)])
    },
    close: () => map.close(),
  }
}
