/** Turns what happens into what is seen: tracers, blasts, falls, numbers, flashes. */
import { castRay } from '../../shared/game/arena.ts'
import { ACTION, LAUNCHER, PLAYERS, RADIUS, RIFLE, UNITS_PER_METRE, WIRE_PER_METRE } from '../../shared/game/rules.ts'
import type { GameEvent } from '../../shared/game/snapshot-view.ts'
import type { Happenings } from './facts.ts'
import type { Match } from './match.ts'
import type { Stage } from './view/stage.ts'

const M = 1 / UNITS_PER_METRE
const TURN = (Math.PI * 2) / 65536
const SPLASH_M = LAUNCHER.splash * M
const BODY_M = RADIUS * M
const MUZZLE_M = 0.75
/** A blast nearer than this shakes the view. */
const FELT_M = 9

export class Doings {
  readonly #match: Match
  readonly #stage: Stage
  readonly #tell: Happenings

  constructor(match: Match, stage: Stage, tell: Happenings) {
    this.#match = match
    this.#stage = stage
    this.#tell = tell
  }

  listen(): void {
    this.#match.game.onAction((actions) => {
      if ((actions & ACTION.FIRED) !== 0) this.#fired()
    })
    this.#match.game.onEvent((event, late) => {
      if (!late) this.#show(event)
    })
  }

  /** My own shot, drawn at once: to the wall, or to whoever stands in the way as I see it. */
  #fired(): void {
    const { game } = this.#match
    const { arena, body, bodyIndex: i } = game
    if (arena === undefined) return
    const { x, y } = game.own
    const yaw = body.yaw[i] ?? 0
    const wall = castRay(arena, body.x[i] ?? 0, body.y[i] ?? 0, yaw, RIFLE.range) * M
    this.#tracer(x, y, yaw * TURN, this.#blocked(x, y, yaw * TURN, wall), 'mine')
  }

  #show(event: GameEvent): void {
    const { game, players } = this.#match
    const { effects } = this.#stage
    const at = this.#match.where('victim' in event ? event.victim : 'shooter' in event ? event.shooter : -1)
    switch (event.type) {
      case 'shot':
        if (at === undefined || event.shooter === game.slot) return
        this.#othersShot(at.x, at.y, event.yaw * TURN, event.distance)
        break
      case 'hit':
        if (at !== undefined && event.victim < PLAYERS)
          this.#match.picture.actor(event.victim).hurtAtMs = performance.now()
        break
      case 'hurt':
        if (event.by === game.slot && event.victim !== game.slot) {
          if (at !== undefined) effects.number(at.x, at.y, String(event.damage), 'mine')
          this.#tell.hit(event.damage)
        } else if (event.victim === game.slot) {
          this.#match.picture.actor(game.slot).hurtAtMs = performance.now()
          this.#tell.hurt(event.damage, event.by)
        }
        break
      case 'boom':
        this.#boom(event.x / WIRE_PER_METRE, event.y / WIRE_PER_METRE)
        break
      case 'down': {
        const actor = this.#match.picture.actors[event.victim]
        if (actor !== undefined) effects.fall(actor.x, actor.y, players.color(event.victim))
        break
      }
      case 'took': {
        const item = this.#match.picture.items[event.pickup]
        if (item !== undefined) effects.take(item.x, item.y)
        break
      }
      case 'launch':
        break
      default:
        event satisfies never
    }
  }

  #boom(x: number, y: number): void {
    this.#stage.effects.blast(x, y, SPLASH_M)
    const { focus } = this.#match.picture
    const near = 1 - Math.hypot(x - focus.x, y - focus.y) / FELT_M
    if (near > 0) this.#stage.jolt(0.25 * near)
  }

  #othersShot(x: number, y: number, angle: number, distance: number): void {
    const me = this.#match.where(this.#match.game.slot)
    const toX = x + Math.cos(angle) * distance
    const toY = y + Math.sin(angle) * distance
    const atMe = me !== undefined && Math.hypot(toX - me.x, toY - me.y) < 2 * BODY_M
    this.#tracer(x, y, angle, distance, atMe ? 'againstMe' : 'others')
  }

  #tracer(x: number, y: number, angle: number, distance: number, side: 'mine' | 'others' | 'againstMe'): void {
    const cos = Math.cos(angle)
    const sin = Math.sin(angle)
    const from = Math.min(MUZZLE_M, distance)
    this.#stage.effects.tracer(x + cos * from, y + sin * from, x + cos * distance, y + sin * distance, side)
  }

  /** Metres along the shot to the nearest body in its way, at most `reach`. */
  #blocked(x: number, y: number, angle: number, reach: number): number {
    const cos = Math.cos(angle)
    const sin = Math.sin(angle)
    let nearest = reach
    for (const actor of this.#match.picture.actors) {
      if (!actor.visible || actor.mine) continue
      const along = (actor.x - x) * cos + (actor.y - y) * sin
      const beside = Math.abs((actor.y - y) * cos - (actor.x - x) * sin)
      if (along > 0 && beside < BODY_M) nearest = Math.min(nearest, along - Math.sqrt(BODY_M ** 2 - beside ** 2))
    }
    return nearest
  }
}
