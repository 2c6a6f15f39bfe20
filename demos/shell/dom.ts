/** Builds elements in one expression, and changes them only where something changed. */

type Child = Node | string
export interface Props {
  readonly class?: string
  readonly [attribute: string]: string | number | boolean | undefined | ((event: Event) => void)
}

/** Attributes by name; functions listen (`{ click: go }`); false and undefined leave the attribute out. */
export const element = <K extends keyof HTMLElementTagNameMap>(
  tag: K,
  props: Props = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[K] => {
  const made = document.createElement(tag)
  for (const [name, value] of Object.entries(props)) {
    if (typeof value === 'function') made.addEventListener(name, value)
    else if (value === true) made.setAttribute(name, '')
    else if (value !== undefined && value !== false) made.setAttribute(name, String(value))
  }
  made.append(...children)
  return made
}

/** Writes text only when it differs: an unchanged HUD costs no layout. */
export const say = (node: Node, text: string): void => {
  if (node.textContent !== text) node.textContent = text
}

export const show = (node: HTMLElement, visible: boolean): void => {
  if (node.hidden === visible) node.hidden = !visible
}

/** The element that the page's HTML promises. */
export const byId = (id: string): HTMLElement => {
  const found = document.getElementById(id)
  if (found === null) throw new Error(`the page has no #${id}`)
  return found
}

const ICONS = {
  sun: 'M12 3v2m0 14v2M3 12h2m14 0h2M5.6 5.6 7 7m10 10 1.4 1.4M5.6 18.4 7 17M17 7l1.4-1.4M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8Z',
  moon: 'M20 14.5A8 8 0 0 1 9.5 4 8 8 0 1 0 20 14.5Z',
  windows: 'M3 5h11v10H3zM10 15v4h11V9h-7',
  link: 'M10 14a4 4 0 0 0 6 .4l3-3a4 4 0 0 0-5.7-5.7L12 7m2 3a4 4 0 0 0-6-.4l-3 3A4 4 0 0 0 10.700 18.300L12 17',
  list: 'M4 6h16M4 12h16M4 18h10',
  close: 'M6 6l12 12M18 6 6 18',
} as const

export const icon = (name: keyof typeof ICONS): SVGSVGElement => {
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg')
  svg.setAttribute('viewBox', '0 0 24 24')
  svg.setAttribute('aria-hidden', 'true')
  svg.classList.add('icon')
  const path = document.createElementNS('http://www.w3.org/2000/svg', 'path')
  path.setAttribute('d', ICONS[name])
  svg.append(path)
  return svg
}
