/** How a bot plays: looks for company, for cover and for what it lacks, and aims like someone who is not perfect. */
import { castRay } from '../../../shared/game/arena.ts'
import type { Arena } from '../../../shared/game/arena.ts'
import {
  BUTTON,
  FLAG,
  PICKUP,
  PLAYERS,
  RADIUS,
  RIFLE,
  TICK_HZ,
  WIRE_SHIFT,
  metres,
} from '../../../shared/game/rules.ts'
import { beyond } from '../../../shared/game/ring.ts'
import type { Ring } from '../../../shared/game/ring.ts'
import type { Appearances } from '../../../shared/game/snapshot-layout.ts'
import { angleOf, cosine, sine } from '../../../shared/game/trigonometry.ts'

/** What a bot knows: a player's view of the world, or the room's own picture of it. */
export interface Sight {
  readonly tick: number
  readonly arena: Arena
  readonly ring: Ring
  readonly others: Appearances
  readonly present: Uint8Array
  /** By index into the arena's pickups: not there now. */
  gone(pickup: number): boolean
}

/** Itself, in units. */
export interface Self {
  slot: number
  x: number
  y: number
  health: number
  magazine: number
  rockets: number
}

/** A decision holds for three commands. */
const DECISIONS_PER_SECOND = TICK_HZ / 3
const SEEK_RANGE = metres(45)
const TURN = 5000
const AIM_ERROR = 900
const CLOSE = metres(7)
const FAR = metres(24)
const QUARTER = 16384

export class Pilot {
  buttons = 0
  dir = 0
  yaw = 0
  readonly #random: () => number
  #turns: number
  #target = -1
  #error = 0
  #strafe = QUARTER
  #goalX = 0
  #goalY = 0
  #goalFor = 0
  #detour = 0
  #detourFor = 0
  #wasX = 0
  #wasY = 0
  readonly #circle = new Int32Array(3)

  constructor(random: () => number) {
    this.#random = random
    // Each looks around at its own time: a room full of bots does not think all at once.
    this.#turns = this.#below(DECISIONS_PER_SECOND)
    this.yaw = this.#below(65536)
  }

