/** What stands on the map's corners: what the colours say, and buttons for who has no wheel. */
import { BOARD_STATUS } from '@tutti/client/delivery'
import type { SurgeCell } from '@tutti/client/delivery'
import { element, say, show } from '../../shell/dom.ts'
import type { CityMap } from '../map/map.ts'
import { statusColour } from './dots/stamps.ts'
import { STATUS_WORDS } from './moving.ts'

export interface Legend {
  readonly root: HTMLElement
  /** Says how much dearer it is where couriers are few. */
  surge(cells: readonly SurgeCell[]): void
}

export const makeLegend = (): Legend => {
  const factor = element('span', { class: 'legend-words' })
  const dear = element('span', { hidden: true }, element('i', { class: 'legend-heat' }), factor)
  const root = element(
    'div',
    { class: 'board-legend', 'aria-hidden': 'true' },
    ...Object.entries(BOARD_STATUS).map(([status, number]) => {
      const sign = element('i')
      sign.style.background = `var(${statusColour(number)})`
      return element('span', {}, sign, STATUS_WORDS[status as keyof typeof BOARD_STATUS])
    }),
    dear,
  )
  return {
    root,
    surge(cells) {
      const most = Math.max(1_000, ...cells.map((cell) => cell.factor))
      show(dear, most > 1_000)
      say(factor, `few couriers: fees up to ×${(most / 1_000).toFixed(1)}`)
    },
  }
}

export const makeZoomButtons = ({ leaflet }: CityMap): HTMLElement =>
  element(
    'div',
    { class: 'board-zoom' },
    element('button', { 'aria-label': 'Closer', title: 'Closer', click: () => leaflet.zoomIn() }, '+'),
    element('button', { 'aria-label': 'Farther', title: 'Farther', click: () => leaflet.zoomOut() }, '−'),
  )
