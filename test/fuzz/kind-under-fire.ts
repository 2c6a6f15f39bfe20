/** A kind of room under fire on a manual clock: people come and go, its own bots play, and junk is thrown at it. */
import { createHash } from 'node:crypto'
import { decode, encode } from '@msgpack/msgpack'
import fc from 'fast-check'
import type { AnyRoomKind, Bot } from '../../server/engine/room.ts'
import type { Contract } from '../../shared/contract.ts'
import { FRAME } from '../../shared/frames.ts'
import type { Position } from '../../shared/frames.ts'
import { LIMITS } from '../../shared/limits.ts'
import { seededRandom } from '../../shared/random.ts'
import type { Log } from '../../server/ports.ts'
import { createEngine } from '../support/engine.ts'
import type { Player } from '../support/engine.ts'
import { createMemoryStorage } from '../support/memory-storage.ts'

/** One thing that happens. `who` picks among those who came, however many they are. */
export type Blow =
  | { readonly do: 'join'; readonly back: boolean }
  | { readonly do: 'leave'; readonly who: number; readonly why: 'left' | 'lost' }
  | { readonly do: 'play'; readonly who: number; readonly times: number }
  | {
      readonly do: 'command'
      readonly who: number
      readonly op: number
      readonly body: unknown
      readonly nonce: number
    }
  | { readonly do: 'input'; readonly who: number; readonly bytes: Uint8Array }
  | { readonly do: 'slow'; readonly who: number }
  | { readonly do: 'wait'; readonly ms: number }
  | { readonly do: 'stall'; readonly ms: number }

const who = fc.nat(20)
/** What a decoder lets through: JSON's shapes and bytes. */
const junk = fc.oneof(
  fc.jsonValue({ maxDepth: 4 }),
  fc.uint8Array({ maxLength: 64 }),
  fc.record({ constructor: fc.jsonValue(), length: fc.integer(), toString: fc.constant(null) }),
)

/** Everything that may happen to a room of this kind. */
export const blows = (kind: AnyRoomKind): fc.Arbitrary<Blow[]> => {
  const commands: number = Object.keys((kind.contract as Contract).commands).length
  const blow: fc.Arbitrary<Blow> = fc.oneof(
    { weight: 4, arbitrary: fc.record({ do: fc.constant('join'), back: fc.boolean() }) },
    { weight: 2, arbitrary: fc.record({ do: fc.constant('leave'), who, why: fc.constantFrom('left', 'lost') }) },
    { weight: 8, arbitrary: fc.record({ do: fc.constant('play'), who, times: fc.integer({ min: 1, max: 8 }) }) },
    {
      weight: 6,
      arbitrary: fc.record({
        do: fc.constant('command'),
        who,
        op: fc.nat(commands + 1),
        body: junk,
        nonce: fc.nat(4),
      }),
    },
    { weight: 3, arbitrary: fc.record({ do: fc.constant('input'), who, bytes: fc.uint8Array({ maxLength: 160 }) }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('slow'), who }) },
    { weight: 6, arbitrary: fc.record({ do: fc.constant('wait'), ms: fc.nat(400) }) },
    // Long enough for a match to begin and to end.
    { weight: 1, arbitrary: fc.record({ do: fc.constant('wait'), ms: fc.nat(30_000) }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('stall'), ms: fc.nat(2_000) }) },
  )
  return fc.array(blow, { minLength: 10, maxLength: 120, size: 'medium' })
}

export interface Setting {
  /** Kinds that this one posts to. */
  readonly beside?: readonly AnyRoomKind[]
  readonly room?: string
  /** The only one who may come in; absent: everybody may. */
  readonly user?: string
}

const startEngine = async (kind: AnyRoomKind, beside: readonly AnyRoomKind[] = [], log?: Log) => {
  const kinds = [kind, ...beside.filter((one) => one !== kind)]
  const storage = kind.tables === undefined ? undefined : await createMemoryStorage(kinds)
  return createEngine(kinds, { ...(log && { log }), ...(storage && { storage }) })
}

interface Guest {
  readonly player: Player
  readonly bot: Bot<Contract>
  readonly name: string
  /** How much of `told` was looked at. */
  heard: number
  seq: number
  asked: number
  answered: number
  gone: boolean
}

export interface Played {
  /** What must not happen, in words. */
  readonly faults: string[]
  /** A hash over everything that left the room, in order. */
  readonly transcript: string
}

