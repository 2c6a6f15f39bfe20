import { describe, expect, it } from 'vitest'
import { decodeInput } from '../../shared/game/input-codec.ts'
import { ACTION, BUTTON, STATUS } from '../../shared/game/rules.ts'
import { HAPPENING } from '../../shared/game/happenings.ts'
import { Bodies } from '../../shared/game/bodies.ts'
import { OwnFacts, PART } from '../../shared/game/snapshot-layout.ts'
import {
  HEAD_BYTES,
  writeHappening,
  writeHead,
  writeKey,
  writeOwn,
  writeWorld,
} from '../../shared/game/snapshot-writer.ts'
import { World } from '../../shared/game/world.ts'
import { makeClock } from './fake-host.ts'
import { GameClient } from './game.ts'
import type { GameEvent, GameRoom } from './game.ts'
import { Listeners } from './listeners.ts'
import type { JoinedAgain, RoomStatus } from './typed.ts'

const TICK_MS = 1000 / 60
const ME = 0

/** A host's game without a host: the real world, stepped by the test's clock, at the end of a line of `latencyMs` each way. */
class Twin implements GameRoom {
  readonly clock = makeClock()
  readonly world = new World({ seed: 7, mode: 'sandbox', side: 60 })
  state: unknown = { seq: 100 }
  status: RoomStatus = 'live'
  latencyMs = 40
  seq = 100
  keyframes = 0
  gaps = 0
  readonly inputs: ReturnType<typeof decodeInput>[] = []
  readonly game: GameClient
  readonly #snap = new Listeners<[Uint8Array]>()
  readonly #joined = new Listeners<[JoinedAgain]>()
  #frame = 0
  #key = true
  #held = new Bodies(1)
  #heldFacts = new OwnFacts()
  #stepped = 0
  broken = false

  constructor() {
    this.world.join(ME, false, false)
    const stats = { rttMs: 80, bytesInPerSecond: 0 }
    this.game = new GameClient({ stats: stats as never }, this, this.clock)
  }

  on(_event: 'snap', run: (bytes: Uint8Array) => void) {
    return this.#snap.add(run)
  }
  onJoined(run: (again: JoinedAgain) => void) {
    return this.#joined.add(run)
  }
  send(): boolean {
    this.keyframes++
    this.#key = true
    return true
  }
  input(bytes: Uint8Array): boolean {
    if (this.status !== 'live') return false
    const frame = decodeInput(bytes)
    this.inputs.push(frame)
    this.clock.after(this.latencyMs, () => {
      if (frame.count > 0 && frame.firstSeq !== ((this.seq + 1) & 0xffff)) this.gaps++
      for (let i = 0; i < frame.count; i++) {
        this.seq = (frame.firstSeq + i) & 0xffff
        this.world.command(ME, frame.buttons[i]!, frame.dir[i]!, frame.yaw[i]!, this.seq & 255, 0)
      }
    })
    return true
  }

  say(bytes: Uint8Array): void {
    this.#snap.emit(bytes)
  }

  rejoin(): void {
    this.state = { seq: this.seq }
    this.#key = true
    this.#joined.emit({ state: this.state, recovered: true })
  }

