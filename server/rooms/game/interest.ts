/** What a player has in view: who is near enough to whom it looks through. */
import { ENTITIES, NOBODY, PLAYERS, SIGHT, STATUS, WIRE_SHIFT } from '../../../shared/game/rules.ts'
import type { World } from '../../../shared/game/world.ts'
import { Grid } from './grid.ts'
import type { Scene } from './scene.ts'
import type { Viewer } from './viewer.ts'

const ENTER = SIGHT.enter >> WIRE_SHIFT
const LEAVE = SIGHT.leave >> WIRE_SHIFT

export class Interest {
  /** Of the player looked for last: marks by id, and the first `count` ids. */
  readonly seen = new Uint8Array(ENTITIES)
  readonly ids = new Uint8Array(ENTITIES)
  count = 0
  /** Where it looks from, in units. */
  x = 0
  y = 0
  readonly #world: World
  readonly #scene: Scene
  readonly #grid = new Grid()
  readonly #near = new Uint8Array(ENTITIES)

  constructor(world: World, scene: Scene) {
    this.#world = world
    this.#scene = scene
  }

  /** After the scene was captured. */
  begin(): void {
    const { now, live } = this.#scene
    this.#grid.build(this.#world.arena.size, live, now.x, now.y)
  }

  /** In view from `enter` on, out of it beyond `leave`: nobody flickers at the edge. */
  look(viewer: Viewer): void {
    const { now } = this.#scene
    const { seen, ids } = this
    this.#place(viewer)
    const x = this.x >> WIRE_SHIFT
    const y = this.y >> WIRE_SHIFT
    seen.fill(0)
    const near = this.#grid.near(x, y, LEAVE, this.#near)
    let count = 0
    for (let i = 0; i < near; i++) {
      const id = this.#near[i]!
      const dx = now.x[id]! - x
      const dy = now.y[id]! - y
      const square = dx * dx + dy * dy
      // Its own state travels apart, exactly.
      if (square > LEAVE * LEAVE || id === viewer.slot || (square > ENTER * ENTER && viewer.held[id] === 0)) continue
      seen[id] = 1
      ids[count++] = id
    }
    this.count = count
  }

  #place(viewer: Viewer): void {
    const world = this.#world
    viewer.eye = viewer.slot === NOBODY ? this.#followed(viewer.eye) : world.eye[viewer.slot]!
    const middle = world.arena.size >> 1
    this.x = viewer.eye === NOBODY ? middle : world.bodies.x[viewer.eye]!
    this.y = viewer.eye === NOBODY ? middle : world.bodies.y[viewer.eye]!
  }

  /** Who only watches stays with one player until it is out, then goes on to the next. */
  #followed(eye: number): number {
    const { status } = this.#world
    for (let i = 0; i < PLAYERS; i++) {
      const slot = (eye === NOBODY ? i : eye + i) % PLAYERS
      if (status[slot] === STATUS.ALIVE) return slot
    }
    return NOBODY
  }
}
