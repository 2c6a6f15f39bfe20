/** Draws anew what somebody may be in the middle of: the focus stays on the thing that has the same name. */

const nameOf = (node: Element): string =>
  node.getAttribute('data-key') ?? node.getAttribute('aria-label') ?? node.textContent ?? ''

export const redraw = (root: HTMLElement, ...children: readonly (Node | string)[]): void => {
  const held = document.activeElement
  const inside = held !== null && held !== root && root.contains(held)
  const name = inside ? nameOf(held) : ''
  const tag = held?.tagName ?? ''
  root.replaceChildren(...children)
  if (!inside) return
  for (const node of root.querySelectorAll<HTMLElement>(tag)) {
    if (nameOf(node) !== name) continue
    node.focus({ preventScroll: true })
    return
  }
}
