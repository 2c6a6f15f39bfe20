/** What stands on the map's corners: what the colours say, and buttons for who has no wheel. */
import { BOARD_STATUS } from '@tutti/client/delivery'
import { element } from '../../shell/dom.ts'
import type { CityMap } from '../map/map.ts'
import { statusColour } from './dots/stamps.ts'
import { STATUS_WORDS } from './moving.ts'

export const drawLegend = (): HTMLElement =>
  element(
    'div',
    { class: 'board-legend', 'aria-hidden': 'true' },
    ...Object.entries(BOARD_STATUS).map(([status, number]) => {
      const sign = element('i')
      sign.style.background = `var(${statusColour(number)})`
      return element('span', {}, sign, STATUS_WORDS[status as keyof typeof BOARD_STATUS])
    }),
  )

export const makeZoomButtons = ({ leaflet }: CityMap): HTMLElement =>
  element(
    'div',
    { class: 'board-zoom' },
    element('button', { 'aria-label': 'Closer', title: 'Closer', click: () => leaflet.zoomIn() }, '+'),
    element('button', { 'aria-label': 'Farther', title: 'Farther', click: () => leaflet.zoomOut() }, '−'),
  )
