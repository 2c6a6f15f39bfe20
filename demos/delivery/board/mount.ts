/** The dispatch board. */
import { element } from '../../shell/dom.ts'
import type { Mount } from '../desk.ts'

export const mount: Mount = async (place, side) => {
  const room = await side.client.join('delivery', side.region, { as: 'dispatcher' })
  const { region } = room.state
  const holder = element('div', { class: 'board-map' })
  place.replaceChildren(holder)
  const map = region === null ? undefined : side.map(holder, region)
  return {
    close() {
      map?.close()
      room.leave()
    },
  }
}
