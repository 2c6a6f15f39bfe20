/** Where I aim: a line to the first wall, a crosshair with the wait of the rifle around it, ticks where I hit. */
import type { Camera } from './camera.ts'
import type { Palette } from './palette.ts'

export interface Aim {
  /** Metres: where I stand, and where the line ends. */
  x: number
  y: number
  toX: number
  toY: number
  /** CSS pixels; without a mouse there is the line only. */
  pointerX: number
  pointerY: number
  pointer: boolean
  /** 0–1: how much of a reload is done; 1: ready. */
  ready: number
  /** performance.now() of my last hit. */
  hitAtMs: number
}

const HIT_MS = 180
const RADIUS_PX = 11

export const drawAim = (
  context: CanvasRenderingContext2D,
  camera: Camera,
  palette: Palette,
  aim: Aim,
  nowMs: number,
): void => {
  const x = camera.toX(aim.x)
  const y = camera.toY(aim.y)
  const toX = camera.toX(aim.toX)
  const toY = camera.toY(aim.toY)
  const far = Math.hypot(toX - x, toY - y)
  if (far > 40) {
    const from = 26 / far
    context.beginPath()
    context.moveTo(x + (toX - x) * from, y + (toY - y) * from)
    context.lineTo(toX, toY)
    context.lineWidth = 1
    context.strokeStyle = palette.aimLine
    context.stroke()
  }
  if (aim.pointer) crosshair(context, palette, aim, nowMs)
}

const crosshair = (context: CanvasRenderingContext2D, palette: Palette, aim: Aim, nowMs: number): void => {
  const { pointerX: x, pointerY: y } = aim
  const hit = nowMs - aim.hitAtMs < HIT_MS
  circle(context, x, y, 1)
  stroke(context, palette.paper, 5)
  circle(context, x, y, 1)
  stroke(context, palette.muted, 2)
  circle(context, x, y, aim.ready)
  stroke(context, hit ? palette.stop : palette.accent, 2)
  context.beginPath()
  context.arc(x, y, 1.75, 0, Math.PI * 2)
  context.fillStyle = palette.accent
  context.fill()
  if (!hit) return
  context.beginPath()
  for (const [sx, sy] of CORNERS) {
    context.moveTo(x + sx * 9, y + sy * 9)
    context.lineTo(x + sx * 15, y + sy * 15)
  }
  stroke(context, palette.stop, 2.5)
}

const CORNERS = [
  [1, 1],
  [1, -1],
  [-1, 1],
  [-1, -1],
] as const

const circle = (context: CanvasRenderingContext2D, x: number, y: number, share: number): void => {
  context.beginPath()
  context.arc(x, y, RADIUS_PX, -Math.PI / 2, -Math.PI / 2 + Math.PI * 2 * share)
}

const stroke = (context: CanvasRenderingContext2D, color: string, width: number): void => {
  context.lineWidth = width
  context.strokeStyle = color
  context.stroke()
}
