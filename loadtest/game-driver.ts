/** One client process of the game load: whole rooms of players over real sockets. */
import { seededRandom } from '../shared/random.ts'
import { GameBot } from '../server/rooms/game/bot.ts'
import { Beat } from './beat.ts'
import type { Driver } from './driver.ts'
import { BotPlayer, Walker } from './game-players.ts'
import type { Player, Recorder } from './game-players.ts'
import { Histogram } from './histogram.ts'
import { LeanClient, guestToken } from './lean-client.ts'
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

interface Traffic {
  in: number
  out: number
}

class GameDriver implements Driver, Recorder {
  readonly #plan: GamePlan
  readonly #share: Share
  readonly #players: Player[] = []
  readonly #beat: Beat
  #action = new Histogram()
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
    const token = await guestToken(new URL(url), name)
    let player: Player | undefined
    const early: Uint8Array[] = []
    const client = await LeanClient.open(
      { url: new URL('/', url), token, device: name },
      {
        state: (_op, body) => {
          // The first snapshot comes right behind JOINED, before the promise of it is heard.
          if (player === undefined) early.push(Uint8Array.from(body))
          else player.heard(body)
        },
        frame: () => {},
        lost: (reason) => this.#lost.push(reason),
      },
    )
    const joined = await client.join('game', `load-${layout}-${run}-${room}`)
    const random = seededRandom(name)
    const how = { witness: number < bots + witnesses, shotChance: shotsPerMinute / 60 / INPUT_HZ, random }
    player =
      number < bots
        ? new BotPlayer(new GameBot(random), client, joined, shots, this)
        : new Walker(how, client, joined, shots, this)
    for (const bytes of early) player.heard(bytes)
    return player
  }

  snapshot(intervalMs: number): void {
    this.#snapshots++
    if (this.#measuring) this.#interval.record(intervalMs)
  }

  shot(latencyMs: number): void {
    this.#shots++
    if (this.#measuring) this.#action.record(latencyMs)
  }

  gap(frames: number): void {
    this.#gaps += frames
  }

  resync(): void {
    this.#resyncs++
  }

  open(): void {
    this.#action = new Histogram()
    this.#interval = new Histogram()
    this.#gaps = 0
    this.#resyncs = 0
    this.#leftOut = this.#beat.leftOut
    this.#marks = this.#players.map(({ client }) => ({ in: client.bytesIn, out: client.bytesOut }))
    this.#openMs = performance.now()
    this.#measuring = true
  }

  close(): void {
    this.#measuring = false
    const seconds = (performance.now() - this.#openMs) / 1000
    this.#down = new Histogram()
    this.#up = new Histogram()
    this.#players.forEach(({ client }, i) => {
      this.#down.record((client.bytesIn - this.#marks[i]!.in) / seconds)
      this.#up.record((client.bytesOut - this.#marks[i]!.out) / seconds)
    })
    this.#leftOut = this.#beat.leftOut - this.#leftOut
  }

  progress(): Counts {
    const told = this.#told
    this.#told = { snapshots: this.#snapshots, shots: this.#shots }
    return { 'snapshots/s': this.#snapshots - told.snapshots, 'shots seen/s': this.#shots - told.shots }
  }

  histograms(): Readonly<Record<string, Histogram>> {
    return { action: this.#action, interval: this.#interval, down: this.#down, up: this.#up }
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
