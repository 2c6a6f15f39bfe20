/** What is left of a time, as a ring that closes. */
import { say } from '../../shell/dom.ts'
import { element } from '../../shell/dom.ts'

const SVG = 'http://www.w3.org/2000/svg'
const RADIUS = 22
const ROUND = 2 * Math.PI * RADIUS
const SOON_MS = 6_000

const circle = (kind: string): SVGCircleElement => {
  const made = document.createElementNS(SVG, 'circle')
  for (const name of ['cx', 'cy']) made.setAttribute(name, '26')
  made.setAttribute('r', String(RADIUS))
  made.setAttribute('class', kind)
  return made
}

export const makeRing = () => {
  const svg = document.createElementNS(SVG, 'svg')
  svg.setAttribute('viewBox', '0 0 52 52')
  svg.setAttribute('aria-hidden', 'true')
  const left = circle('left')
  left.setAttribute('stroke-dasharray', String(ROUND))
  svg.append(circle('all'), left)
  const seconds = element('span', { class: 'courier-seconds', role: 'timer', 'aria-live': 'off' })
  const root = element('div', { class: 'courier-ring' }, seconds)
  root.prepend(svg)
  return {
    root,
    show(leftMs: number, allMs: number) {
      left.setAttribute('stroke-dashoffset', (ROUND * (1 - Math.min(1, leftMs / Math.max(1, allMs)))).toFixed(1))
      root.classList.toggle('soon', leftMs < SOON_MS)
      say(seconds, String(Math.ceil(leftMs / 1_000)))
    },
  }
}
