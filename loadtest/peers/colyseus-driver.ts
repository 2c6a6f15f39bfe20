/** One client process of the game load on Colyseus: the same players, frames and measurements as on us. */
import { seededRandom } from '../../shared/random.ts'
import { Beat } from '../beat.ts'
import type { Driver } from '../driver.ts'
import { Shots } from '../shots.ts'
import { Histogram } from '../histogram.ts'
import { pooled } from '../pool.ts'
import type { Counts, Share } from '../swarm-messages.ts'
import { ColyseusClient } from './colyseus-client.ts'
import { joinBySdk } from './colyseus-sdk.ts'
import type { SdkMember } from './colyseus-sdk.ts'

export interface ColyseusPlan {
  readonly url: string
  readonly rooms: number
  readonly players: number
  readonly layout: 'spread' | 'crowd'
  readonly witnesses: number
  readonly shotsPerMinute: number
}

const INPUT_HZ = 20
const COMMANDS = 3
const CONNECT_AT_ONCE = 16
/** Messages of rooms.mjs. */
const MESSAGE = { INPUT: 0, SHOTS: 1, SLOT: 2 } as const
const BUTTON = { MOVE: 1, FIRE: 2 } as const

interface Member {
  slot: number
  seq: number
  dir: number
  yaw: number
  lastMs: number
  readonly random: () => number
  readonly shots: Shots
  client: ColyseusClient | undefined
  sdk: SdkMember | undefined
}

class ColyseusDriver implements Driver {
  readonly #plan: ColyseusPlan
  readonly #share: Share
  readonly #beat: Beat
  #members: Member[] = []
  #action = new Histogram()
  #interval = new Histogram()
  #down = new Histogram()
  #up = new Histogram()
  #patches = 0
  #seen = 0
  #told = { patches: 0, seen: 0 }
  #lost: string[] = []
  #measuring = false
  #openMs = 0
  #marks: { in: number; out: number }[] = []
  #leftOut = 0

  constructor(plan: ColyseusPlan, share: Share) {
    this.#plan = plan
    this.#share = share
    const rooms = Math.ceil((plan.rooms - share.index) / share.count)
    this.#beat = new Beat(INPUT_HZ, rooms * plan.players, (i) => this.#act(this.#members[i]!))
  }

  async join(): Promise<number> {
    const { rooms, players } = this.#plan
    const { index, count } = this.#share
    const mine = Array.from({ length: rooms }, (_, room) => room).filter((room) => room % count === index)
    const shots = mine.map(() => new Shots())
    this.#members = await pooled(mine.length * players, CONNECT_AT_ONCE, (i) =>
      this.#enter(mine[i % mine.length]!, Math.floor(i / mine.length), shots[i % mine.length]!),
    )
    this.#beat.start()
    return this.#members.length
  }

  async #enter(room: number, number: number, shots: Shots): Promise<Member> {
    const { url, layout, players, witnesses } = this.#plan
    const random = seededRandom(`p${room}-${number}`)
    const [dir, yaw] = [Math.floor(random() * 256), Math.floor(random() * 65536)]
    const member: Member = { slot: -1, seq: 0, dir, yaw, lastMs: 0, random, shots, client: undefined, sdk: undefined }
    const options = { room: String(room), layout, players }
    const lost = (reason: string) => this.#lost.push(reason)
    if (number === 0) {
      member.sdk = await joinBySdk(new URL(url), 'arena', options, { slot: (slot) => (member.slot = slot), lost })
      return member
    }
    member.client = await ColyseusClient.join(new URL(url), 'arena', options, {
      patch: () => this.#patch(member),
      bytes: (type, body) => {
        if (type === MESSAGE.SLOT) member.slot = body[0]!
        else if (type === MESSAGE.SHOTS && number <= witnesses) this.#witness(member, body)
      },
      lost,
    })
    return member
  }

  #patch(member: Member): void {
    const nowMs = performance.now()
    this.#patches++
    if (this.#measuring && member.lastMs > 0) this.#interval.record(nowMs - member.lastMs)
    member.lastMs = nowMs
  }

  /** Pairs of slot and sequence number. */
  #witness(member: Member, body: Uint8Array): void {
    const nowMs = performance.now()
    for (let i = 0; i + 1 < body.length; i += 2) {
      if (body[i] === member.slot) continue
      const ms = member.shots.latency(body[i]!, body[i + 1]!, nowMs)
      if (ms === undefined) continue
      this.#seen++
      if (this.#measuring) this.#action.record(ms)
    }
  }

  #act(member: Member): void {
    const { random } = member
    if (random() < 0.05) member.dir = Math.floor(random() * 256)
    member.yaw = (member.yaw + Math.floor((random() - 0.5) * 4000)) & 0xffff
    const shoots = random() < this.#plan.shotsPerMinute / 60 / INPUT_HZ
    const input = new Uint8Array(1 + COMMANDS * 4)
    input[0] = member.seq + 1
    for (let i = 0, at = 1; i < COMMANDS; i++, at += 4) {
      input[at] = BUTTON.MOVE | (shoots && i === COMMANDS - 1 ? BUTTON.FIRE : 0)
      input[at + 1] = member.dir
      input[at + 2] = member.yaw
      input[at + 3] = member.yaw >> 8
    }
    member.seq = (member.seq + COMMANDS) & 255
    if (shoots && member.slot >= 0) member.shots.sent(member.slot, member.seq, performance.now())
    if (member.client === undefined) member.sdk?.sendBytes(MESSAGE.INPUT, input)
    else member.client.sendBytes(MESSAGE.INPUT, input)
  }

  open(): void {
    this.#action = new Histogram()
    this.#interval = new Histogram()
    this.#leftOut = this.#beat.leftOut
    this.#marks = this.#members.map(({ client }) => ({ in: client?.bytesIn ?? 0, out: client?.bytesOut ?? 0 }))
    this.#openMs = performance.now()
    this.#measuring = true
  }

  close(): void {
    this.#measuring = false
    const seconds = (performance.now() - this.#openMs) / 1000
    this.#down = new Histogram()
    this.#up = new Histogram()
    this.#members.forEach(({ client }, i) => {
      if (client === undefined) return
      this.#down.record((client.bytesIn - this.#marks[i]!.in) / seconds)
      this.#up.record((client.bytesOut - this.#marks[i]!.out) / seconds)
    })
    this.#leftOut = this.#beat.leftOut - this.#leftOut
  }

  progress(): Counts {
    const told = this.#told
    this.#told = { patches: this.#patches, seen: this.#seen }
    return { 'patches/s': this.#patches - told.patches, 'shots seen/s': this.#seen - told.seen }
  }

  histograms(): Readonly<Record<string, Histogram>> {
    return { action: this.#action, interval: this.#interval, down: this.#down, up: this.#up }
  }

  counts(): Counts {
    return {}
  }

  faults(): string[] {
    const faults: string[] = []
    if (this.#lost.length > 0) faults.push(`${this.#lost.length} clients were lost: ${this.#lost[0]}`)
    if (this.#leftOut > 0) faults.push(`a client process fell behind and left out ${this.#leftOut} frames`)
    for (const { sdk } of this.#members) {
      if (sdk === undefined || sdk.players() === this.#plan.players) continue
      faults.push(`its SDK sees ${sdk.players()} of ${this.#plan.players} players`)
    }
    return faults
  }
}

/** `plan` is what colyseus.ts passed on. */
export const createDriver = (plan: unknown, share: Share): Driver => new ColyseusDriver(plan as ColyseusPlan, share)
