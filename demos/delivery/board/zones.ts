/** The zones that dispatchers draw: what is served and what is not. A click on the map is a corner. */
import { Polyline } from 'leaflet'
import { DELIVERY } from '@tutti/client/delivery'
import type { Dispatch, Place, ZoneUse } from '@tutti/client/delivery'
import { element, say } from '../../shell/dom.ts'
import { icon } from '../../shell/icons.ts'
import { refused } from '../../shell/refused.ts'
import { token } from '../../shell/theme.ts'
import type { CityMap } from '../map/map.ts'
import type { Heat } from './heat.ts'

export interface ZonesPart {
  readonly root: HTMLElement
  /** A corner is being set: the map's clicks are not for couriers now. */
  readonly drawing: boolean
  close(): void
}

const USES: readonly (readonly [ZoneUse, string])[] = [
  ['closed', 'Nothing is brought there'],
  ['serve', 'Only here something is brought'],
  ['surge', 'Fees are watched here'],
]
const LEAST_CORNERS = 3

export const makeZones = (dispatch: Dispatch, map: CityMap, heat: Heat): ZonesPart => {
  let corners: Place[] = []
  let sketch: Polyline | undefined
  let drawing = false
  const list = element('ul', { class: 'zone-rows' })
  const name = element('input', {
    class: 'field',
    maxlength: DELIVERY.nameMax,
    placeholder: 'Name',
    'aria-label': 'Name of the zone',
  })
  const use = element(
    'select',
    { class: 'field', 'aria-label': 'What holds there' },
    ...USES.map(([value, words]) => element('option', { value }, words)),
  )
  const hint = element('p', { class: 'quiet' })
  const begin = element('button', { class: 'button small', click: () => (drawing ? stop() : start()) }, 'Draw a zone')
  const keep = element('button', { class: 'button small act', hidden: true, click: () => save() }, 'Keep it')
  const root = element(
    'div',
    { class: 'zones' },
    list,
    name,
    use,
    hint,
    element('div', { class: 'zone-acts' }, begin, keep),
  )

  const start = (): void => {
    drawing = true
    corners = []
    say(begin, 'Stop drawing')
    say(hint, 'Click the corners on the map, one after the other.')
  }
  const stop = (): void => {
    drawing = false
    keep.hidden = true
    sketch?.remove()
    sketch = undefined
    say(begin, 'Draw a zone')
    say(hint, '')
  }
  const corner = (place: Place): void => {
    if (!drawing || corners.length >= DELIVERY.cornersMax) return
    corners.push(place)
    sketch ??= new Polyline([], { color: token('--ink'), weight: 2, dashArray: '4 4', interactive: false }).addTo(
      map.leaflet,
    )
    sketch.setLatLngs([...corners, ...corners.slice(0, 1)].map((place) => map.at(place)))
    keep.hidden = corners.length < LEAST_CORNERS
    say(hint, `${corners.length} ${corners.length === 1 ? 'corner' : 'corners'}`)
  }
  const save = (): void => {
    const chosen = USES.find(([value]) => value === use.value)?.[0] ?? 'closed'
    const id = `z${Date.now().toString(36)}`
    const zone = { id, name: name.value.trim() || 'A zone', use: chosen, corners: [...corners] }
    dispatch.putZone(zone).then(() => {
      stop()
      name.value = ''
    }, refused('This zone cannot be kept'))
  }
  const remove = (id: string): void => {
    dispatch.removeZone(id).catch(refused('This zone stays'))
  }
  const draw = (): void => {
    const { zones } = dispatch
    heat.zones(zones)
    if (zones.length === 0)
      return list.replaceChildren(element('li', { class: 'quiet' }, 'No zones: everything is served.'))
    list.replaceChildren(
      ...zones.map(({ id, name: called, use: of }) => {
        const label = `Remove ${called}`
        return element(
          'li',
          {},
          element('i', { class: 'zone-sign', 'data-use': of }),
          element('span', {}, called),
          element(
            'button',
            { class: 'icon-button', 'aria-label': label, title: label, click: () => remove(id) },
            icon('trash'),
          ),
        )
      }),
    )
  }
  draw()
  const ends = [map.onClick(corner), dispatch.on('zones', draw)]
  return {
    root,
    get drawing() {
      return drawing
    },
    close() {
      for (const end of ends) end()
    },
  }
}
