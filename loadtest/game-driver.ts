/** One client process of the game load: whole rooms of players over real sockets. */
import { seededRandom } from '../shared/random.ts'
import { GameBot } from '../server/rooms/game/bot.ts'
import { Beat } from './beat.ts'
import type { Driver } from './driver.ts'
import { BotPlayer, Walker } from './game-players.ts'
import type { Player, Recorder } from './game-players.ts'
import { leanSeat, sdkSeat } from './game-seats.ts'
import type { Traffic } from './game-seats.ts'
import { Histogram } from './histogram.ts'
import { guestToken } from './lean-client.ts'
import { pooled } from './pool.ts'
import { Shots } from './shots.ts'
import type { Counts, Share } from './swarm-messages.ts'

export interface GamePlan {
  readonly url: string
  /** Of this run: so that it never meets the rooms of another. */
  readonly run: string
  readonly rooms: number
  readonly players: number
  readonly layout: 'spread' | 'crowd'
  /** Players of each room that are the kind's own bot, and that read every snapshot besides those. */
  readonly bots: number
  readonly witnesses: number
  /** Of a player that is no bot. */
  readonly shotsPerMinute: number
}

const INPUT_HZ = 20
const CONNECT_AT_ONCE = 32

class GameDriver implements Driver {
  readonly #plan: GamePlan
  readonly #share: Share
  readonly #players: Player[] = []
  readonly #beat: Beat
  #action = new Histogram()
  /** By room: that one room waits must not vanish among fifteen that do not. */
  #actionOf = new Map<number, Histogram>()
  #interval = new Histogram()
  #down = new Histogram()
  #up = new Histogram()
  #snapshots = 0
  #shots = 0
  #gaps = 0
  #resyncs = 0
  #lost: string[] = []
  #openMs = 0
  #leftOut = 0
  #marks: Traffic[] = []
  #told = { snapshots: 0, shots: 0 }
  #measuring = false

  constructor(plan: GamePlan, share: Share) {
    this.#plan = plan
    this.#share = share
    const rooms = Math.ceil((plan.rooms - share.index) / share.count)
    this.#beat = new Beat(INPUT_HZ, rooms * plan.players, (i) => this.#players[i]?.act())
  }

  async join(): Promise<number> {
    const { rooms, players } = this.#plan
    const { index, count } = this.#share
    const mine = Array.from({ length: rooms }, (_, room) => room).filter((room) => room % count === index)
    const shots = mine.map(() => new Shots())
    // Players of one room are not neighbours in phase: who comes i-th sends at phase i of all.
    const joined = await pooled(mine.length * players, CONNECT_AT_ONCE, (i) =>
      this.#enter(mine[i % mine.length]!, Math.floor(i / mine.length), shots[i % mine.length]!),
    )
    this.#players.push(...joined)
    this.#beat.start()
    return joined.length
  }

  async #enter(room: number, number: number, shots: Shots): Promise<Player> {
    const { url, run, layout, bots, witnesses, shotsPerMinute } = this.#plan
    const name = `p${room}-${number}`
    const base = new URL('/', url)
    const options = {
      url: base,
      token: await guestToken(base, name),
      device: name,
      room: `load-${layout}-${run}-${room}`,
      lost: (reason: string) => this.#lost.push(reason),
    }
    const random = seededRandom(name)
    const how = { witness: number < bots + witnesses, shotChance: shotsPerMinute / 60 / INPUT_HZ, random }
    const recorder: Recorder = {
      snapshot: (intervalMs) => this.#snapshot(intervalMs),
      shot: (latencyMs) => this.#shot(room, latencyMs),
      gap: (frames) => (this.#gaps += frames),
      resync: () => this.#resyncs++,
    }
    const player =
      number < bots
        ? new BotPlayer(new GameBot(random), await sdkSeat(options), shots, recorder)
        : new Walker(how, await leanSeat(options), shots, recorder)
    player.start()
    return player
  }

  #snapshot(intervalMs: number): void {
    this.#snapshots++
    if (this.#measuring) this.#interval.record(intervalMs)
  }

  #shot(room: number, latencyMs: number): void {
    this.#shots++
    if (!this.#measuring) return
    this.#action.record(latencyMs)
    let own = this.#actionOf.get(room)
    if (own === undefined) this.#actionOf.set(room, (own = new Histogram()))
    own.record(latencyMs)
  }

  open(): void {
    this.#action = new Histogram()
    this.#actionOf = new Map()
    this.#interval = new Histogram()
    this.#gaps = 0
    this.#resyncs = 0
    this.#leftOut = this.#beat.leftOut
    this.#marks = this.#players.map(({ seat }) => seat.traffic())
    this.#openMs = performance.now()
    this.#measuring = true
  }

  close(): void {
    this.#measuring = false
    const seconds = (performance.now() - this.#openMs) / 1000
    this.#down = new Histogram()
    this.#up = new Histogram()
    this.#players.forEach(({ seat }, i) => {
      const traffic = seat.traffic()
      this.#down.record((traffic.in - this.#marks[i]!.in) / seconds)
      this.#up.record((traffic.out - this.#marks[i]!.out) / seconds)
    })
    this.#leftOut = this.#beat.leftOut - this.#leftOut
  }

  progress(): Counts {
    const told = this.#told
    this.#told = { snapshots: this.#snapshots, shots: this.#shots }
    return { 'snapshots/s': this.#snapshots - told.snapshots, 'shots seen/s': this.#shots - told.shots }
  }

  histograms(): Readonly<Record<string, Histogram>> {
    const rooms = [...this.#actionOf].map(([room, histogram]) => [`action of room ${room}`, histogram] as const)
    const all = { action: this.#action, interval: this.#interval, down: this.#down, up: this.#up }
    return { ...all, ...Object.fromEntries(rooms) }
  }

  counts(): Counts {
    return { gaps: this.#gaps, resyncs: this.#resyncs }
  }

  faults(): string[] {
    const faults: string[] = []
    if (this.#lost.length > 0) faults.push(`${this.#lost.length} clients were lost: ${this.#lost[0]}`)
    if (this.#leftOut > 0) faults.push(`a client process fell behind and left out ${this.#leftOut} frames`)
    return faults
  }
}

/** `plan` is what game.ts passed on. */
export const createDriver = (plan: unknown, share: Share): Driver => new GameDriver(plan as GamePlan, share)
