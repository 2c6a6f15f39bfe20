/** What floats over the page beside the thing that opened it: in the top layer, closed by Esc or a click elsewhere. */
import { calmMotion } from '../../shell/theme.ts'

const MARGIN_PX = 8
const GAP_PX = 4

/** What floats now, by its opener; and the opener that is pressed while its own is open: that click closes it. */
const open = new Map<HTMLElement, HTMLElement>()
let pressed: HTMLElement | undefined
document.addEventListener(
  'pointerdown',
  ({ target }) => {
    pressed = [...open.keys()].find((anchor) => target instanceof Node && anchor.contains(target))
  },
  true,
)

export interface FloatOptions {
  readonly align?: 'start' | 'end'
  readonly focus?: HTMLElement | undefined
  readonly closed?: () => void
}

/** Shows `root` at `anchor`. Focus goes back to the anchor when it closes by keyboard. Undefined: this very click closed it. */
export const float = (root: HTMLElement, anchor: HTMLElement, options: FloatOptions = {}): (() => void) | undefined => {
  if (pressed === anchor) {
    pressed = undefined
    return undefined
  }
  root.popover = 'auto'
  root.classList.add('float')
  const layer = anchor.closest('dialog') ?? document.body
  layer.append(root)
  root.showPopover()
  place(root, anchor, options.align ?? 'start')
  if (!calmMotion()) root.classList.add('float-in')
  open.set(anchor, root)
  anchor.setAttribute('aria-expanded', 'true')
  options.focus?.focus()
  root.addEventListener('toggle', (event) => {
    if (event.newState !== 'closed') return
    open.delete(anchor)
    anchor.setAttribute('aria-expanded', 'false')
    const inside = root.contains(document.activeElement) || document.activeElement === document.body
    root.remove()
    if (inside && anchor.isConnected) anchor.focus({ preventScroll: true })
    options.closed?.()
  })
  return () => {
    if (root.isConnected) root.hidePopover()
  }
}

/** Below the anchor where there is room, else above; always whole in the window. */
const place = (root: HTMLElement, anchor: HTMLElement, align: 'start' | 'end'): void => {
  const at = anchor.getBoundingClientRect()
  const { width, height } = root.getBoundingClientRect()
  const left = align === 'start' ? at.left : at.right - width
  const below = at.bottom + GAP_PX
  const above = at.top - GAP_PX - height
  const fitsBelow = below + height + MARGIN_PX <= innerHeight
  const top = fitsBelow || above < MARGIN_PX ? below : above
  root.style.left = `${Math.max(MARGIN_PX, Math.min(left, innerWidth - width - MARGIN_PX))}px`
  root.style.top = `${Math.max(MARGIN_PX, Math.min(top, innerHeight - height - MARGIN_PX))}px`
}
