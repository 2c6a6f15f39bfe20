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
