/** Keyboard and mouse: WASD or arrows move, the mouse aims, left fires, right, Q or Space launches, Shift dashes. */
import type { Intent } from './intent.ts'

const MOVES: Readonly<Record<string, readonly [number, number]>> = {
  KeyW: [0, -1],
  ArrowUp: [0, -1],
  KeyS: [0, 1],
  ArrowDown: [0, 1],
  KeyA: [-1, 0],
  ArrowLeft: [-1, 0],
  KeyD: [1, 0],
  ArrowRight: [1, 0],
}
const LAUNCH = new Set(['KeyQ', 'Space'])
const DASH = new Set(['ShiftLeft', 'ShiftRight'])

export interface Pointer {
  /** CSS pixels on the canvas. */
  x: number
  y: number
  /** A mouse has been seen: there is a place to draw the crosshair. */
  present: boolean
}

export interface Keyboard {
  readonly pointer: Pointer
  /** Called once a frame with where I stand on the screen: the aim is from there to the pointer. */
  aimFrom(x: number, y: number): void
}

/** `active` says whether keys are the game's now: not while a dialogue is open or a field is typed in. */
export const listenKeyboard = (canvas: HTMLElement, intent: Intent, active: () => boolean): Keyboard => {
  const held = new Set<string>()
  const pointer: Pointer = { x: 0, y: 0, present: false }
  let mouseFire = false
  let mouseLaunch = false

  const update = (): void => {
    let x = 0
    let y = 0
    for (const code of held) {
      const move = MOVES[code]
      if (move === undefined) continue
      x += move[0]
      y += move[1]
    }
    intent.moveX = Math.sign(x)
    intent.moveY = Math.sign(y)
    intent.launch = mouseLaunch || some(held, LAUNCH)
    intent.dash = some(held, DASH)
    intent.reload = held.has('KeyR')
    intent.fire = mouseFire
  }
  const letGo = (): void => {
    held.clear()
    mouseFire = false
    mouseLaunch = false
    intent.release()
  }
  window.addEventListener('keydown', (event) => {
    if (!active() || typing(event.target) || event.ctrlKey || event.metaKey || event.altKey) return
    if (!(event.code in MOVES) && !LAUNCH.has(event.code) && !DASH.has(event.code) && event.code !== 'KeyR') return
    event.preventDefault()
    held.add(event.code)
    update()
  })
  window.addEventListener('keyup', (event) => {
    if (held.delete(event.code)) update()
  })
  window.addEventListener('blur', letGo)
  document.addEventListener('visibilitychange', letGo)

  const point = (event: PointerEvent): void => {
    const box = canvas.getBoundingClientRect()
    pointer.x = event.clientX - box.left
    pointer.y = event.clientY - box.top
    pointer.present = true
  }
  window.addEventListener('pointermove', (event) => {
    if (event.pointerType === 'mouse') point(event)
  })
  canvas.addEventListener('pointerdown', (event) => {
    if (event.pointerType !== 'mouse') pointer.present = false
    if (event.pointerType !== 'mouse' || !active()) return
    point(event)
    if (event.button === 0) mouseFire = true
    if (event.button === 2) mouseLaunch = true
    update()
  })
  window.addEventListener('pointerup', (event) => {
    if (event.pointerType !== 'mouse') return
    if (event.button === 0) mouseFire = false
    if (event.button === 2) mouseLaunch = false
    update()
  })
  canvas.addEventListener('contextmenu', (event) => event.preventDefault())

  return {
    pointer,
    aimFrom(x, y) {
      if (pointer.present) intent.aim = Math.atan2(pointer.y - y, pointer.x - x)
    },
  }
}

const some = (held: ReadonlySet<string>, codes: ReadonlySet<string>): boolean => {
  for (const code of codes) if (held.has(code)) return true
  return false
}

const typing = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && (target.isContentEditable || target.matches('input, textarea, select'))
