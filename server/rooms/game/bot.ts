/** A player made of code that goes the way of every player: it decodes snapshots and sends input frames. */
import { makeArena } from '../../../shared/game/arena.ts'
import type { Arena } from '../../../shared/game/arena.ts'
import type { Events } from '../../../shared/contract.ts'
import type { GameContract, JoinState } from '../../../shared/game/contract.ts'
import { InputFrame, MAX_COMMANDS, encodeInput } from '../../../shared/game/input-codec.ts'
import { STATUS, TICK_HZ } from '../../../shared/game/rules.ts'
import { SnapshotView } from '../../../shared/game/snapshot-view.ts'
import type { Act, Bot } from '../../engine/room.ts'
import { Pilot } from './pilot.ts'
import type { Self, Sight } from './pilot.ts'

const ASK_AGAIN_MS = 1500

// A hundred bots of a room look at the same walls.
const arenas = new Map<string, Arena>()
const arenaOf = (seed: number, side: number): Arena => {
  const name = `${seed}/${side}`
  const known = arenas.get(name)
  if (known !== undefined) return known
  const made = makeArena(seed, side)
  if (arenas.size === 64) arenas.clear()
  arenas.set(name, made)
  return made
}

export class GameBot implements Bot<GameContract> {
  readonly hz = 20
  /** What it sees; after heard('snap') it holds that snapshot's events too. */
  readonly view = new SnapshotView()
  slot = -1
  readonly #pilot: Pilot
  readonly #frame = new InputFrame()
  readonly #self: Self = { slot: 0, x: 0, y: 0, health: 0, magazine: 0, rockets: 0 }
  #sight: Sight | undefined
  #seq = 0
  #startMs = -1
  #made = 0
  #lost = false
  #askedMs = -Infinity

  constructor(random: () => number) {
    this.#pilot = new Pilot(random)
  }

  joined(state: unknown): void {
    // What this kind's join() returned.
    const { slot, seq } = state as JoinState
    this.slot = slot
    this.#seq = seq
    this.#startMs = -1
    this.#lost = false
  }

  heard<T extends keyof Events<GameContract>>(event: T, body: Events<GameContract>[T]): void {
    if (event !== 'snap' || !(body instanceof Uint8Array)) return
    this.#lost = this.view.apply(body) === 'resync'
    if (this.view.key) this.#look()
  }

  act(nowMs: number): Act<GameContract> | undefined {
    const { view } = this
    if (this.slot < 0) return undefined
    if (this.#lost && nowMs - this.#askedMs > ASK_AGAIN_MS) {
      this.#askedMs = nowMs
      return { command: 'keyframe', body: {} }
    }
    if (this.#startMs < 0) {
      this.#startMs = nowMs
      this.#made = 0
    }
    const due = Math.floor(((nowMs - this.#startMs) * TICK_HZ) / 1000) - this.#made
    if (due <= 0) return undefined
    // After a pause only the last commands are worth anything.
    this.#made += due
    const count = Math.min(due, MAX_COMMANDS, 12)
    this.#decide()
    const frame = this.#frame
    frame.count = 0
    frame.firstSeq = (this.#seq + 1) & 0xffff
    frame.ackTick = view.tick & 0xffff
    frame.ackFrame = view.frame
    frame.render = (view.tick * 256) & 0xffffff
    for (let i = 0; i < count; i++) frame.push(this.#pilot.buttons, this.#pilot.dir, this.#pilot.yaw)
    this.#seq = (this.#seq + count) & 0xffff
    return { input: encodeInput(frame) }
  }

  #look(): void {
    const { view } = this
    this.#sight = {
      get tick() {
        return view.tick
      },
      arena: arenaOf(view.seed, view.side),
      ring: view.ring,
      others: view,
      present: view.present,
      gone: (pickup) => view.taken[pickup] === 1,
    }
  }

  #decide(): void {
    const { view } = this
    const self = this.#self
    this.#pilot.buttons = 0
    if (this.#sight === undefined || view.facts.status !== STATUS.ALIVE) return
    self.slot = view.slot
    self.x = view.own.x[0]!
    self.y = view.own.y[0]!
    self.health = view.facts.health
    self.magazine = view.own.magazine[0]!
    self.rockets = view.own.rockets[0]!
    this.#pilot.decide(this.#sight, self)
  }
}
