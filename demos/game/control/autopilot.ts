/** Plays until a person does, so that the page is alive at once: walks where it is free, aims at who is near, shoots. */
import { castRay } from '../../../shared/game/arena.ts'
import { RIFLE, UNITS_PER_METRE } from '../../../shared/game/rules.ts'
import type { Match } from '../match.ts'
import type { Intent } from './intent.ts'

const THINK_MS = 150
const SEES_M = 26
/** Looks this far ahead before it walks somewhere. */
const AHEAD_M = 5
const TURN = (Math.PI * 2) / 65536

export class Autopilot {
  readonly #intent: Intent
  #thoughtMs = 0
  #heading = Math.random() * Math.PI * 2

  constructor(intent: Intent) {
    this.#intent = intent
  }

  drive(match: Match, nowMs: number): void {
    if (nowMs - this.#thoughtMs < THINK_MS) return
    this.#thoughtMs = nowMs
    const intent = this.#intent
    const { own, arena } = match.game
    intent.release()
    if (!own.active || arena === undefined || match.facts.phase === 'ended') return
    const free = (angle: number): number =>
      castRay(arena, own.x * UNITS_PER_METRE, own.y * UNITS_PER_METRE, unit(angle), RIFLE.range) / UNITS_PER_METRE
    const target = this.#nearest(match, free)
    intent.aim = this.#turned(intent.aim, target === undefined ? this.#heading : target.angle)
    // A person's hand: it fires in bursts, and only when it has about the right direction.
    intent.fire = target !== undefined && Math.abs(difference(intent.aim, target.angle)) < 0.12 && nowMs % 1400 < 800
    if (target !== undefined) this.#heading = target.angle + (Math.floor(nowMs / 1800) % 2 === 0 ? 1.3 : -1.3)
    this.#steer(match, free)
    intent.moveX = Math.cos(this.#heading)
    intent.moveY = Math.sin(this.#heading)
  }

  #nearest(match: Match, free: (angle: number) => number): { readonly angle: number } | undefined {
    const { own } = match.game
    let best = SEES_M
    let found: { readonly angle: number } | undefined
    for (const actor of match.picture.actors) {
      if (!actor.visible || actor.mine) continue
      const distance = Math.hypot(actor.x - own.x, actor.y - own.y)
      if (distance >= best) continue
      const angle = Math.atan2(actor.y - own.y, actor.x - own.x)
      if (free(angle) < distance) continue
      best = distance
      found = { angle }
    }
    return found
  }

  /** Into the ring first; then away from walls. */
  #steer(match: Match, free: (angle: number) => number): void {
    const { own } = match.game
    const { zone } = match.picture
    const radius = zone.nextRadius > 0 ? zone.nextRadius : zone.radius
    const x = zone.nextRadius > 0 ? zone.nextX : zone.x
    const y = zone.nextRadius > 0 ? zone.nextY : zone.y
    if (radius > 0 && Math.hypot(own.x - x, own.y - y) > radius * 0.8) this.#heading = Math.atan2(y - own.y, x - own.x)
    for (let tries = 0; tries < 8 && free(this.#heading) < AHEAD_M; tries++) this.#heading += 0.8
  }

  #turned(from: number, to: number): number {
    const turn = difference(to, from)
    return from + Math.max(-0.5, Math.min(0.5, turn))
  }
}

const difference = (a: number, b: number): number => Math.atan2(Math.sin(a - b), Math.cos(a - b))
const unit = (angle: number): number => Math.round(angle / TURN) & 65535
