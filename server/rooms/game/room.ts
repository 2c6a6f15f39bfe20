/** One live game: seats and bots around a world that steps 60 times a second. */
import { TuttiError } from '../../../shared/errors.ts'
import type { GameContract, JoinState, Player } from '../../../shared/game/contract.ts'
import { AWAY_TICKS, PHASE, PHASES, TICK_HZ } from '../../../shared/game/rules.ts'
import { World } from '../../../shared/game/world.ts'
import type { Inlet } from '../../../shared/game/world.ts'
import type { Member, Room, RoomContext } from '../../engine/room.ts'
import { Crew } from './crew.ts'
import { Feed } from './feed.ts'
import { Intake } from './intake.ts'
import { Seat } from './seat.ts'
import type { Setup } from './setup.ts'
import { Snapshots } from './snapshots.ts'
import { Viewer } from './viewer.ts'

const NAME_LENGTH = 24

export class GameRoom implements Room<GameContract> {
  readonly world: World
  readonly snapshots: Snapshots
  readonly intake: Intake
  readonly #ctx: RoomContext<GameContract>
  readonly #setup: Setup
  /** Everything that enters the world passes here: the place for a recorder. */
  readonly #inlet: Inlet
  readonly #crew: Crew
  readonly #feed: Feed
  readonly #names = new Map<number, string>()
  readonly #seats = new Map<string, Seat>()
  readonly #viewers = new Map<Member, Viewer>()
  readonly #bySlot: (Seat | undefined)[] = []

