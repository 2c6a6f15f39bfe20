/** A map of a region: its own streets, no tiles from elsewhere. In metres, as the region counts them. */
import 'leaflet/dist/leaflet.css'
import { CRS, Map as LeafletMap, canvas, latLng, latLngBounds } from 'leaflet'
import type { LatLng, LeafletMouseEvent } from 'leaflet'
import type { City } from '../../../shared/delivery/city/types.ts'
import { localFrame } from '../../../shared/delivery/geo.ts'
import type { LocalFrame } from '../../../shared/delivery/geo.ts'
import type { Place, RegionInfo } from '../../../shared/delivery/types.ts'
import { calmMotion, onTheme } from '../../shell/theme.ts'
import { cityOf } from './cities.ts'
import { makeLine, makePin } from './marks.ts'
import type { Line, LineLook, Pin, PinLook } from './marks.ts'
import { palette } from './palette.ts'
import { Streets } from './streets.ts'

export interface MapOptions {
  /** Powers of two, pixels a metre: −5 shows 16 km on 512 px, 1 is two pixels a metre. Default −3. */
  readonly zoom?: number
  /** Nothing can be moved: a picture. */
  readonly still?: boolean
}

export interface CityMap {
  readonly leaflet: LeafletMap
  /** Metres east and north of the region's centre: the map's own y and x. */
  readonly frame: LocalFrame
  /** Resolves when the streets are there; undefined where there are none. */
  readonly city: Promise<City | undefined>
  at(place: Place): LatLng
  placeOf(at: LatLng): Place
  /** Moves so that all of these are seen. */
  fit(places: readonly Place[], mostZoom?: number): void
  pin(place: Place, look: PinLook): Pin
  /** A way through these places, or none yet. */
  line(places: readonly Place[], look: LineLook): Line
  /** Returns what ends it. */
  onClick(run: (place: Place) => void): () => void
  /** Nothing of it is left. */
  close(): void
}

const ZOOMS = { least: -5, usual: -3, most: 1 }
/** Leaflet's own zooming takes a quarter of a second. */
const ZOOM_MS = 400
/** Around what is fitted, px. */
const AIR: [number, number] = [36, 36]
/** The map may be dragged so far over its edge, in parts of the radius. */
const OVER = 1.3

export const makeMap = (holder: HTMLElement, region: RegionInfo, options: MapOptions = {}): CityMap => {
  const { centre, radiusM } = region
  const frame = localFrame(centre.latE7, centre.lonE7)
  const moves = options.still !== true
  const leaflet = new LeafletMap(holder, {
    crs: CRS.Simple,
    center: [0, 0],
    zoom: options.zoom ?? ZOOMS.usual,
    minZoom: ZOOMS.least,
    maxZoom: ZOOMS.most,
    maxBounds: latLngBounds([-radiusM * OVER, -radiusM * OVER], [radiusM * OVER, radiusM * OVER]),
    maxBoundsViscosity: 0.6,
    zoomControl: false,
    attributionControl: false,
    preferCanvas: true,
    renderer: canvas({ padding: 0.3 }),
    dragging: moves,
    scrollWheelZoom: moves,
    doubleClickZoom: moves,
    touchZoom: moves,
    keyboard: moves,
    boxZoom: false,
    zoomAnimation: !calmMotion(),
    fadeAnimation: false,
  })
  // Leaflet sets this on a holder that is not in the page yet; how it lies is the page's to say.
  holder.style.position = ''
  let streets: Streets | undefined
  let open = true
  const city = cityOf(region).then((found) => {
    if (found !== undefined && open) streets = new Streets(found, palette).addTo(leaflet)
    return found
  })
  const forget = onTheme(() => streets?.redraw())
  // A holder that was hidden or that the window stretched: Leaflet hears of neither.
  const resized = new ResizeObserver(() => leaflet.invalidateSize({ animate: false }))
  resized.observe(holder)
  const at = ({ latE7, lonE7 }: Place): LatLng => latLng(frame.yOf(latE7), frame.xOf(lonE7))
  const placeOf = ({ lat, lng }: LatLng): Place => ({ latE7: frame.latE7Of(lat), lonE7: frame.lonE7Of(lng) })
  return {
    leaflet,
    frame,
    city,
    at,
    placeOf,
    fit(places, mostZoom = -1) {
      if (places.length === 0) return
      leaflet.fitBounds(latLngBounds(places.map(at)), { padding: AIR, maxZoom: mostZoom, animate: !calmMotion() })
    },
    pin: (place, look) => makePin(leaflet, at, place, look),
    line: (places, look) => makeLine(leaflet, at, places, look),
    onClick(run) {
      const heard = (event: LeafletMouseEvent): void => run(placeOf(event.latlng))
      leaflet.on('click', heard)
      return () => void leaflet.off('click', heard)
    },
    close() {
      open = false
      forget()
      resized.disconnect()
      leaflet.stop()
      // A zoom that is under way ends by a timer of its own, and looks for what remove() took.
      window.setTimeout(() => leaflet.remove(), ZOOM_MS)
    },
  }
}