  /** Time passes, with an animation frame every 16 ms or as often as told. */
  run(ms: number, buttons = 0, dir = 0, everyMs = 16): void {
    for (let left = ms; left > 0; left -= everyMs) {
      this.clock.advance(Math.min(left, everyMs))
      while ((this.#stepped + 1) * TICK_MS <= this.clock.now()) this.#step()
      this.game.frame(buttons, dir, 0)
    }
  }

  #step(): void {
    this.#stepped++
    this.world.advance()
    if (this.world.tick % 3 !== 0) return
    const bytes = this.#snapshot()
    this.world.happenings.clear()
    this.clock.after(this.latencyMs, () => this.status === 'live' && this.#snap.emit(bytes))
  }

  #snapshot(): Uint8Array {
    const { world } = this
    const out = new Uint8Array(4_000)
    let parts = 0
    let at = HEAD_BYTES
    if (this.#key) {
      parts |= PART.KEY | PART.WORLD
      at = writeWorld(out, writeKey(out, at, world, ME), world)
      this.#held = new Bodies(1)
      this.#heldFacts = new OwnFacts()
      this.#key = false
    }
    const facts = Object.assign(new OwnFacts(), { health: world.health[ME], status: world.status[ME], eye: ME })
    const own = writeOwn(out, at, world.bodies, ME, facts, this.#held, this.#heldFacts)
    if (own > at) parts |= PART.OWN
    at = own
    if (world.happenings.count > 0) {
      parts |= PART.EVENTS
      out[at++] = world.happenings.count
      for (let i = 0; i < world.happenings.count; i++) at = writeHappening(out, at, world.happenings, i)
    }
    this.#frame = (this.#frame + (this.broken ? 2 : 1)) & 255
    this.broken = false
    writeHead(out, parts, this.#frame, world.tick & 0xffff, this.seq)
    return out.slice(0, at)
  }
}

const fresh = (): Twin => {
  const twin = new Twin()
  twin.run(300)
  return twin
}

describe('a game', () => {
  it('predicts sixty commands a second, three to a frame, and is never corrected on a sound line', () => {
    const twin = fresh()
    const framesBefore = twin.inputs.length
    const commandsBefore = twin.game.stats.commands
    twin.run(5_000, BUTTON.MOVE, 32)
    const { stats } = twin.game
    expect(stats.commands - commandsBefore).toBeGreaterThan(290)
    expect(stats.commands - commandsBefore).toBeLessThanOrEqual(300)
    expect(twin.inputs.length - framesBefore).toBeLessThanOrEqual(100)
    expect(stats).toMatchObject({ corrections: 0, predictionErrorPeakM: 0, hashMismatches: 0, droppedCommands: 0 })
    expect(stats.snapshotHz).toBeCloseTo(20, 0)
    expect(twin.gaps).toBe(0)
    // Ahead of the host by what is on its way.
    const aheadM = Math.hypot(
      twin.game.own.x - twin.world.bodies.x[ME]! / 1024,
      twin.game.own.y - twin.world.bodies.y[ME]! / 1024,
    )
    expect(aheadM).toBeLessThan(1)
  })

  it('moves me in the frame in which the key goes down', () => {
    const twin = fresh()
    const { x } = twin.game.own
    twin.run(48, BUTTON.MOVE, 0)
    expect(twin.game.own.x).toBeGreaterThan(x)
    expect(twin.world.bodies.x[ME]! / 1024).toBe(x)
  })

  it('is put right where the host differs, and counts it', () => {
    const twin = fresh()
    twin.world.bodies.x[ME]! += 512
    twin.run(300)
    expect(twin.game.stats.corrections).toBe(1)
    expect(twin.game.stats.predictionErrorPeakM).toBeCloseTo(0.5, 2)
    expect(twin.game.body.x[twin.game.bodyIndex]).toBe(twin.world.bodies.x[ME])
  })

  it('tells what my own commands did at once, and once', () => {
    const twin = fresh()
    const done: number[] = []
    twin.game.onAction((actions) => done.push(actions))
    twin.run(16 * 8, BUTTON.FIRE)
    expect(done).toEqual([ACTION.FIRED])
    twin.world.bodies.x[ME]! += 512
    twin.run(300)
    expect(done).toEqual([ACTION.FIRED])
  })

  it('lets a page that stood still catch up on 250 ms and no more', () => {
    const twin = fresh()
    const before = twin.game.stats.commands
    twin.run(2_000, BUTTON.MOVE, 0, 2_000)
    expect(twin.game.stats.commands - before).toBe(15)
    expect(twin.game.stats.droppedCommands).toBeGreaterThan(100)
    twin.run(500)
    expect(twin.game.stats.corrections).toBe(0)
  })

  it('asks for a keyframe when a snapshot does not fit, at most once a second, and goes on', () => {
    const twin = fresh()
    twin.broken = true
    twin.run(200, BUTTON.MOVE, 0)
    expect(twin.keyframes).toBe(1)
    expect(twin.game.stats.hashMismatches).toBe(1)
    twin.run(500, BUTTON.MOVE, 0)
    expect(twin.game.view.usable).toBe(true)
    expect(twin.game.stats.corrections).toBe(0)
  })

  it('takes garbage for a snapshot that does not fit', () => {
    const twin = fresh()
    twin.say(Uint8Array.of(255, 1, 2, 3))
    expect(twin.game.stats.hashMismatches).toBe(1)
    expect(twin.keyframes).toBe(1)
    twin.run(200)
    expect(twin.game.view.usable).toBe(true)
  })

  it('goes on with the host’s number after a lost line, and sends nothing of before', () => {
    const twin = fresh()
    twin.run(500, BUTTON.MOVE, 0)
    twin.status = 'lost'
    const sent = twin.inputs.length
    twin.run(3_000, BUTTON.MOVE, 0)
    expect(twin.inputs).toHaveLength(sent)
    twin.status = 'live'
    twin.rejoin()
    twin.run(1_000, BUTTON.MOVE, 128)
    expect(twin.gaps).toBe(0)
    expect(twin.game.own.active).toBe(true)
    expect(twin.game.stats.corrections).toBe(0)
  })

  it('makes no commands while down, says what it sees, and begins the next life without a gap', () => {
    const twin = fresh()
    twin.run(100, BUTTON.MOVE, 0)
    twin.world.health[ME] = 0
    twin.world.status[ME] = STATUS.DOWN
    twin.world.respawn[ME] = 60
    twin.run(500, BUTTON.MOVE, 0)
    expect(twin.game.own.active).toBe(false)
    const made = twin.game.stats.commands
    const sent = twin.inputs.length
    twin.run(400, BUTTON.MOVE, 0)
    expect(twin.game.stats.commands).toBe(made)
    expect(twin.inputs.length).toBeGreaterThan(sent)
    twin.world.health[ME] = 100
    twin.world.status[ME] = STATUS.ALIVE
    twin.world.bodies.x[ME] = 30_000
    twin.run(1_000, BUTTON.MOVE, 0)
    expect(twin.game.own.active).toBe(true)
    expect(twin.gaps).toBe(0)
    expect(twin.game.stats.corrections).toBe(0)
  })

  it('shows what others did when they are drawn doing it, and what I did or suffered at once', () => {
    const twin = fresh()
    const heard: { readonly event: GameEvent; readonly atMs: number; readonly late: boolean }[] = []
    twin.game.onEvent((event, late) => heard.push({ event, late, atMs: twin.clock.now() }))
    const happened = twin.clock.now()
    const { happenings } = twin.world
    happenings.add(HAPPENING.SHOT, 5, 1, 40, 100)
    happenings.add(HAPPENING.SHOT, ME, 1, 40, 100)
    happenings.add(HAPPENING.HURT, ME, 5, 9)
    twin.run(400)
    expect(heard.map(({ event }) => event.type)).toEqual(['shot', 'hurt', 'shot'])
    const waits = heard.map(({ atMs }) => atMs - happened)
    expect(waits[0]).toBeLessThan(120)
    expect(waits[2]! - waits[0]!).toBeGreaterThan(70)
    expect(waits[2]! - waits[0]!).toBeLessThan(140)
    expect(heard.some(({ late }) => late)).toBe(false)
  })

  it('lays the arena when it is known and when it changes', () => {
    const twin = new Twin()
    const sides: number[] = []
    twin.game.onArena(({ side }) => sides.push(side))
    twin.run(300)
    expect(sides).toEqual([60])
    expect(twin.game.arena?.seed).toBe(twin.world.arena.seed)
  })
})