  /** Sets `buttons`, `dir` and `yaw` for the next three commands. */
  decide(sight: Sight, self: Self): void {
    this.#turns++
    this.buttons = 0
    if (this.#turns % 6 === 0) this.#target = this.#seek(sight, self)
    if (this.#target >= 0 && sight.present[this.#target] === 0) this.#target = -1
    const heading = this.#target >= 0 && self.health > 30 ? this.#fight(sight, self) : this.#travel(sight, self)
    this.#walk(sight, self, heading)
  }

  #below(n: number): number {
    return Math.floor(this.#random() * n)
  }

  /** The nearest one in sight that can be hurt; only the nearest is looked at closely. */
  #seek(sight: Sight, self: Self): number {
    const { others, present } = sight
    let best = -1
    let nearest = SEEK_RANGE
    for (let id = 0; id < PLAYERS; id++) {
      if (present[id] === 0 || id === self.slot || (others.flags[id]! & FLAG.SHIELD) !== 0) continue
      const dx = (others.x[id]! << WIRE_SHIFT) - self.x
      const dy = (others.y[id]! << WIRE_SHIFT) - self.y
      const distance = Math.max(Math.abs(dx), Math.abs(dy))
      if (distance >= nearest) continue
      nearest = distance
      best = id
    }
    if (best < 0) return -1
    const dx = (others.x[best]! << WIRE_SHIFT) - self.x
    const dy = (others.y[best]! << WIRE_SHIFT) - self.y
    const far = Math.abs(dx) + Math.abs(dy)
    this.#error = this.#below(AIM_ERROR) + this.#below(AIM_ERROR) - AIM_ERROR
    const distance = Math.min(far, nearest + (nearest >> 1))
    return castRay(sight.arena, self.x, self.y, angleOf(dx, dy), far) >= distance - RADIUS ? best : -1
  }

  /** Turns to the target, shoots when it points there; walks around it. @returns the direction to walk */
  #fight(sight: Sight, self: Self): number {
    const { others } = sight
    const dx = (others.x[this.#target]! << WIRE_SHIFT) - self.x
    const dy = (others.y[this.#target]! << WIRE_SHIFT) - self.y
    const bearing = angleOf(dx, dy)
    const off = ((bearing + this.#error - this.yaw) << 16) >> 16
    this.yaw = (this.yaw + Math.max(-TURN, Math.min(TURN, off))) & 0xffff
    const distance = Math.max(Math.abs(dx), Math.abs(dy))
    // Bursts of half a second, then a breath.
    if (Math.abs(off) < 1200 && distance < RIFLE.range && this.#turns % 16 < 10) this.buttons |= BUTTON.FIRE
    if (Math.abs(off) < 800 && distance > CLOSE && self.rockets > 0 && this.#below(40) === 0)
      this.buttons |= BUTTON.LAUNCH
    if (self.magazine < 5 && distance > FAR) this.buttons |= BUTTON.RELOAD
    if (this.#below(30) === 0) this.#strafe = -this.#strafe
    if (this.#below(90) === 0) this.buttons |= BUTTON.DASH
    if (distance > FAR) return bearing + (this.#strafe >> 1)
    return distance < CLOSE ? bearing + this.#strafe + (this.#strafe >> 1) : bearing + this.#strafe
  }

  /** Towards safety, health or just elsewhere. */
  #travel(sight: Sight, self: Self): number {
    const dx = this.#goalX - self.x
    const dy = this.#goalY - self.y
    if (--this.#goalFor <= 0 || Math.abs(dx) + Math.abs(dy) < metres(2)) this.#choose(sight, self)
    if (this.#target >= 0 && self.health <= 30 && this.#below(20) === 0) this.buttons |= BUTTON.DASH
    const heading = angleOf(this.#goalX - self.x, this.#goalY - self.y)
    const off = ((heading - this.yaw) << 16) >> 16
    this.yaw = (this.yaw + Math.max(-TURN >> 1, Math.min(TURN >> 1, off))) & 0xffff
    return heading
  }

  #choose(sight: Sight, self: Self): void {
    const { arena, ring } = sight
    this.#goalFor = DECISIONS_PER_SECOND * 8
    const circle = this.#circle
    circle[0] = ring.toX
    circle[1] = ring.toY
    circle[2] = ring.toR
    const outside = ring.stage >= 0 && beyond(circle, self.x, self.y) > 0
    const wanted = self.health < 60 ? PICKUP.HEALTH : self.magazine < 8 ? PICKUP.AMMO : -1
    const pickup = outside || wanted < 0 ? undefined : this.#nearest(sight, self, wanted)
    if (pickup !== undefined) {
      this.#goalX = pickup.x
      this.#goalY = pickup.y
      return
    }
    if (self.health <= 30 && this.#target >= 0) {
      this.#cover(sight, self)
      return
    }
    const reach = ring.stage >= 0 ? Math.max(metres(2), ring.toR) : arena.size
    const aroundX = ring.stage >= 0 ? ring.toX : arena.size >> 1
    const aroundY = ring.stage >= 0 ? ring.toY : arena.size >> 1
    this.#goalX = Math.max(
      RADIUS,
      Math.min(arena.size - RADIUS, aroundX + Math.floor((this.#random() - 0.5) * reach * 1.4)),
    )
    this.#goalY = Math.max(
      RADIUS,
      Math.min(arena.size - RADIUS, aroundY + Math.floor((this.#random() - 0.5) * reach * 1.4)),
    )
  }

  /** Behind the nearest wall, seen from the target. */
  #cover(sight: Sight, self: Self): void {
    const { walls } = sight.arena
    const fromX = sight.others.x[this.#target]! << WIRE_SHIFT
    const fromY = sight.others.y[this.#target]! << WIRE_SHIFT
    let nearest = Infinity
    for (let w = 0; w < walls.length; w += 4) {
      const x = (walls[w]! + walls[w + 2]!) >> 1
      const y = (walls[w + 1]! + walls[w + 3]!) >> 1
      const distance = Math.abs(x - self.x) + Math.abs(y - self.y)
      if (distance >= nearest) continue
      nearest = distance
      const away = angleOf(x - fromX, y - fromY)
      this.#goalX = x + ((cosine(away) * metres(4)) >> 14)
      this.#goalY = y + ((sine(away) * metres(4)) >> 14)
    }
    this.#goalFor = DECISIONS_PER_SECOND * 3
  }

  #nearest(sight: Sight, self: Self, kind: number): { readonly x: number; readonly y: number } | undefined {
    let best: { readonly x: number; readonly y: number } | undefined
    let nearest = metres(40)
    sight.arena.pickups.forEach((pickup, i) => {
      const distance = Math.abs(pickup.x - self.x) + Math.abs(pickup.y - self.y)
      if (pickup.kind !== kind || distance >= nearest || sight.gone(i)) return
      nearest = distance
      best = pickup
    })
    return best
  }

  /** Around what stands in the way. */
  #walk(sight: Sight, self: Self, heading: number): void {
    if (this.#turns % 10 === 0) {
      const stuck = Math.abs(self.x - this.#wasX) + Math.abs(self.y - this.#wasY) < metres(0.5)
      this.#wasX = self.x
      this.#wasY = self.y
      if (stuck) {
        this.#goalFor = 0
        this.#turnAside(QUARTER)
      }
    }
    if (this.#detourFor > 0) this.#detourFor--
    else if (this.#turns % 4 === 0 && castRay(sight.arena, self.x, self.y, heading & 0xffff, metres(3)) < metres(2)) {
      this.#turnAside(QUARTER - 3000)
    }
    const aside = this.#detourFor > 0 ? this.#detour : 0
    this.dir = ((heading + aside) >> 8) & 255
    this.buttons |= BUTTON.MOVE
  }

  #turnAside(angle: number): void {
    this.#detour = this.#below(2) === 0 ? angle : -angle
    this.#detourFor = 8
  }
}
