/** The restaurant's side: one kitchen, chosen here or by whoever orders from it beside us. */
import '../style/parts.css'
import '../style/restaurant.css'
import { openRestaurant } from '@tutti/client/delivery'
import { sideAddress } from '../address.ts'
import type { Mount, Mounted, Side } from '../desk.ts'
import { Closing } from '../live/closing.ts'
import { tellGone } from '../live/gone.ts'
import { tellRetrying } from '../live/retrying.ts'
import { makeKitchen } from './kitchen.ts'
import { makePicker } from './picker.ts'

export const mount: Mount = async (place, side) => {
  let chosen: string | undefined
  let turn = 0
  let shown: Mounted | undefined

  const show = async (restaurant: string | undefined): Promise<void> => {
    const mine = ++turn
    chosen = restaurant
    // One connection sits once in a region.
    shown?.close()
    shown = undefined
    const next = restaurant === undefined ? makePicker(side, choose) : await open(place, side, restaurant, leave)
    // Somebody chose another while this one was opened.
    if (mine !== turn) return next.close()
    shown = next
    place.replaceChildren(next.root)
    // A reload comes back to this kitchen.
    if (side.alone) history.replaceState(null, '', sideAddress(side.region, 'restaurant', restaurant))
  }
  /** The story may tell it back at once. */
  const choose = (restaurant: string): void => {
    side.story.tell({ restaurant })
    if (chosen !== restaurant) show(restaurant).catch(failed)
  }
  const leave = (): void => void show(undefined).catch(failed)
  /** It is not there, or not ours: there are others. */
  const failed = (): void => {
    if (chosen !== undefined) leave()
  }
  const off = side.story.onChange(({ restaurant }) => {
    if (restaurant !== undefined && restaurant !== chosen) show(restaurant).catch(failed)
  })
  await show(side.story.restaurant).catch(() => show(undefined))
  return {
    close() {
      turn++
      off()
      shown?.close()
    },
  }
}

const open = async (place: HTMLElement, side: Side, restaurant: string, leave: () => void) => {
  const kitchen = await openRestaurant(side.client, side.region, { restaurant, name: side.me.name })
  const { region } = kitchen
  const closing = new Closing()
  closing.add(() => kitchen.close())
  if (region === null) {
    closing.close()
    throw new Error('this region is not made yet')
  }
  const drawn = makeKitchen({ side, kitchen, region }, leave)
  closing.add(() => drawn.close())
  closing.add(tellGone(kitchen, place))
  closing.add(tellRetrying(kitchen, place))
  return { root: drawn.root, close: () => closing.close() }
}