  /** @param tap wraps the world for whoever wants to see what enters it, a Recorder for one */
  constructor(ctx: RoomContext<GameContract>, setup: Setup, tap = (world: World): Inlet => world) {
    this.#ctx = ctx
    this.#setup = setup
    this.world = new World({ seed: Math.floor(ctx.random() * 0x100000000), mode: setup.mode, side: setup.side })
    this.#inlet = tap(this.world)
    this.intake = new Intake(this.world, this.#inlet)
    this.#feed = new Feed(ctx, this.world, (slot) => this.#player(slot))
    this.snapshots = new Snapshots(this.world, {
      writable: ({ member }) => ctx.writable(member),
      ackSeq: ({ slot }) => this.#bySlot[slot]?.seq ?? 0,
      refused: ({ slot }) => this.#bySlot[slot]?.refused ?? 0,
      send: ({ member }, snapshot) => ctx.send(member, 'snap', snapshot),
    })
    this.#crew = new Crew(this.world, this.#inlet, this.snapshots.scene, () => ctx.random())
  }

  readonly on: Room<GameContract>['on'] = {
    keyframe: (from) => {
      const { seat, viewer } = this.#of(from)
      if (this.world.tick - seat.askedTick < TICK_HZ) throw new TuttiError('rate_limited', undefined, { retryMs: 1000 })
      seat.askedTick = this.world.tick
      viewer.key = true
      viewer.due = this.world.tick
    },
    rename: (from, { name }) => {
      const { seat } = this.#of(from)
      seat.name = name
      this.#names.set(seat.slot, name)
      this.#ctx.broadcast('renamed', { slot: seat.slot, name })
    },
  }

  join(who: Member): JoinState {
    const seat = this.#seats.get(who.user.id) ?? this.#seatNew(who)
    if (seat.member !== undefined) {
      this.#viewers.delete(seat.member)
      this.#ctx.kick(seat.member, 'replaced_seat')
    }
    if (seat.awaySince >= 0) this.#inlet.away(seat.slot, false)
    seat.awaySince = -1
    seat.member = who
    seat.viewer = new Viewer(who, seat.slot, this.world.tick)
    this.#viewers.set(who, seat.viewer)
    return this.#state(seat)
  }

  leave(who: Member, why: 'left' | 'lost'): void {
    const seat = this.#seats.get(who.user.id)
    this.#viewers.delete(who)
    // Another session of the same user may have the seat by now.
    if (seat === undefined || seat.member !== who) return
    seat.member = undefined
    seat.viewer = undefined
    if (why === 'left') {
      this.#unseat(seat)
      return
    }
    seat.awaySince = this.world.tick
    this.#inlet.away(seat.slot, true)
  }

  input(from: Member, body: Uint8Array): void {
    const { seat, viewer } = this.#of(from)
    this.intake.take(seat, viewer, body)
  }

  tick(): void {
    if (!this.#isOpen()) {
      this.world.happenings.clear()
      return
    }
    this.#crew.play()
    this.#inlet.advance()
    for (const seat of this.#seats.values()) {
      seat.earn(1)
      if (seat.awaySince >= 0 && this.world.tick - seat.awaySince >= AWAY_TICKS) this.#unseat(seat)
    }
    this.#feed.tell()
    this.snapshots.tell(this.#viewers.values())
    this.world.happenings.clear()
  }

  /** The world did not move, but the players' clocks did: their commands of that time are welcome. */
  overrun(skipped: number): void {
    for (const seat of this.#seats.values()) seat.earn(skipped)
  }

  summary() {
    const { world } = this
    return {
      phase: PHASES[world.phase]!,
      match: world.match,
      mode: world.settings.mode,
      players: this.#seats.size,
      bots: this.#crew.size,
      alive: world.alive,
      skipped: this.snapshots.skipped,
      refused: { ...this.intake.refused },
    }
  }

  /** Keeps company while there are people; without any the world stands still. */
  #isOpen(): boolean {
    const { world } = this
    if (this.#seats.size === 0) {
      for (const slot of this.#crew.slots) this.#dismiss(slot)
      return false
    }
    if (world.phase !== PHASE.WAITING && world.phase !== PHASE.COUNTDOWN) return true
    const missing = this.#setup.fillTo - this.#seats.size - this.#crew.size
    for (let n = 0; n < missing; n++) this.#hire()
    for (const slot of this.#crew.slots) {
      if (this.#seats.size + this.#crew.size <= this.#setup.fillTo) break
      this.#dismiss(slot)
    }
    return true
  }

  #hire(): void {
    const slot = Crew.freeSlot(this.world)
    if (slot >= 0) this.#introduce({ slot, name: this.#crew.hire(slot), bot: true })
  }

  #dismiss(slot: number): void {
    this.#crew.dismiss(slot)
    this.#names.delete(slot)
    this.#ctx.broadcast('left', { slot })
  }

  #seatNew(who: Member): Seat {
    let slot = Crew.freeSlot(this.world)
    if (slot < 0) {
      const [bot] = this.#crew.slots
      if (bot === undefined) throw new TuttiError('room_full')
      this.#dismiss(bot)
      slot = bot
    }
    const seat = new Seat(who.user.id, slot, who.user.name.slice(0, NAME_LENGTH) || 'Player')
    this.#inlet.join(slot, false)
    this.#seats.set(who.user.id, seat)
    this.#bySlot[slot] = seat
    this.#introduce({ slot, name: seat.name, bot: false })
    return seat
  }

  #unseat(seat: Seat): void {
    this.#inlet.leave(seat.slot)
    this.#seats.delete(seat.userId)
    this.#bySlot[seat.slot] = undefined
    this.#names.delete(seat.slot)
    this.#ctx.broadcast('left', { slot: seat.slot })
  }

  #introduce(player: Player): void {
    this.#names.set(player.slot, player.name)
    this.#ctx.broadcast('joined', player)
  }

  #player(slot: number): Player {
    return { slot, name: this.#names.get(slot) ?? '', bot: this.world.bot[slot] === 1 }
  }

  #of(member: Member): { seat: Seat; viewer: Viewer } {
    const seat = this.#seats.get(member.user.id)
    if (seat?.member !== member || seat.viewer === undefined) throw new TuttiError('replaced_seat')
    return { seat, viewer: seat.viewer }
  }

  #state(seat: Seat): JoinState {
    const { world } = this
    return {
      slot: seat.slot,
      seq: seat.seq,
      tick: world.tick,
      seed: world.arena.seed,
      side: world.arena.side,
      mode: world.settings.mode,
      phase: PHASES[world.phase]!,
      phaseEnds: world.phaseEnds,
      match: world.match,
      players: [...this.#names.keys()].map((slot) => this.#player(slot)),
    }
  }
}
