/** The closing ring: what lies outside is washed in the stop colour, its edge is a line, its next place a dashed one. */
import type { Camera } from './camera.ts'
import type { Palette } from './palette.ts'
import type { Scene } from './scene.ts'

const DASH = [6, 6]
const SOLID: number[] = []

export const drawZone = (
  context: CanvasRenderingContext2D,
  camera: Camera,
  scene: Scene,
  palette: Palette,
  nowMs: number,
): void => {
  const { zone } = scene
  if (zone.radius <= 0) return
  const x = camera.toX(zone.x)
  const y = camera.toY(zone.y)
  const r = zone.radius * camera.scale
  const outside = cornersOutside(camera, x, y, r)
  if (outside) {
    context.beginPath()
    context.rect(0, 0, camera.width, camera.height)
    context.arc(x, y, r, 0, Math.PI * 2, true)
    context.fillStyle = palette.storm
    context.fill()
    context.beginPath()
    context.arc(x, y, r, 0, Math.PI * 2)
    context.lineWidth = 5
    context.strokeStyle = palette.storm
    context.stroke()
    context.lineWidth = 2
    context.strokeStyle = palette.stop
    context.stroke()
  }
  if (zone.nextRadius > 0 && zone.nextRadius < zone.radius - 0.05) {
    context.setLineDash(DASH)
    context.lineDashOffset = -(nowMs / 60) % 12
    context.beginPath()
    context.arc(camera.toX(zone.nextX), camera.toY(zone.nextY), zone.nextRadius * camera.scale, 0, Math.PI * 2)
    context.lineWidth = 1.5
    context.strokeStyle = palette.muted
    context.stroke()
    context.setLineDash(SOLID)
  }
}

/** False when the whole view is safe: then there is nothing to draw. */
const cornersOutside = (camera: Camera, x: number, y: number, r: number): boolean => {
  const dx = Math.max(x, camera.width - x)
  const dy = Math.max(y, camera.height - y)
  return dx * dx + dy * dy > r * r
}
