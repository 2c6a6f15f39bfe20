/** An arena: walls and pickups made from a seed, the same on both ends, and the questions movement and shots ask of it. */
import { MAX_PICKUPS, PICKUP, PICKUP_REACH, RADIUS, metres } from './rules.ts'
import { nextBelow, seedSfc32 } from '../sfc32.ts'
import { SINE_ONE, cosine, isqrt, sine } from './trigonometry.ts'

/** Cells of the wall index are 4.096 m: a shift by 12. */
const CELL_SHIFT = 12

export interface Pickup {
  readonly x: number
  readonly y: number
  readonly kind: number
}

export interface Arena {
  readonly seed: number
  /** Metres. */
  readonly side: number
  /** Units; the floor is the square from 0 to this. */
  readonly size: number
  /** minX, minY, maxX, maxY of each wall, in units. */
  readonly walls: Int32Array
  readonly pickups: readonly Pickup[]
  /** Cells in a row of the two indexes. */
  readonly cells: number
  /** Offsets of the walls that a player in a cell may touch, and indexes of the pickups that it may reach. */
  readonly wallIndex: CellIndex
  readonly pickupIndex: CellIndex
}

/** What belongs to cell i: `items` from `start[i]` to `start[i + 1]`, ascending, so that the order is fixed. */
export interface CellIndex {
  readonly start: Uint16Array
  readonly items: Uint16Array
}

/** The cell of a point in both indexes. */
export const cellOf = (arena: Arena, x: number, y: number): number => cellIn(arena.cells, x, y)

const cellIn = (cells: number, x: number, y: number): number => {
  const column = Math.max(0, Math.min(cells - 1, x >> CELL_SHIFT))
  return Math.max(0, Math.min(cells - 1, y >> CELL_SHIFT)) * cells + column
}

/** @param side metres, 20 to 255. Crowded arenas have few walls, so that everyone is in sight. */
export const makeArena = (seed: number, side: number): Arena => {
  const random = new Uint32Array(4)
  seedSfc32(random, seed)
  const size = metres(side)
  const walls = makeWalls(random, side, size)
  const cells = ((size - 1) >> CELL_SHIFT) + 1
  const wallIndex = makeIndex(walls, cells, RADIUS, 1)
  const pickups = placePickups(random, side, (x, y) => fits(walls, wallIndex, cells, size, x, y, RADIUS))
  const spots = Int32Array.from(pickups.flatMap(({ x, y }) => [x, y, x, y]))
  const pickupIndex = makeIndex(spots, cells, PICKUP_REACH, 4)
  return { seed, side, size, walls, pickups, cells, wallIndex, pickupIndex }
}

const placePickups = (random: Uint32Array, side: number, free: (x: number, y: number) => boolean): Pickup[] => {
  const pickups: Pickup[] = []
  const size = metres(side)
  const kinds = [PICKUP.HEALTH, PICKUP.AMMO, PICKUP.ARMOUR]
  const count = Math.min(MAX_PICKUPS, Math.floor((side * side) / 320))
  for (let tries = 0; pickups.length < count && tries < count * 8; tries++) {
    const x = metres(1) + nextBelow(random, size - metres(2))
    const y = metres(1) + nextBelow(random, size - metres(2))
    const apart = pickups.every((p) => Math.abs(p.x - x) + Math.abs(p.y - y) > metres(4))
    if (apart && free(x, y)) pickups.push({ x, y, kind: kinds[pickups.length % 3]! })
  }
  return pickups
}

const makeWalls = (random: Uint32Array, side: number, size: number): Int32Array => {
  const wanted = Math.floor((side * side) / 330)
  // Two metres between any two walls: everyone fits through, and no corner traps a player.
  const gap = metres(2)
  const walls: number[] = []
  for (let tries = 0; walls.length < wanted * 4 && tries < wanted * 10; tries++) {
    const long = metres(4) + nextBelow(random, metres(9))
    const thin = metres(1) + nextBelow(random, metres(1))
    const block = metres(3) + nextBelow(random, metres(3))
    const shape = nextBelow(random, 3)
    const width = [long, thin, block][shape]!
    const height = [thin, long, block][shape]!
    // A player fits between a wall and the edge as well.
    const x = gap + nextBelow(random, size - width - 2 * gap)
    const y = gap + nextBelow(random, size - height - 2 * gap)
    let free = true
    for (let w = 0; w < walls.length && free; w += 4) {
      free =
        x > walls[w + 2]! + gap ||
        x + width + gap < walls[w]! ||
        y > walls[w + 3]! + gap ||
        y + height + gap < walls[w + 1]!
    }
    if (free) walls.push(x, y, x + width, y + height)
  }
  return Int32Array.from(walls)
}

