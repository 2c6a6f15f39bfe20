/** What is put on a map one by one: pins in the page's own style, and ways. */
import { DivIcon, Marker, Polyline } from 'leaflet'
import type { LatLng, Map as LeafletMap } from 'leaflet'
import type { Place } from '../../../shared/delivery/types.ts'
import { element } from '../../shell/dom.ts'
import { onTheme, token } from '../../shell/theme.ts'

export interface PinLook {
  readonly kind: 'restaurant' | 'door' | 'courier'
  /** Said to those who do not see it, and shown when it is pointed at. */
  readonly label: string
  /** Drawn larger, and above the others. */
  readonly chosen?: boolean
  readonly click?: () => void
}

export interface Pin {
  /** `headingCdeg`: 0.01°, clockwise from north; couriers point there. */
  move(place: Place, headingCdeg?: number): void
  choose(chosen: boolean): void
  remove(): void
}

export interface LineLook {
  /** A colour token of the page. */
  readonly token: '--accent' | '--sky' | '--calm' | '--muted'
  readonly dashed?: boolean
  readonly weight?: number
}

export interface Line {
  set(places: readonly Place[]): void
  remove(): void
}

type At = (place: Place) => LatLng

const CHOSEN_ABOVE = 1_000

export const makePin = (map: LeafletMap, at: At, place: Place, look: PinLook): Pin => {
  const mark = element('span', { class: 'pin-mark' })
  const html = element('span', { class: `pin pin-${look.kind}` }, mark)
  const icon = new DivIcon({ html, className: 'pin-holder', iconSize: [0, 0] })
  const marker = new Marker(at(place), {
    icon,
    title: look.label,
    alt: look.label,
    keyboard: look.click !== undefined,
    interactive: look.click !== undefined,
  }).addTo(map)
  if (look.click !== undefined) marker.on('click', look.click)
  const pin: Pin = {
    move(to, headingCdeg) {
      marker.setLatLng(at(to))
      if (headingCdeg !== undefined) mark.style.rotate = `${headingCdeg / 100}deg`
    },
    choose(chosen) {
      html.classList.toggle('chosen', chosen)
      marker.setZIndexOffset(chosen ? CHOSEN_ABOVE : 0)
    },
    remove: () => void marker.remove(),
  }
  if (look.chosen === true) pin.choose(true)
  return pin
}

export const makeLine = (map: LeafletMap, at: At, places: readonly Place[], look: LineLook): Line => {
  const line = new Polyline(places.map(at), {
    color: token(look.token),
    weight: look.weight ?? 4,
    interactive: false,
    ...(look.dashed === true ? { dashArray: '2 8' } : {}),
  }).addTo(map)
  const forget = onTheme(() => line.setStyle({ color: token(look.token) }))
  return {
    set: (next) => void line.setLatLngs(next.map(at)),
    remove() {
      forget()
      line.remove()
    },
  }
}
