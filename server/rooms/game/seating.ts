/** Who sits where: people by user, bots where there is room, and everybody told of who comes and goes. */
import { TuttiError } from '../../../shared/errors.ts'
import type { GameContract, Player } from '../../../shared/game/contract.ts'
import { AWAY_TICKS, PHASE, PLAYERS, STATUS } from '../../../shared/game/rules.ts'
import type { Inlet, World } from '../../../shared/game/world.ts'
import type { Member, RoomContext } from '../../engine/room.ts'
import type { Crew } from './crew.ts'
import { Seat } from './seat.ts'

const NAME_LENGTH = 24
type User = Member['user']

export class Seating {
  readonly #ctx: RoomContext<GameContract>
  readonly #world: World
  readonly #inlet: Inlet
  readonly #crew: Crew
  readonly #fillTo: number
  readonly #seats = new Map<string, Seat>()
  readonly #bySlot: (Seat | undefined)[] = []
  readonly #players = new Map<number, Player>()
  /** Users who left a running match: one life each. */
  readonly #gone = new Set<string>()
  #goneIn = 0

  constructor(ctx: RoomContext<GameContract>, world: World, inlet: Inlet, crew: Crew, fillTo: number) {
    this.#ctx = ctx
    this.#world = world
    this.#inlet = inlet
    this.#crew = crew
    this.#fillTo = fillTo
  }

  /** People with a seat, with or without a connection. */
  get people(): number {
    return this.#seats.size
  }

  get bots(): number {
    return this.#crew.size
  }

  get players(): Iterable<Player> {
    return this.#players.values()
  }

  bySlot(slot: number): Seat | undefined {
    return this.#bySlot[slot]
  }

  byUser(userId: string): Seat | undefined {
    return this.#seats.get(userId)
  }

  player(slot: number): Player {
    return this.#players.get(slot) ?? { slot, name: '', bot: false, user: '' }
  }

  /** The user's seat, a new one if need be; its driver is there now. @throws TuttiError `room_full` */
  take(user: User): Seat {
    const seat = this.#seats.get(user.id) ?? this.#add(user)
    if (seat.awaySince >= 0) this.#inlet.away(seat.slot, false)
    seat.awaySince = -1
    return seat
  }

  /** The driver of a seat is gone. `left`: for good; `lost`: the body stands where it is, for a while. */
  abandon(seat: Seat, why: 'left' | 'lost'): void {
    seat.member = undefined
    if (why === 'left') {
      this.#remove(seat)
      return
    }
    seat.awaySince = this.#world.tick
    this.#inlet.away(seat.slot, true)
  }

  rename(seat: Seat, name: string): void {
    this.#players.set(seat.slot, { ...this.player(seat.slot), name })
    this.#ctx.broadcast('renamed', { slot: seat.slot, name })
  }

  /** So many ticks of time have passed for everyone. */
  pass(ticks: number): void {
    for (const seat of this.#seats.values()) {
      seat.earn(ticks)
      if (seat.awaySince >= 0 && this.#world.tick - seat.awaySince >= AWAY_TICKS) this.#remove(seat)
    }
  }

  /** Bots come and go between matches, until there is enough company and not more. */
  fill(): void {
    const { phase } = this.#world
    if (phase !== PHASE.WAITING && phase !== PHASE.COUNTDOWN) return
    const missing = this.#fillTo - this.people - this.bots
    for (let n = 0; n < missing; n++) {
      const slot = this.#freeSlot()
      if (slot >= 0) this.#introduce({ slot, name: this.#crew.hire(slot), bot: true, user: '' })
    }
    for (const slot of this.#crew.slots) {
      if (this.people + this.bots <= this.#fillTo) break
      this.#dismiss(slot)
    }
  }

  dismissAll(): void {
    for (const slot of this.#crew.slots) this.#dismiss(slot)
  }

  #add(user: User): Seat {
    let slot = this.#freeSlot()
    if (slot < 0) {
      const [bot] = this.#crew.slots
      if (bot === undefined) throw new TuttiError('room_full')
      this.#dismiss(bot)
      slot = bot
    }
    if (this.#goneIn !== this.#world.match) this.#gone.clear()
    const seat = new Seat(user.id, slot)
    this.#inlet.join(slot, false, this.#gone.has(user.id) && this.#world.phase === PHASE.PLAYING)
    this.#seats.set(user.id, seat)
    this.#bySlot[slot] = seat
    this.#introduce({ slot, name: user.name.slice(0, NAME_LENGTH) || 'Player', bot: false, user: user.id })
    return seat
  }

  #remove(seat: Seat): void {
    if (this.#world.settings.mode === 'match') {
      if (this.#goneIn !== this.#world.match) this.#gone.clear()
      this.#goneIn = this.#world.match
      this.#gone.add(seat.userId)
    }
    this.#inlet.leave(seat.slot)
    this.#seats.delete(seat.userId)
    this.#bySlot[seat.slot] = undefined
    this.#players.delete(seat.slot)
    this.#ctx.broadcast('left', { slot: seat.slot })
  }

  #dismiss(slot: number): void {
    this.#crew.dismiss(slot)
    this.#players.delete(slot)
    this.#ctx.broadcast('left', { slot })
  }

  #introduce(player: Player): void {
    this.#players.set(player.slot, player)
    this.#ctx.broadcast('joined', player)
  }

  #freeSlot(): number {
    for (let slot = 0; slot < PLAYERS; slot++) if (this.#world.status[slot] === STATUS.EMPTY) return slot
    return -1
  }
}
