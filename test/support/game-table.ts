/** A game without a host: a room, bots that play in it through bytes, and a tick that the test turns. */
import type { GameContract, JoinState } from '../../shared/game/contract.ts'
import { InputFrame, encodeInput } from '../../shared/game/input-codec.ts'
import { PLAYERS } from '../../shared/game/rules.ts'
import { SnapshotView } from '../../shared/game/snapshot-view.ts'
import type { Inlet, World } from '../../shared/game/world.ts'
import { seededRandom } from '../../shared/random.ts'
import type { Member } from '../../server/engine/room.ts'
import { GameBot } from '../../server/rooms/game/bot.ts'
import { GameRoom } from '../../server/rooms/game/room.ts'
import type { Setup } from '../../server/rooms/game/setup.ts'
import { TestRoom } from './room-context.ts'

/** A client whose every byte the test decides. */
export interface Hand {
  readonly member: Member
  readonly state: JoinState
  readonly view: SnapshotView
  /** The next command's number. */
  seq: number
}

export class GameTable {
  readonly test: TestRoom<GameContract>
  readonly room: GameRoom
  readonly bots: { readonly member: Member; readonly bot: GameBot }[] = []
  readonly hands: Hand[] = []
  ticks = 0
  readonly #random: () => number

  constructor(setup: Partial<Setup> = {}, seed = 'table', tap?: (world: World) => Inlet) {
    this.test = new TestRoom<GameContract>(seed, 60)
    this.#random = seededRandom(seed)
    this.room = this.test.host(
      new GameRoom(this.test.ctx, { mode: 'sandbox', side: 60, fillTo: 0, ...setup }, tap ?? ((world) => world)),
    )
  }

  get world(): World {
    return this.room.world
  }

  seatBots(count: number): void {
    for (let i = 0; i < count; i++) {
      const { member, state } = this.test.join(`bot-${this.bots.length}`)
      const bot = new GameBot(this.#random)
      bot.joined(state)
      this.bots.push({ member, bot })
    }
  }

  seat(userId: string, options: unknown = null): Hand {
    const { member, state } = this.test.join(userId, options)
    // What this kind's join() returns.
    const hand = { member, state: state as JoinState, view: new SnapshotView(), seq: (state as JoinState).seq + 1 }
    this.hands.push(hand)
    return hand
  }

  /** Bots send 20 frames a second, each in its own phase, hands acknowledge as often; then a tick; then everybody hears. */
  step(times = 1): void {
    for (let n = 0; n < times; n++) {
      if (this.ticks % 3 === 0)
        for (const hand of this.hands) if (hand.view.usable && this.test.members.has(hand.member)) this.send(hand, 0)
      this.bots.forEach(({ member, bot }, i) => {
        if ((this.ticks + i) % 3 !== 0) return
        const act = bot.act((this.ticks * 1000) / 60)
        if (act === undefined) return
        if ('input' in act) this.room.input(member, act.input)
        else this.room.on.keyframe(member, {})
      })
      this.ticks++
      this.test.tick()
      for (const { member, bot } of this.bots) for (const bytes of this.snapshots(member)) bot.heard('snap', bytes)
      for (const { member, view } of this.hands) for (const bytes of this.snapshots(member)) view.apply(bytes)
    }
  }

  /** Takes what a member was sent since the last call. */
  snapshots(member: Member): Uint8Array[] {
    return this.test
      .take(member)
      .map(({ body }) => body)
      .filter((body) => body instanceof Uint8Array)
  }

  /** A frame of equal commands as an honest client would send it now. */
  frame(hand: Hand, count: number, buttons = 0, dir = 0, yaw = 0): InputFrame {
    const frame = new InputFrame()
    frame.firstSeq = hand.seq & 0xffff
    frame.ackTick = hand.view.tick & 0xffff
    frame.ackFrame = hand.view.frame
    frame.render = (hand.view.tick * 256) & 0xffffff
    for (let i = 0; i < count; i++) frame.push(buttons, dir, yaw)
    return frame
  }

  send(hand: Hand, count: number, buttons = 0, dir = 0, yaw = 0): void {
    this.room.input(hand.member, encodeInput(this.frame(hand, count, buttons, dir, yaw)))
    hand.seq += count
  }

  /** No wall, no pickup: nothing but floor. */
  clear(): void {
    const { world } = this
    const { wallIndex, pickupIndex } = world.arena
    const none = (index: typeof wallIndex) => ({
      start: new Uint16Array(index.start.length),
      items: new Uint16Array(0),
    })
    const empty = { walls: new Int32Array(0), pickups: [], wallIndex: none(wallIndex), pickupIndex: none(pickupIndex) }
    world.arena = { ...world.arena, ...empty }
  }

  /** Puts a player somewhere, in metres, unhurt and without its shield. */
  place(slot: number, x: number, y: number): void {
    const { world } = this
    world.bodies.x[slot] = x * 1024
    world.bodies.y[slot] = y * 1024
    world.born[slot] = world.tick + 1
    this.heal(slot)
  }

  heal(slot: number): void {
    if (slot >= PLAYERS) throw new RangeError('not a slot')
    this.world.health[slot] = 100
    this.world.shield[slot] = 0
  }
}
