/** @tutti/client/game: everything between an animation loop and a match, so that it feels as if there were no network. */
import { makeArena } from '../../shared/game/arena.ts'
import type { Arena } from '../../shared/game/arena.ts'
import type { Bodies } from '../../shared/game/bodies.ts'
import { ENTITIES, STATUS, TICK_HZ, WIRE_PER_METRE } from '../../shared/game/rules.ts'
import { SnapshotView } from '../../shared/game/snapshot-view.ts'
import type { GameEvent } from '../../shared/game/snapshot-view.ts'
import { Timeline } from '../../shared/game/timeline.ts'
import type { Placed } from '../../shared/game/timeline.ts'
import type { ClientStats } from './client.ts'
import { systemClock } from './clock.ts'
import type { ClientClock } from './clock.ts'
import { EventQueue } from './game/event-queue.ts'
import { OwnPlayer } from './game/own-player.ts'
import type { OwnPose } from './game/own-player.ts'
import { Playback } from './game/playback.ts'
import { Rate } from './game/rate.ts'
import { Listeners } from './listeners.ts'
import type { Off } from './listeners.ts'
import type { JoinedAgain, RoomStatus } from './typed.ts'

export { castRay } from '../../shared/game/arena.ts'
export { ringAt } from '../../shared/game/ring.ts'
export { ACTION, BUTTON, FLAG, NOBODY, PLAYERS, STATUS, UNITS_PER_METRE } from '../../shared/game/rules.ts'
export type { Arena, Bodies, GameEvent, OwnPose, SnapshotView }

/** What the helper needs of a room of kind `game`. */
export interface GameRoom {
  readonly state: unknown
  readonly status: RoomStatus
  on(event: 'snap', run: (bytes: Uint8Array) => void): Off
  onJoined(run: (again: JoinedAgain) => void): Off
  send(command: 'keyframe', body: object): boolean
  input(bytes: Uint8Array): boolean
}

export interface GameStats {
  readonly rttMs: number | undefined
  readonly snapshotHz: number
  readonly bytesPerSecond: number
  readonly interpolationDelayMs: number
  readonly jitterMs: number
  /** Moving average and peak of how far off predictions were. */
  readonly predictionErrorM: number
  readonly predictionErrorPeakM: number
  readonly corrections: number
  /** Times a snapshot did not fit and a keyframe was asked for. */
  readonly hashMismatches: number
  readonly commands: number
  readonly droppedCommands: number
}

const KEYFRAME_EVERY_MS = 1_000
const TURN = Math.PI * 2

export class GameClient {
  readonly view = new SnapshotView()
  readonly own: OwnPose
  /** Ids of what is in view, me excepted: the first `count` of them, until the next frame(). */
  readonly ids = new Uint8Array(ENTITIES)
  count = 0
  /** By id: metres and radians, as of the last frame(). */
  readonly x = new Float64Array(ENTITIES)
  readonly y = new Float64Array(ENTITIES)
  readonly aim = new Float64Array(ENTITIES)
  arena: Arena | undefined

  readonly #client: { readonly stats: ClientStats }
  readonly #room: GameRoom
  readonly #clock: ClientClock
  readonly #timeline = new Timeline()
  readonly #playback = new Playback(TICK_HZ)
  readonly #me: OwnPlayer
  readonly #told = new Listeners<[event: GameEvent, late: boolean]>()
  readonly #acted = new Listeners<[actions: number, seq: number]>()
  readonly #laid = new Listeners<[Arena]>()
  readonly #events = new EventQueue((event, late) => this.#told.emit(event, late))
  readonly #offs: readonly Off[]
  readonly #placed: Placed = { x: 0, y: 0, yaw: 0 }
  readonly #rate: Rate
  /** A key came since the last JOINED: what is seen belongs to this seat. */
  #keyed = false
  #match = -1
  #framedMs: number
  #keyframeMs = -Infinity

