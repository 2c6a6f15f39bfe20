/** The still layer: floor, grid, walls and their shadows, drawn once in tiles and copied from then on. */
import type { Camera } from './camera.ts'
import { TILE_M } from './camera.ts'
import type { Palette } from './palette.ts'
import type { Scene, Wall } from './scene.ts'
import type { Surface } from './surface.ts'
import { makeSurface } from './surface.ts'

const MAX_TILES = 96
const FINE_M = 2
const COARSE_M = 10
/** How far a wall's shadow reaches, so that a tile knows which walls to ask about. */
const REACH_M = 3
/** A wall's visible height: its top is drawn this much above its foot. */
const LIFT_M = 0.35

export class Floor {
  readonly #tiles = new Map<number, Surface>()
  #walls: readonly Wall[] = []
  #scale = 0

  /** Forgets what is drawn: the theme or the map changed. */
  clear(): void {
    this.#tiles.clear()
  }

  draw(context: CanvasRenderingContext2D, camera: Camera, scene: Scene, palette: Palette): void {
    const resolution = camera.scale * camera.pixelRatio
    if (this.#scale !== resolution || this.#walls !== scene.walls) this.clear()
    this.#scale = resolution
    this.#walls = scene.walls
    const side = TILE_M * camera.scale
    const left = Math.floor(camera.worldX(0) / TILE_M)
    const right = Math.floor(camera.worldX(camera.width) / TILE_M)
    const top = Math.floor(camera.worldY(0) / TILE_M)
    const bottom = Math.floor(camera.worldY(camera.height) / TILE_M)
    for (let row = top; row <= bottom; row++)
      for (let column = left; column <= right; column++) {
        const tile = this.#tile(column, row, camera, scene, palette)
        context.drawImage(tile.canvas, camera.toX(column * TILE_M), camera.toY(row * TILE_M), side, side)
      }
  }

  #tile(column: number, row: number, camera: Camera, scene: Scene, palette: Palette): Surface {
    const key = (row + 512) * 4096 + column + 512
    const known = this.#tiles.get(key)
    if (known !== undefined) return known
    // Oldest first: a Map keeps the order of insertion.
    const oldest = this.#tiles.size >= MAX_TILES ? this.#tiles.keys().next().value : undefined
    if (oldest !== undefined) this.#tiles.delete(oldest)
    const tile = makeSurface(TILE_M * camera.scale, TILE_M * camera.scale, camera.pixelRatio)
    drawTile(tile.context, column * TILE_M, row * TILE_M, camera, scene, palette)
    this.#tiles.set(key, tile)
    return tile
  }
}

const drawTile = (
  context: CanvasRenderingContext2D,
  x: number,
  y: number,
  camera: Camera,
  scene: Scene,
  palette: Palette,
): void => {
  const s = camera.scale
  context.fillStyle = palette.outside
  context.fillRect(0, 0, TILE_M * s, TILE_M * s)
  context.translate(-x * s, -y * s)
  context.fillStyle = palette.paper
  context.fillRect(0, 0, scene.width * s, scene.height * s)
  drawGrid(context, x, y, camera, scene, palette)
  context.lineWidth = 2
  context.strokeStyle = palette.muted
  context.strokeRect(-1, -1, scene.width * s + 2, scene.height * s + 2)
  const near = scene.walls.filter(
    (wall) =>
      wall.x < x + TILE_M + REACH_M &&
      wall.x + wall.w > x - REACH_M &&
      wall.y < y + TILE_M + REACH_M &&
      wall.y + wall.h > y - REACH_M,
  )
  drawWalls(context, near, camera, palette)
}

const drawGrid = (
  context: CanvasRenderingContext2D,
  x: number,
  y: number,
  camera: Camera,
  scene: Scene,
  palette: Palette,
): void => {
  const s = camera.scale
  const hair = 1 / camera.pixelRatio
  const fine = s * FINE_M > 14
  const lines = (step: number, color: string): void => {
    context.fillStyle = color
    for (let at = Math.ceil(Math.max(0, x - 1) / step) * step; at <= Math.min(scene.width, x + TILE_M); at += step)
      context.fillRect(at * s, Math.max(0, y * s), hair, Math.min(scene.height - y, TILE_M) * s)
    for (let at = Math.ceil(Math.max(0, y - 1) / step) * step; at <= Math.min(scene.height, y + TILE_M); at += step)
      context.fillRect(Math.max(0, x * s), at * s, Math.min(scene.width - x, TILE_M) * s, hair)
  }
  if (fine) lines(FINE_M, palette.gridFine)
  lines(COARSE_M, palette.line)
}

const drawWalls = (
  context: CanvasRenderingContext2D,
  walls: readonly Wall[],
  camera: Camera,
  palette: Palette,
): void => {
  const s = camera.scale
  const lift = Math.min(LIFT_M * s, 8)
  const corner = Math.min(0.25 * s, 5)
  const box = (wall: Wall, dy: number): void => {
    context.beginPath()
    context.roundRect(wall.x * s, wall.y * s + dy, wall.w * s, wall.h * s, corner)
  }
  context.save()
  context.shadowColor = palette.wallShadow
  // Shadow lengths are in device pixels whatever the transform.
  context.shadowBlur = 1.1 * s * camera.pixelRatio
  context.shadowOffsetX = 0.35 * s * camera.pixelRatio
  context.shadowOffsetY = 0.6 * s * camera.pixelRatio
  context.fillStyle = palette.wallSide
  for (const wall of walls) {
    box(wall, 0)
    context.fill()
  }
  context.restore()
  // All feet first, then all tops: walls that touch become one shape.
  context.fillStyle = palette.wallSide
  for (const wall of walls) {
    box(wall, 0)
    context.fill()
  }
  context.strokeStyle = palette.wallEdge
  context.lineWidth = 2
  for (const wall of walls) {
    box(wall, -lift)
    context.stroke()
  }
  context.fillStyle = palette.wallTop
  for (const wall of walls) {
    box(wall, -lift)
    context.fill()
  }
}
