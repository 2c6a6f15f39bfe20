/** A live match as the page sees it: the SDK's game helper turned into a scene, facts and effects. */
import { GameClient } from '@tutti/client/game'
import type { Room } from '@tutti/client'
import type { GameContract, JoinState } from '../../shared/game/contract.ts'
import { PLAYERS, STATUS, UNITS_PER_METRE } from '../../shared/game/rules.ts'
import { ringAt } from '../../shared/game/ring.ts'
import type { PageClient } from '../shell/client.ts'
import { Doings } from './doings.ts'
import { newFacts, readFacts } from './read-facts.ts'
import type { Facts, Happenings } from './facts.ts'
import { Picture } from './picture.ts'
import { Players } from './players.ts'
import { Chase } from './view/chase.ts'
import type { Stage } from './view/stage.ts'

const M = 1 / UNITS_PER_METRE

export class Match {
  readonly room: Room<GameContract>
  readonly game: GameClient
  readonly picture = new Picture()
  readonly players = new Players()
  readonly facts: Facts
  readonly chase = new Chase()
  readonly #client: PageClient
  readonly #circle = [0, 0, 0]
  #followed = -1

  constructor(client: PageClient, room: Room<GameContract>, stage: Stage, tell: Happenings) {
    this.#client = client
    this.room = room
    this.game = new GameClient(client, room)
    this.facts = newFacts(room.id)
    this.#reset(stateOf(room))
    if (this.game.arena !== undefined) this.picture.lay(this.game.arena)
    this.game.onArena((arena) => this.picture.lay(arena))
    new Doings(this, stage, tell).listen()
    room.on('joined', (player) => this.players.add(player))
    room.on('left', ({ slot }) => this.players.remove(slot))
    room.on('renamed', ({ slot, name }) => this.players.rename(slot, name))
    room.on('eliminated', ({ slot, by, weapon }) => {
      this.players.eliminated(slot, by)
      const victim = this.players.get(slot)
      if (victim !== undefined) tell.eliminated(victim, this.players.get(by), weapon)
    })
    room.on('phase', ({ phase }) => {
      if (phase === 'playing' || phase === 'waiting') this.players.newMatch()
      tell.phase(phase)
    })
    room.on('result', ({ match, winner, standings }) => tell.result(match, this.players.get(winner), standings))
    room.onDiscontinuity(() => this.#reset(stateOf(room)))
    room.onJoined(() => this.#reset(stateOf(room)))
  }

  /** Once an animation frame, before drawing. What is pressed is for my body, if I have one. */
  frame(buttons: number, dir: number, yaw: number, nowMs: number): void {
    this.game.frame(buttons, dir, yaw)
    this.#place()
    this.#zone()
    readFacts(this.facts, this.game, this.players, this.#circle)
    this.#look(nowMs)
  }

  /** Where a slot was seen last. */
  where(slot: number): { readonly x: number; readonly y: number } | undefined {
    const actor = this.picture.actors[slot]
    return actor?.visible === true ? actor : undefined
  }

  #reset(state: JoinState): void {
    this.players.reset(state, this.#client.user?.id ?? '')
  }

  #place(): void {
    const { game, picture, players } = this
    const { view } = game
    for (const actor of picture.actors) actor.visible = false
    for (const shell of picture.shells) shell.visible = false
    for (let i = 0; i < game.count; i++) {
      const id = game.ids[i] ?? 0
      if (id >= PLAYERS) {
        const shell = picture.shells[id - PLAYERS]
        if (shell === undefined) continue
        shell.x = game.x[id] ?? 0
        shell.y = game.y[id] ?? 0
        shell.visible = true
        continue
      }
      const actor = picture.actor(id)
      actor.x = game.x[id] ?? 0
      actor.y = game.y[id] ?? 0
      actor.aim = game.aim[id] ?? 0
      actor.health = (view.health[id] ?? 0) / 100
      actor.armour = (view.armour[id] ?? 0) / 100
      actor.flags = view.flags[id] ?? 0
      actor.name = players.get(id)?.name ?? ''
      actor.color = players.color(id)
      actor.mine = false
      actor.visible = true
    }
    if (view.facts.status === STATUS.ALIVE && game.own.active) this.#placeMe()
    for (let i = 0; i < picture.items.length; i++) {
      const item = picture.items[i]
      if (item !== undefined) item.visible = view.taken[i] !== 1
    }
  }

  #placeMe(): void {
    const { game, picture, players } = this
    const me = picture.actor(game.slot)
    me.x = game.own.x
    me.y = game.own.y
    me.aim = game.own.aim
    me.health = game.view.facts.health / 100
    me.armour = game.view.facts.armour / 100
    me.flags = 0
    me.color = players.color(game.slot)
    me.mine = true
    me.visible = true
  }

  #zone(): void {
    const { view, tick } = this.game
    const { zone } = this.picture
    const circle = this.#circle
    ringAt(view.ring, tick, circle)
    const [x = 0, y = 0, radius = 0] = circle
    const on = view.phase === 'playing' && view.ring.ends > 0
    zone.x = x * M
    zone.y = y * M
    zone.radius = on ? radius * M : 0
    zone.nextX = view.ring.toX * M
    zone.nextY = view.ring.toY * M
    zone.nextRadius = on && view.ring.toR < radius ? Math.max(view.ring.toR * M, 0.3) : 0
  }

  /** The camera: on me; else on whom I watch; else it stays. */
  #look(nowMs: number): void {
    const { picture, game } = this
    const { status, eye } = game.view.facts
    const alive = status === STATUS.ALIVE && game.own.active
    const slot = alive ? game.slot : eye
    const target = picture.actors[slot]
    if (target?.visible !== true) return
    this.chase.follow(picture.focus, target, alive, slot === this.#followed, nowMs)
    this.#followed = slot
  }
}

/** The contract leaves JOINED's state open to the compiler; the game sends this. */
const stateOf = (room: Room<GameContract>): JoinState => room.state as JoinState
