/** Areas under the couriers: where fees are higher now, and the zones that dispatchers drew. */
import { LayerGroup, Polygon, Rectangle, canvas } from 'leaflet'
import type { SurgeCell, Zone, ZoneUse } from '@tutti/client/delivery'
import { onTheme, token } from '../../shell/theme.ts'
import type { CityMap } from '../map/map.ts'

export interface Heat {
  surge(cells: readonly SurgeCell[]): void
  zones(zones: readonly Zone[]): void
  close(): void
}

const PANE = 'heat'
/** Between Leaflet's tiles (200) and what is drawn over them (400). */
const PANE_Z = '300'
const USUAL = 1_000
const MOST = 2_500

const ZONE_COLOURS: Readonly<Record<ZoneUse, string>> = { serve: '--calm', closed: '--stop', surge: '--warn' }

export const makeHeat = (map: CityMap): Heat => {
  map.leaflet.createPane(PANE).style.zIndex = PANE_Z
  const renderer = canvas({ pane: PANE, padding: 0.3 })
  const surge = new LayerGroup().addTo(map.leaflet)
  const zones = new LayerGroup().addTo(map.leaflet)
  let cells: readonly SurgeCell[] = []
  let areas: readonly Zone[] = []
  const style = { renderer, pane: PANE, interactive: false }

  const drawSurge = (): void => {
    surge.clearLayers()
    for (const { box, factor } of cells) {
      if (factor <= USUAL) continue
      const bounds = [
        map.at({ latE7: box.south, lonE7: box.west }),
        map.at({ latE7: box.north, lonE7: box.east }),
      ] as const
      const part = Math.min(1, (factor - USUAL) / (MOST - USUAL))
      surge.addLayer(
        new Rectangle(
          [
            [bounds[0].lat, bounds[0].lng],
            [bounds[1].lat, bounds[1].lng],
          ],
          {
            ...style,
            stroke: false,
            fillColor: token('--accent'),
            fillOpacity: 0.12 + 0.4 * part,
          },
        ),
      )
    }
  }
  const drawZones = (): void => {
    zones.clearLayers()
    for (const { corners, use } of areas)
      zones.addLayer(
        new Polygon(
          corners.map((place) => map.at(place)),
          {
            ...style,
            color: token(ZONE_COLOURS[use]),
            weight: 2,
            fillOpacity: use === 'closed' ? 0.18 : 0.08,
          },
        ),
      )
  }
  const forget = onTheme(() => {
    drawSurge()
    drawZones()
  })
  return {
    surge(next) {
      cells = next
      drawSurge()
    },
    zones(next) {
      areas = next
      drawZones()
    },
    close: forget,
  }
}
