/** The city's card: its streets, and everybody who rides on them. */
import type { PageClient } from '../shell/client.ts'
import { element } from '../shell/dom.ts'
import type { CityView } from './delivery-showcase.ts'

export const deliveryMiniature = (holder: HTMLElement, client: PageClient): void => {
  const place = element('div', { class: 'mini-city' })
  holder.replaceChildren(place)
  let view: CityView | undefined
  let opening = false
  const enter = (): void => {
    if (opening || view !== undefined) return
    opening = true
    // Streets and the region's helper come when they are needed: the page is here before them.
    import('./delivery-showcase.ts')
      .then(({ openCityView }) => openCityView(client, place))
      .then((opened) => {
        view = opened
        if (document.hidden) leave()
      })
      // Without it the card keeps its words and its button.
      .catch(() => undefined)
      .finally(() => (opening = false))
  }
  const leave = (): void => {
    view?.close()
    view = undefined
  }
  enter()
  // Who does not look takes no seat.
  document.addEventListener('visibilitychange', () => (document.hidden ? leave() : enter()))
}
