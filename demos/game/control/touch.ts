/** Two sticks and three buttons for thumbs: the left stick moves, the right one aims and, pushed far, fires. */
import { element } from '../../shell/dom.ts'
import type { Intent } from './intent.ts'

const REACH_PX = 52
const FIRE_AT = 0.55

/** Appears with the first touch, or at once where there is no mouse. `covers`: how many CSS pixels thumbs need below. */
export const addTouch = (parent: HTMLElement, intent: Intent, covers: (pixels: number) => void): void => {
  const move = stick('Move', (x, y) => {
    intent.moveX = x
    intent.moveY = y
  })
  const aim = stick('Aim and fire', (x, y) => {
    const push = Math.hypot(x, y)
    if (push > 0.2) intent.aim = Math.atan2(y, x)
    intent.fire = push > FIRE_AT
  })
  const root = element(
    'div',
    { class: 'touch', hidden: !matchMedia('(pointer: coarse)').matches },
    element('div', { class: 'touch-side' }, move),
    element(
      'div',
      { class: 'touch-side right' },
      element(
        'div',
        { class: 'touch-buttons' },
        hold('Reload', (on) => (intent.reload = on)),
        hold('Dash', (on) => (intent.dash = on)),
        hold('Launch', (on) => (intent.launch = on)),
      ),
      aim,
    ),
  )
  parent.append(root)
  new ResizeObserver(() => covers(root.offsetHeight)).observe(root)
  window.addEventListener('pointerdown', (event) => {
    if (event.pointerType !== 'mouse') root.hidden = false
  })
}

const stick = (label: string, set: (x: number, y: number) => void): HTMLElement => {
  const knob = element('div', { class: 'knob' })
  const base = element('div', { class: 'stick', role: 'application', 'aria-label': label }, knob)
  let finger: number | undefined
  const place = (event: PointerEvent): void => {
    const box = base.getBoundingClientRect()
    let x = (event.clientX - box.left - box.width / 2) / REACH_PX
    let y = (event.clientY - box.top - box.height / 2) / REACH_PX
    const length = Math.max(1, Math.hypot(x, y))
    x /= length
    y /= length
    knob.style.transform = `translate(${x * REACH_PX}px, ${y * REACH_PX}px)`
    set(x, y)
  }
  const end = (event: PointerEvent): void => {
    if (event.pointerId !== finger) return
    finger = undefined
    knob.style.transform = ''
    set(0, 0)
  }
  base.addEventListener('pointerdown', (event) => {
    event.preventDefault()
    finger = event.pointerId
    base.setPointerCapture(event.pointerId)
    place(event)
  })
  base.addEventListener('pointermove', (event) => {
    if (event.pointerId === finger) place(event)
  })
  base.addEventListener('pointerup', end)
  base.addEventListener('pointercancel', end)
  return base
}

const hold = (label: string, set: (on: boolean) => void): HTMLElement => {
  const button = element('button', { class: 'touch-button' }, label)
  button.addEventListener('pointerdown', (event) => {
    event.preventDefault()
    button.setPointerCapture(event.pointerId)
    set(true)
  })
  const end = (): void => set(false)
  button.addEventListener('pointerup', end)
  button.addEventListener('pointercancel', end)
  button.addEventListener('contextmenu', (event) => event.preventDefault())
  return button
}
