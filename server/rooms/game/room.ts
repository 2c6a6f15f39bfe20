/** One live game: people, bots and watchers around a world that steps 60 times a second. */
import { check } from '../../../shared/contract.ts'
import { TuttiError } from '../../../shared/errors.ts'
import { joinOptions } from '../../../shared/game/contract.ts'
import type { GameContract, JoinState } from '../../../shared/game/contract.ts'
import { NOBODY, PHASES, STATUS, TICK_HZ } from '../../../shared/game/rules.ts'
import { World } from '../../../shared/game/world.ts'
import type { Inlet } from '../../../shared/game/world.ts'
import type { Member, Room, RoomContext } from '../../engine/room.ts'
import { Crew } from './crew.ts'
import { Feed } from './feed.ts'
import { Intake } from './intake.ts'
import { Seating } from './seating.ts'
import type { Setup } from './setup.ts'
import { Snapshots } from './snapshots.ts'
import { Viewer } from './viewer.ts'

export class GameRoom implements Room<GameContract> {
  readonly world: World
  readonly snapshots: Snapshots
  readonly intake: Intake
  readonly #ctx: RoomContext<GameContract>
  /** Everything that enters the world passes here: the place for a recorder. */
  readonly #inlet: Inlet
  readonly #crew: Crew
  readonly #seating: Seating
  readonly #feed: Feed
  readonly #viewers = new Map<Member, Viewer>()

  /** @param tap wraps the world for whoever wants to see what enters it, a Recorder for one */
  constructor(ctx: RoomContext<GameContract>, setup: Setup, tap = (world: World): Inlet => world) {
    this.#ctx = ctx
    this.world = new World({ seed: Math.floor(ctx.random() * 0x100000000), mode: setup.mode, side: setup.side })
    this.#inlet = tap(this.world)
    this.intake = new Intake(this.world, this.#inlet)
    this.snapshots = new Snapshots(this.world, {
      writable: ({ member }) => ctx.writable(member),
      ackSeq: ({ slot }) => this.#seating.bySlot(slot)?.seq ?? 0,
      refused: ({ slot }) => this.#seating.bySlot(slot)?.refused ?? 0,
      send: ({ member }, snapshot) => ctx.send(member, 'snap', snapshot),
    })
    this.#crew = new Crew(this.world, this.#inlet, this.snapshots.scene, () => ctx.random())
    this.#seating = new Seating(ctx, this.world, this.#inlet, this.#crew, setup.fillTo)
    this.#feed = new Feed(ctx, this.world, (slot) => this.#seating.player(slot))
  }

  readonly on: Room<GameContract>['on'] = {
    keyframe: (from) => {
      const viewer = this.#viewer(from)
      if (this.world.tick - viewer.askedTick < TICK_HZ)
        throw new TuttiError('rate_limited', undefined, { retryMs: 1000 })
      viewer.askedTick = this.world.tick
      viewer.key = true
      viewer.due = this.world.tick
    },
    play: (from) => {
      if (this.#viewer(from).slot !== NOBODY) throw new TuttiError('already_joined')
      this.#ctx.reply(this.#seat(from))
    },
    rename: (from, { name }) => {
      const seat = this.#seating.bySlot(this.#viewer(from).slot)
      if (seat === undefined) throw new TuttiError('forbidden', 'who only watches has no name here')
      this.#seating.rename(seat, name)
    },
  }

  join(who: Member, _how: 'fresh' | 'recovered' = 'fresh', options: unknown = null): JoinState {
    const { watch } = check(joinOptions, options ?? {})
    if (watch !== true) return this.#seat(who)
    this.#viewers.set(who, new Viewer(who, NOBODY, this.world.tick))
    return this.#state(NOBODY, 0)
  }

  leave(who: Member, why: 'left' | 'lost'): void {
    this.#viewers.delete(who)
    const seat = this.#seating.byUser(who.user.id)
    // Another session of the same user may have the seat by now.
    if (seat?.member === who) this.#seating.abandon(seat, why)
  }

  input(from: Member, body: Uint8Array): void {
    const viewer = this.#viewer(from)
    this.intake.take(this.#seating.bySlot(viewer.slot), viewer, body)
  }

  tick(): void {
    // Without anybody the world stands still.
    if (this.#seating.people === 0 && this.#viewers.size === 0) {
      this.#seating.dismissAll()
      this.world.happenings.clear()
      return
    }
    this.#seating.fill()
    this.#crew.play()
    this.#inlet.advance()
    this.#seating.pass(1)
    this.#feed.tell()
    this.snapshots.tell(this.#viewers.values())
    this.world.happenings.clear()
  }

  /** The world did not move, but the players' clocks did: their commands of that time are welcome. */
  overrun(skipped: number): void {
    this.#seating.pass(skipped)
  }

  summary() {
    const { world } = this
    return {
      phase: PHASES[world.phase]!,
      match: world.match,
      mode: world.settings.mode,
      players: this.#seating.people,
      bots: this.#seating.bots,
      alive: world.alive,
      phaseEndsMs: Math.max(0, Math.round(((world.phaseEnds - world.tick) * 1000) / TICK_HZ)),
      skipped: this.snapshots.skipped,
      refused: { ...this.intake.refused },
    }
  }

  #seat(who: Member): JoinState {
    const seat = this.#seating.take(who.user)
    if (seat.member !== undefined) {
      this.#viewers.delete(seat.member)
      this.#ctx.kick(seat.member, 'replaced_seat')
    }
    seat.member = who
    this.#viewers.set(who, new Viewer(who, seat.slot, this.world.tick))
    return this.#state(seat.slot, seat.seq)
  }

  #viewer(member: Member): Viewer {
    const viewer = this.#viewers.get(member)
    if (viewer === undefined) throw new TuttiError('replaced_seat')
    return viewer
  }

  #state(slot: number, seq: number): JoinState {
    const { world } = this
    const players = [...this.#seating.players]
    return {
      slot,
      seq,
      tick: world.tick,
      seed: world.arena.seed,
      side: world.arena.side,
      mode: world.settings.mode,
      phase: PHASES[world.phase]!,
      phaseEnds: world.phaseEnds,
      match: world.match,
      players: players.map((player) => ({ ...player, alive: world.status[player.slot] === STATUS.ALIVE })),
    }
  }
}
