/** A new kitchen: where it is, and a first dish. */
import { DELIVERY } from '../../../shared/delivery/rules.ts'
import type { Place } from '../../../shared/delivery/types.ts'
import { element } from '../../shell/dom.ts'
import { field, openDialog } from '../../shell/overlay/dialog.ts'
import type { Side } from '../desk.ts'

/** Around the clock. */
const ALWAYS = [{ from: 0, to: 10_080 }]
const ZOOM = -2

export const openFounding = (side: Side, choose: (restaurant: string) => void): void => {
  const name = element('input', { class: 'field', maxlength: DELIVERY.nameMax, placeholder: 'The Corner' })
  const cuisine = element('input', { class: 'field', maxlength: DELIVERY.cuisineMax, placeholder: 'soup' })
  const holder = element('div', { class: 'restaurant-map' })
  const id = `own-${crypto.randomUUID().slice(0, 8)}`
  let place: Place | undefined
  const run = async (): Promise<void> => {
    if (name.value.trim() === '') throw new Error('give it a name')
    // Whoever comes as a restaurant that is not there yet makes it.
    const seat = await side.client.join('delivery', side.region, {
      as: 'restaurant',
      restaurant: id,
      name: side.me.name,
    })
    try {
      await seat.request('restaurantPut', {
        id,
        name: name.value.trim(),
        place: place ?? seat.state.region?.centre ?? { latE7: 0, lonE7: 0 },
        cuisines: [cuisine.value.trim() === '' ? 'soup' : cuisine.value.trim().toLowerCase()],
        priceLevel: 2,
        prepMin: 10,
        hours: ALWAYS,
        reachM: null,
      })
    } finally {
      seat.leave()
    }
  }
  const dialog = openDialog({
    title: 'A new kitchen',
    body: [
      field('Name', name),
      field('Cuisine', cuisine),
      element('p', { class: 'quiet' }, 'Where? Point at it.'),
      holder,
    ],
    action: 'Open it',
    run,
    done: () => choose(id),
  })
  // What a region is like is told to whoever is in it.
  let map: ReturnType<Side['map']> | undefined
  let closed = false
  dialog.root.addEventListener('close', () => {
    closed = true
    map?.close()
  })
  side.client
    .join('delivery', side.region, { as: 'customer', name: side.me.name })
    .then((seat) => {
      const { region } = seat.state
      seat.leave()
      if (region === null || closed) return
      map = side.map(holder, region, { zoom: ZOOM })
      place = region.centre
      const pin = map.pin(place, { kind: 'restaurant', label: 'Your kitchen', chosen: true })
      map.onClick((at) => {
        place = at
        pin.move(at)
      })
    })
    .catch(() => holder.remove())
}