  constructor(client: { readonly stats: ClientStats }, room: GameRoom, clock: ClientClock = systemClock) {
    this.#client = client
    this.#room = room
    this.#clock = clock
    this.#framedMs = clock.now()
    this.#rate = new Rate(clock.now())
    this.#me = new OwnPlayer({
      view: this.view,
      playback: this.#playback,
      send: (bytes) => room.input(bytes),
      rttMs: () => client.stats.rttMs,
      acted: (actions, seq) => this.#acted.emit(actions, seq),
    })
    this.own = this.#me.pose
    this.#offs = [room.on('snap', (bytes) => this.#snapshot(bytes)), room.onJoined(({ state }) => this.#seated(state))]
    this.#seated(room.state)
  }

  get slot(): number {
    return this.view.slot
  }
  /** The host's tick now, as late as its fastest snapshots come; with fraction. */
  get tick(): number {
    return this.#playback.tickAt(this.#clock.now())
  }
  /** The tick that others are drawn at, with fraction. */
  get renderTick(): number {
    return this.#playback.renderTick
  }
  /** My body as predicted: row `bodyIndex`. */
  get body(): Bodies {
    return this.#me.prediction.ring
  }
  get bodyIndex(): number {
    return this.#me.prediction.index
  }

  get stats(): GameStats {
    const { rttMs, bytesInPerSecond } = this.#client.stats
    const { errorM, errorPeakM, corrections } = this.#me.prediction
    return {
      rttMs,
      snapshotHz: this.#rate.perSecond,
      bytesPerSecond: bytesInPerSecond,
      interpolationDelayMs: this.#playback.delayMs,
      jitterMs: this.#playback.jitterMs,
      predictionErrorM: errorM,
      predictionErrorPeakM: errorPeakM,
      corrections,
      hashMismatches: this.view.resyncs,
      commands: this.#me.commands,
      droppedCommands: this.#me.dropped,
    }
  }

  /** ACTION bits of my own commands, once each, when they are made. */
  onAction(run: (actions: number, seq: number) => void): Off {
    return this.#acted.add(run)
  }
  /** Others' deeds when they are drawn doing them; mine, and what befalls me, at once. `late`: over half a second old. */
  onEvent(run: (event: GameEvent, late: boolean) => void): Off {
    return this.#told.add(run)
  }
  onArena(run: (arena: Arena) => void): Off {
    return this.#laid.add(run)
  }

  /**
   * Once an animation frame, with what is held now.
   * @param dir 256 = a turn
   * @param yaw 65536 = a turn
   */
  frame(buttons: number, dir: number, yaw: number): void {
    const nowMs = this.#clock.now()
    const elapsedMs = nowMs - this.#framedMs
    this.#framedMs = nowMs
    this.#playback.advance(nowMs)
    this.#me.prediction.decay(elapsedMs)
    if (this.#room.status !== 'live' || !this.#keyed) this.#me.pause()
    else if (!this.own.active || this.arena === undefined) this.#me.sender.idle(this.view, nowMs)
    else this.#me.play(elapsedMs, buttons, dir, yaw, this.arena, nowMs)
    this.#placeOthers()
    this.#events.release(this.renderTick)
  }

  /** Stops listening. The room stays joined. */
  close(): void {
    for (const off of this.#offs) off()
  }

  #placeOthers(): void {
    const { view, ids } = this
    const tick = this.renderTick
    const placed = this.#placed
    let count = 0
    for (let id = 0; id < ENTITIES; id++) {
      if (view.present[id] === 0 || (id === view.slot && this.own.active)) continue
      if (!this.#timeline.at(id, tick, placed)) continue
      this.x[id] = placed.x / WIRE_PER_METRE
      this.y[id] = placed.y / WIRE_PER_METRE
      this.aim[id] = (placed.yaw / 256) * TURN
      ids[count++] = id
    }
    this.count = count
  }

  #seated(state: unknown): void {
    this.#keyed = false
    this.#me.seated(seqOf(state))
    this.#playback.reset()
    this.#events.clear()
  }

  #snapshot(bytes: Uint8Array): void {
    const { view } = this
    const nowMs = this.#clock.now()
    this.#rate.add(nowMs)
    if (!this.#applied(bytes)) return this.#askKeyframe(nowMs)
    this.#keyed ||= view.key
    if (!this.#keyed) return
    this.#playback.arrived(view.tick, nowMs)
    this.#timeline.push(view)
    const arena = this.#lay()
    const elsewhere = arena !== this.arena || view.match !== this.#match
    this.#match = view.match
    this.#me.seen(view.facts.status === STATUS.ALIVE, arena, elsewhere)
    if (arena !== this.arena) {
      this.arena = arena
      this.#laid.emit(arena)
    }
    this.#events.take(view)
  }

  #applied(bytes: Uint8Array): boolean {
    try {
      return this.view.apply(bytes) === 'applied'
    } catch {
      // Counted by the view, as any other snapshot that does not fit: a keyframe heals both.
      return false
    }
  }

  #lay(): Arena {
    const { seed, side } = this.view
    const same = this.arena !== undefined && this.arena.seed === seed && this.arena.side === side
    return same && this.arena !== undefined ? this.arena : makeArena(seed, side)
  }

  #askKeyframe(nowMs: number): void {
    if (nowMs - this.#keyframeMs < KEYFRAME_EVERY_MS) return
    this.#keyframeMs = nowMs
    this.#room.send('keyframe', {})
  }
}

/** JOINED's state, as far as it is needed here: commands go on from its `seq`. */
const seqOf = (state: unknown): number =>
  typeof state === 'object' && state !== null && 'seq' in state && typeof state.seq === 'number' ? state.seq : 0
