/** The scene of a match: an arena's still parts in metres, and pools for what moves. */
import type { Arena } from '../../shared/game/arena.ts'
import { PICKUP, PLAYERS, PROJECTILES, RADIUS, UNITS_PER_METRE } from '../../shared/game/rules.ts'
import type { Actor, Item, ItemKind, Scene, Shell, Wall, Zone } from './view/scene.ts'
import { newActor } from './view/scene.ts'

const M = 1 / UNITS_PER_METRE
const ITEMS: Readonly<Record<number, ItemKind>> = {
  [PICKUP.HEALTH]: 'health',
  [PICKUP.AMMO]: 'ammo',
  [PICKUP.ARMOUR]: 'armour',
}

export class Picture implements Scene {
  width = 80
  height = 80
  walls: readonly Wall[] = []
  items: Item[] = []
  readonly actorRadius = RADIUS * M
  /** By slot. */
  readonly actors: Actor[] = Array.from({ length: PLAYERS }, newActor)
  /** By entity id less PLAYERS. */
  readonly shells: Shell[] = Array.from({ length: PROJECTILES }, () => ({ x: 0, y: 0, visible: false, mine: false }))
  readonly zone: Zone = { x: 0, y: 0, radius: 0, nextX: 0, nextY: 0, nextRadius: 0 }
  readonly focus = { x: 40, y: 40 }

  lay(arena: Arena): void {
    this.width = arena.side
    this.height = arena.side
    const walls: Wall[] = []
    for (let w = 0; w < arena.walls.length; w += 4) {
      const [x = 0, y = 0, right = 0, bottom = 0] = arena.walls.subarray(w, w + 4)
      walls.push({ x: x * M, y: y * M, w: (right - x) * M, h: (bottom - y) * M })
    }
    this.walls = walls
    this.items = arena.pickups.map(({ x, y, kind }) => ({
      x: x * M,
      y: y * M,
      kind: ITEMS[kind] ?? 'ammo',
      visible: true,
    }))
    this.focus.x = arena.side / 2
    this.focus.y = arena.side / 2
  }

  actor(slot: number): Actor {
    const actor = this.actors[slot]
    if (actor === undefined) throw new RangeError(`no slot ${slot}`)
    return actor
  }
}
