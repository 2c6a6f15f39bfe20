/** Awareness updates as bytes (y-protocols): a count, and for each client its number, a clock, and its state as JSON. */
import * as encoding from 'lib0/encoding'
import { TuttiError } from '../../../shared/errors.ts'
import { Cursor } from './guard/cursor.ts'
import { skipJson } from './guard/json.ts'

export interface AwareEntry {
  readonly client: number
  readonly clock: number
  /** Null: it is gone. */
  readonly state: Readonly<Record<string, unknown>> | null
}

/** Of one update: whoever relays others' states may send some more than its own. */
const ENTRIES_MAX = 64
/** The least bytes of one: a client, a clock, and a state of one digit. */
const ENTRY_BYTES = 4
const KEYS_MAX = 200
/** Lists and objects within a state. */
const NESTING_MAX = 32
const COLOR_MAX = 32
const UTF8 = new TextDecoder()

/** @throws TuttiError `bad_body` */
export const readAware = (update: Uint8Array): AwareEntry[] => {
  try {
    const cursor = new Cursor(update)
    const count = cursor.count(ENTRY_BYTES)
    if (count > ENTRIES_MAX) throw new TuttiError('bad_body', `at most ${ENTRIES_MAX} clients in one update`)
    const entries: AwareEntry[] = []
    for (let i = 0; i < count; i++) entries.push(readEntry(cursor))
    if (cursor.left > 0) throw new TuttiError('bad_body', 'something stands behind the update')
    return entries
  } catch (thrown) {
    throw thrown instanceof TuttiError ? thrown : new TuttiError('bad_body', 'this is no awareness update')
  }
}

/** A state is looked over before it is parsed: whoever hears it parses it too, on a smaller machine. */
const readEntry = (cursor: Cursor): AwareEntry => {
  const client = cursor.client()
  const clock = cursor.clock()
  const size = cursor.uint()
  const from = cursor.at
  cursor.skip(size)
  cursor.at = from
  skipJson(cursor, from + size, NESTING_MAX)
  return { client, clock, state: stateOf(JSON.parse(UTF8.decode(cursor.bytes.subarray(from, from + size)))) }
}

const stateOf = (state: unknown): AwareEntry['state'] => {
  if (state === null) return null
  if (typeof state !== 'object' || Array.isArray(state) || Object.keys(state).length > KEYS_MAX)
    throw new TuttiError('bad_body', 'a state is an object of some keys')
  // Any object that JSON gives.
  return state as Record<string, unknown>
}

/** One client's part of an update. `user`: who it is; of what it says itself only a colour is taken. */
export const writeEntry = (
  { client, clock, state }: AwareEntry,
  user: { readonly id: string; readonly name: string },
): Uint8Array => {
  const encoder = encoding.createEncoder()
  encoding.writeVarUint(encoder, client)
  encoding.writeVarUint(encoder, clock)
  const stamped =
    state === null ? null : { ...state, user: { ...coloursOf(state['user']), id: user.id, name: user.name } }
  encoding.writeVarString(encoder, JSON.stringify(stamped))
  return encoding.toUint8Array(encoder)
}

const coloursOf = (user: unknown): Record<string, string> => {
  const colours: Record<string, string> = {}
  if (typeof user !== 'object' || user === null) return colours
  for (const name of ['color', 'colorLight']) {
    const colour: unknown = (user as Readonly<Record<string, unknown>>)[name]
    if (typeof colour === 'string' && colour.length <= COLOR_MAX && colour.isWellFormed()) colours[name] = colour
  }
  return colours
}

/** Entries as one update. */
export const joinEntries = (entries: readonly Uint8Array[]): Uint8Array => {
  const encoder = encoding.createEncoder()
  encoding.writeVarUint(encoder, entries.length)
  for (const entry of entries) encoding.writeUint8Array(encoder, entry)
  return encoding.toUint8Array(encoder)
}
