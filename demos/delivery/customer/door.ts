/** Where it is brought: a door, pointed at on the map, or found by its street. */
import { element, say } from '../../shell/dom.ts'
import { field, openDialog } from '../../shell/overlay/dialog.ts'
import type { CustomerDesk } from './desk.ts'
import { doorAt, doorIn, keepHome } from './home.ts'
import type { Home } from './home.ts'

const DOOR_ZOOM = 0

export const chooseHome = (desk: CustomerDesk, chosen: () => void): void => {
  let home: Home = desk.home
  const address = element('strong', {}, home.address)
  const holder = element('div', { class: 'customer-door-map' })
  const streets = desk.city?.streets ?? []
  const list = element('datalist', { id: 'customer-streets' }, ...streets.map((value) => element('option', { value })))
  const street = element('input', { class: 'field', list: 'customer-streets', placeholder: 'A street', maxlength: 80 })
  const dialog = openDialog({
    title: 'Where to?',
    body: [
      ...(streets.length === 0 ? [] : [field('Street', street), list]),
      holder,
      element('p', { class: 'quiet' }, 'Or point at a door on the map.'),
      element('p', { role: 'status' }, 'Brought to ', address),
    ],
    action: 'Bring it here',
    run() {
      desk.home = home
      keepHome(desk.region.id, desk.side.me.id, home)
    },
    done: chosen,
  })
  const map = desk.side.map(holder, desk.region, { zoom: DOOR_ZOOM })
  map.fit([home.place], DOOR_ZOOM)
  const pin = map.pin(home.place, { kind: 'door', label: 'Your door', chosen: true })
  const move = (found: Home): void => {
    home = found
    pin.move(home.place)
    say(address, home.address)
  }
  map.onClick((place) => {
    const found = doorAt(place, desk.city, desk.frame)
    if (found === undefined) say(address, `${home.address}: nobody lives where you pointed`)
    else move(found)
  })
  street.addEventListener('change', () => {
    const found = desk.city === undefined ? undefined : doorIn(street.value, desk.city, desk.frame)
    if (found === undefined) return
    move(found)
    map.fit([found.place], DOOR_ZOOM)
  })
  dialog.root.addEventListener('close', () => map.close())
}
