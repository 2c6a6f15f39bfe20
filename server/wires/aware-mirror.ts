/** Who is where in one room, as it was last told to all: y-websocket clients send everything that they hear back again. */
import { createDecoder, readVarUint } from 'lib0/decoding'
import { createEncoder, toUint8Array, writeUint8Array, writeVarUint } from 'lib0/encoding'
import { DOC } from '../../shared/doc/rules.ts'
import { TuttiError } from '../../shared/errors.ts'
import { readBytes } from './codec.ts'

interface Entry {
  readonly client: number
  readonly clock: number
  /** As it stands in the update. */
  readonly bytes: Uint8Array
  /** The client is gone. */
  readonly gone: boolean
}

const GONE = 'null'
/** Client, clock and text take a byte each at least. */
const ENTRY_MIN = 3

export class AwareMirror {
  readonly #known = new Map<number, Entry>()

  /** What the room told everybody. */
  learn(update: Uint8Array): void {
    for (const entry of entriesOf(update)) {
      if (entry.gone) this.#known.delete(entry.client)
      else if (this.#known.has(entry.client) || this.#known.size < DOC.awarePeopleMax)
        this.#known.set(entry.client, entry)
    }
  }

  /** What of it everybody does not know yet; undefined: nothing. @throws TuttiError `bad_frame` */
  news(update: Uint8Array): Uint8Array | undefined {
    const entries = entriesOf(update)
    const news = entries.filter(({ client, clock, gone }) => {
      const known = this.#known.get(client)
      if (known === undefined) return !gone
      return clock > known.clock || (clock === known.clock && gone)
    })
    if (news.length === 0) return undefined
    return news.length === entries.length ? update : listed(news)
  }

  /** Everybody. */
  all(): Uint8Array {
    return listed([...this.#known.values()])
  }

  forget(): void {
    this.#known.clear()
  }
}

const listed = (entries: readonly Entry[]): Uint8Array => {
  const to = createEncoder()
  writeVarUint(to, entries.length)
  for (const { bytes } of entries) writeUint8Array(to, bytes)
  return toUint8Array(to)
}

const entriesOf = (update: Uint8Array): Entry[] => {
  try {
    const from = createDecoder(update)
    const count = readVarUint(from)
    if (count > (update.length - from.pos) / ENTRY_MIN) throw new TuttiError('bad_frame', 'more people than bytes')
    const entries: Entry[] = []
    for (let i = 0; i < count; i++) {
      const start = from.pos
      const client = readVarUint(from)
      const clock = readVarUint(from)
      const state = readBytes(from, update.length)
      const gone = state.length === GONE.length && Buffer.from(state).toString() === GONE
      entries.push({ client, clock, gone, bytes: update.slice(start, from.pos) })
    }
    return entries
  } catch (thrown) {
    if (thrown instanceof TuttiError) throw thrown
    throw new TuttiError('bad_frame', 'no awareness update', { cause: thrown })
  }
}
