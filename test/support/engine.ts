/** A directory of toy rooms on a manual clock, with seats that write down what they are told. */
import { decodeServerFrames } from '../../shared/server-codec.ts'
import { ID_EPOCH_MS, idText, PER_MS } from '../../shared/id.ts'
import type { ServerFrame } from '../../shared/frames.ts'
import { createInlineJobs } from '../../server/adapters/jobs/inline-jobs.ts'
import { createManualClock } from '../../server/adapters/manual-clock.ts'
import type { ManualClock } from '../../server/adapters/manual-clock.ts'
import { Directory } from '../../server/engine/directory.ts'
import { Loop } from '../../server/engine/loop.ts'
import type { AnyRoomKind, KindJobs } from '../../server/engine/room.ts'
import type { EdgeSide, EngineMeter, Entry, JoinRequest, Joined, Log, Seat, Storage } from '../../server/ports.ts'

export type Told =
  | { at: 'joined'; place: Joined }
  | { at: 'refused'; code: string }
  | { at: 'frame'; frame: ServerFrame }
  | { at: 'more' }
  | { at: 'left'; code: string }

export interface Player {
  readonly entry: Entry
  readonly told: Told[]
  writable: boolean
  readonly place: Joined
  frames(): ServerFrame[]
}

export interface EngineOptions {
  readonly maxRooms?: number
  readonly log?: Log
  /** Where durable kinds are kept: see memory-storage.ts. */
  readonly storage?: Pick<Storage, 'journal' | 'reader'>
  readonly outbound?: () => void
  /** The clock goes on where an engine before stopped. */
  readonly clock?: ManualClock
}

const silent: Log = { debug() {}, info() {}, warn() {}, error() {} }

export const createEngine = (kinds: readonly AnyRoomKind[], options: EngineOptions = {}) => {
  const clock = options.clock ?? createManualClock()
  const counts = {
    ticked: 0,
    skipped: 0,
    fenced: 0,
    reloaded: [] as string[],
    resumed: [] as string[],
    refused: [] as string[],
    committed: [] as [rooms: number, records: number][],
    takenOver: [] as string[],
  }
  const meter: EngineMeter = {
    ticked: () => counts.ticked++,
    skipped: (ticks) => (counts.skipped += ticks),
    reloaded: (kind) => counts.reloaded.push(kind),
    resumed: (result) => counts.resumed.push(result),
    refused: (code) => counts.refused.push(code),
    committed: (rooms, records) => counts.committed.push([rooms, records]),
    fenced: () => counts.fenced++,
    takenOver: (kind) => counts.takenOver.push(kind),
  }
  const seats = new Map<number, Set<Told[]>>()
  const badges: { kind: string; room: string; frame: Uint8Array }[] = []
  const unwatched: { kind: string; room: string; user: string }[] = []
  const published: { delivery: string; frames: Uint8Array }[] = []
  const edge: EdgeSide = {
    outlet(ref) {
      const room = new Set<Told[]>()
      seats.set(ref, room)
      return {
        publish(delivery, frames) {
          published.push({ delivery, frames: frames.slice() })
          for (const told of room) tell(told, frames)
        },
        close: () => seats.delete(ref),
      }
    },
    badge: (kind, room, frame) => void badges.push({ kind, room, frame: frame.slice() }),
    unwatch: (kind, room, user) => void unwatched.push({ kind, room, user }),
  }
  let epochs = 0
  let ids = 0
  const directory = new Directory({
    kinds: new Map(kinds.map((kind) => [kind.contract.kind, kind])),
    edge,
    loop: new Loop(clock, meter),
    clock,
    log: options.log ?? silent,
    meter,
    maxRooms: options.maxRooms ?? 100,
    newEpoch: () => `epoch${++epochs}`,
    storage: options.storage,
    jobs: createInlineJobs(
      new Map(kinds.flatMap(({ contract, jobs }) => (jobs ? [[contract.kind as string, jobs as KindJobs]] : []))),
    ),
    outbound: () => options.outbound?.(),
    newId: () => idText(Math.floor(clock.wall()) - ID_EPOCH_MS, 0, ids++ % PER_MS),
  })

  /** Sends the JOIN and runs the clock until it was answered. */
  const join = async (user: string, kind: string, room: string, rest: Partial<JoinRequest> = {}): Promise<Player> => {
    const told: Told[] = []
    const player: { writable: boolean; place?: Joined } = { writable: true }
    const seat: Seat = {
      get writable() {
        return player.writable
      },
      joined(place) {
        player.place = place
        told.push({ at: 'joined', place })
        seats.get(place.ref)?.add(told)
      },
      refused: (error) => told.push({ at: 'refused', code: error.code }),
      replies: (frames) => tell(told, frames),
      newest: (_op, _key, frame) => tell(told, frame),
      fleeting: (frame) => tell(told, frame),
      more: () => told.push({ at: 'more' }),
      left(code) {
        told.push({ at: 'left', code })
        for (const roomSeats of seats.values()) roomSeats.delete(told)
      },
    }
    const entry = directory.join(
      {
        user: { id: user, name: user, guest: false },
        session: `s-${user}`,
        kind,
        room,
        since: null,
        options: null,
        ...rest,
      },
      seat,
    )
    await settle()
    clock.advance(60)
    if (options.storage !== undefined) await calm()
    return Object.assign(player, {
      entry,
      told,
      frames: () => told.filter((one) => one.at === 'frame').map((one) => one.frame),
    }) as Player
  }

  /** Until neither a promise nor what was put off has anything left to do. */
  const calm = async (): Promise<void> => {
    for (let round = 0; round < 8; round++) {
      await settle()
      clock.flush()
    }
    // A commit may begin 2 ms after the last one.
    clock.advance(3)
    await settle()
  }
  /** Time passes, and what waits for promises keeps up with it. */
  const pass = async (ms: number): Promise<void> => {
    for (let leftMs = ms; leftMs > 0; leftMs -= 50) {
      clock.advance(Math.min(50, leftMs))
      if (options.storage !== undefined) await calm()
    }
  }

  return { badges, calm, clock, counts, directory, join, pass, published, unwatched }
}

const tell = (told: Told[], frames: Uint8Array): void => {
  // Decoded bodies may view the frame's bytes, which are valid during the call only.
  for (const frame of decodeServerFrames(frames.slice())) told.push({ at: 'frame', frame })
}

/** Lets promises that wait for nothing run. */
export const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))