/** @param step what an item's offset into `boxes` is divided by to name it */
const makeIndex = (boxes: Int32Array, cells: number, reach: number, step: number): CellIndex => {
  const start = new Uint16Array(cells * cells + 1)
  const items: number[] = []
  for (let cell = 0; cell < cells * cells; cell++) {
    const minX = ((cell % cells) << CELL_SHIFT) - reach
    const minY = (Math.floor(cell / cells) << CELL_SHIFT) - reach
    const span = (1 << CELL_SHIFT) + 2 * reach
    for (let b = 0; b < boxes.length; b += 4) {
      const beside =
        boxes[b + 2]! < minX || boxes[b]! > minX + span || boxes[b + 3]! < minY || boxes[b + 1]! > minY + span
      if (!beside) items.push(b / step)
    }
    start[cell + 1] = items.length
  }
  return { start, items: Uint16Array.from(items) }
}

/** Whether a circle of this radius (at most a player's) touches no wall and lies on the floor. */
export const isFree = (arena: Arena, x: number, y: number, radius: number): boolean =>
  fits(arena.walls, arena.wallIndex, arena.cells, arena.size, x, y, radius)

const fits = (
  walls: Int32Array,
  index: CellIndex,
  cells: number,
  size: number,
  x: number,
  y: number,
  radius: number,
): boolean => {
  if (x < radius || y < radius || x > size - radius || y > size - radius) return false
  const cell = cellIn(cells, x, y)
  const end = index.start[cell + 1]!
  for (let i = index.start[cell]!; i < end; i++) {
    const w = index.items[i]!
    const dx = x - Math.max(walls[w]!, Math.min(walls[w + 2]!, x))
    const dy = y - Math.max(walls[w + 1]!, Math.min(walls[w + 3]!, y))
    if (dx * dx + dy * dy < radius * radius) return false
  }
  return true
}

/** Pushes a player out of walls and back onto the floor. `at` is x and y, changed in place. */
export const collide = (arena: Arena, at: Int32Array): void => {
  const { start, items } = arena.wallIndex
  const cell = cellOf(arena, at[0]!, at[1]!)
  const end = start[cell + 1]!
  for (let i = start[cell]!; i < end; i++) pushOut(arena.walls, items[i]!, at)
  const far = arena.size - RADIUS
  if (at[0]! < RADIUS) at[0] = RADIUS
  else if (at[0]! > far) at[0] = far
  if (at[1]! < RADIUS) at[1] = RADIUS
  else if (at[1]! > far) at[1] = far
}

const pushOut = (walls: Int32Array, w: number, at: Int32Array): void => {
  const x = at[0]!
  const y = at[1]!
  const minX = walls[w]!
  const minY = walls[w + 1]!
  const maxX = walls[w + 2]!
  const maxY = walls[w + 3]!
  const nearX = x < minX ? minX : x > maxX ? maxX : x
  const nearY = y < minY ? minY : y > maxY ? maxY : y
  const dx = x - nearX
  const dy = y - nearY
  const square = dx * dx + dy * dy
  if (square >= RADIUS * RADIUS) return
  if (square > 0) {
    const distance = isqrt(square)
    at[0] = nearX + Math.trunc((dx * RADIUS) / distance)
    at[1] = nearY + Math.trunc((dy * RADIUS) / distance)
    return
  }
  // The middle is inside: leave by the nearest side.
  const left = x - minX
  const right = maxX - x
  const up = y - minY
  const down = maxY - y
  const least = Math.min(left, right, up, down)
  if (least === left) at[0] = minX - RADIUS
  else if (least === right) at[0] = maxX + RADIUS
  else if (least === up) at[1] = minY - RADIUS
  else at[1] = maxY + RADIUS
}

/** Distance in units from (x, y) along the u16 angle to the first wall or the arena's edge, at most `max`. */
export const castRay = (arena: Arena, x: number, y: number, angle: number, max: number): number => {
  const { walls } = arena
  const dirX = cosine(angle)
  const dirY = sine(angle)
  let reach = Math.min(max, along(dirX > 0 ? arena.size - x : -x, dirX), along(dirY > 0 ? arena.size - y : -y, dirY))
  for (let w = 0; w < walls.length; w += 4) {
    const enterX = dirX > 0 ? walls[w]! - x : walls[w + 2]! - x
    const leaveX = dirX > 0 ? walls[w + 2]! - x : walls[w]! - x
    const enterY = dirY > 0 ? walls[w + 1]! - y : walls[w + 3]! - y
    const leaveY = dirY > 0 ? walls[w + 3]! - y : walls[w + 1]! - y
    if (dirX === 0 ? enterX * leaveX > 0 : leaveX * dirX < 0) continue
    if (dirY === 0 ? enterY * leaveY > 0 : leaveY * dirY < 0) continue
    const enter = Math.max(dirX === 0 ? -1 : along(enterX, dirX), dirY === 0 ? -1 : along(enterY, dirY))
    if (enter >= reach) continue
    const leave = Math.min(along(leaveX, dirX), along(leaveY, dirY))
    if (enter <= leave && leave >= 0) reach = Math.max(0, enter)
  }
  return reach
}

/** How far along a direction a plane lies; a direction that never meets it is infinitely far. */
const along = (distance: number, component: number): number =>
  component === 0 ? Infinity : Math.floor((distance * SINE_ONE) / component)