/** Plays the blows on one room of a fresh engine. The same blows give the same transcript, or the kind is not replayable. */
export const play = async (
  kind: AnyRoomKind,
  all: readonly Blow[],
  { beside = [], room = 'under-fire', user }: Setting = {},
): Promise<Played> => {
  const faults: string[] = []
  const log = {
    debug: () => {},
    info: () => {},
    warn: () => {},
    error: (message: string, fields?: object) => void faults.push(`${message}: ${JSON.stringify(fields)}`),
  }
  const engine = await startEngine(kind, beside, log)
  const contract: Contract = kind.contract
  const names = { commands: Object.keys(contract.commands), events: Object.keys(contract.events) }
  const guests: Guest[] = []
  let last: { name: string; since: Position } | undefined

  const join = async (back: boolean): Promise<void> => {
    const name = user ?? (back && last !== undefined ? last.name : `guest-${guests.length}`)
    const since = back && last !== undefined ? last.since : null
    const bot: Bot<Contract> = kind.bot(seededRandom(`bot/${guests.length}`))
    const player = await engine.join(name, contract.kind, room, { since, options: bot.options ?? null })
    const first = player.told.find((one) => one.at !== 'frame')
    if (first?.at === 'refused' && first.code === 'internal') faults.push(`${name} was refused: internal`)
    if (first?.at !== 'joined') return
    guests.push({ player, bot, name, heard: 0, seq: first.place.headSeq, asked: 0, answered: 0, gone: false })
    bot.joined?.(decode(first.place.state))
  }

  const act = (guest: Guest): void => {
    const wanted = guest.bot.act(engine.clock.now())
    if (wanted === undefined) return
    if ('input' in wanted) guest.player.entry.input(wanted.input)
    else guest.player.entry.command(names.commands.indexOf(wanted.command), wanted.body, ++guest.asked, null)
  }

  const listen = (guest: Guest): void => {
    for (; guest.heard < guest.player.told.length; guest.heard++) {
      const one = guest.player.told[guest.heard]!
      if (one.at === 'left') guest.gone = true
      if (one.at === 'left' && one.code === 'room_reset') faults.push(`${guest.name} lost its room`)
      if (one.at !== 'frame') continue
      const { frame } = one
      if (frame.type === FRAME.REPLY) {
        guest.answered++
        if (frame.code === 'internal') faults.push(`${guest.name} was answered: internal`)
      } else if (frame.type === FRAME.STATE) guest.bot.heard?.(names.events[frame.op]!, frame.body)
      else if (frame.type === FRAME.FLEETING) {
        for (const { op, body } of frame.events) guest.bot.heard?.(names.events[op]!, body)
      } else if (frame.type === FRAME.EVENTS) {
        if (frame.seq > guest.seq + 1) faults.push(`${guest.name} at ${guest.seq} was sent ${frame.seq}`)
        frame.events.forEach(({ op, body }, i) => {
          // As a client does: what JOINED covers comes again when it was said in the tick of the join (D4).
          if (frame.seq + i <= guest.seq) return
          guest.seq = frame.seq + i
          guest.bot.heard?.(names.events[op]!, body)
        })
      }
    }
  }

  const strike = async (blow: Blow): Promise<void> => {
    if (blow.do === 'join') return join(blow.back)
    if (blow.do === 'wait') return engine.pass(blow.ms)
    if (blow.do === 'stall') return engine.clock.stall(blow.ms)
    const present = guests.filter((guest) => !guest.gone)
    const guest = present[blow.who % Math.max(1, present.length)]
    if (guest === undefined) return
    const { entry, place } = guest.player
    if (blow.do === 'slow') guest.player.writable = !guest.player.writable
    else if (blow.do === 'input') entry.input(blow.bytes)
    else if (blow.do === 'play') for (let i = 0; i < blow.times; i++) act(guest)
    else if (blow.do === 'leave') {
      last = { name: guest.name, since: { epoch: place.epoch, seq: guest.seq } }
      guest.gone = true
      entry.leave(blow.why)
    } else {
      // The same few nonces come again and again, as a client's repeats do.
      const nonce = blow.nonce === 0 ? null : new Uint8Array(16).fill(blow.nonce)
      entry.command(blow.op, blow.body, ++guest.asked, nonce)
    }
  }

  for (const blow of all) {
    await strike(blow)
    // What is durable leaves as soon as it is.
    if (kind.tables !== undefined) await engine.calm()
    for (const guest of guests) listen(guest)
  }
  await engine.pass(1_000)
  for (const guest of guests) {
    listen(guest)
    if (!guest.gone && guest.answered !== guest.asked)
      faults.push(`${guest.name} asked ${guest.asked} times and was answered ${guest.answered} times`)
  }

  const hash = createHash('sha256')
  for (const { delivery, frames } of engine.published) hash.update(delivery).update(frames)
  for (const { player } of guests) hash.update(encode(player.told))
  return { faults, transcript: hash.digest('hex') }
}

/** Codes that answer more commands at once than an inbox holds, without a tick between them. */
export const flood = async (
  kind: AnyRoomKind,
  over: number,
  { room = 'under-flood', user = 'flooder' }: Setting = {},
): Promise<Map<string | null, number>> => {
  const engine = await startEngine(kind)
  const options: unknown = kind.bot(seededRandom(user)).options ?? null
  const player = await engine.join(user, (kind.contract as Contract).kind, room, { options })
  for (let i = 1; i <= LIMITS.maxInbox + over; i++) player.entry.command(9_999, null, i, null)
  await engine.pass(1_000)
  const codes = new Map<string | null, number>()
  for (const frame of player.frames())
    if (frame.type === FRAME.REPLY) codes.set(frame.code, (codes.get(frame.code) ?? 0) + 1)
  return codes
}
