/**
 * A paper as it was written: 259,778 edits (../shared/data/automerge-paper.json.gz) through a document room on SQLite,
 * as an editor sends them. What is stored for it, and what opening it costs. `npx tsx test/bench/doc-trace.ts [edits] [at once]`
 */
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import * as Y from 'yjs'
import { ThreadJobs } from '../../server/adapters/jobs/thread-jobs.ts'
import { openSqlite } from '../../server/adapters/sqlite/storage.ts'
import { systemClock } from '../../server/adapters/system-clock.ts'
import { Directory } from '../../server/engine/directory.ts'
import { Loop } from '../../server/engine/loop.ts'
import type { AnyRoomKind, KindJobs } from '../../server/engine/room.ts'
import type { Tables } from '../../server/engine/tables.ts'
import type { Entry, Journal, RoomCommit, Value } from '../../server/ports.ts'
import { createMeters } from '../../server/ops/meters.ts'
import { DocDesk } from '../../server/rooms/doc/desk.ts'
import { doc } from '../../server/rooms/doc/kind.ts'
import type { Stored } from '../../server/rooms/doc/stored.ts'
import { docContract } from '../../shared/doc/contract.ts'
import { ID_EPOCH_MS, PER_MS, idText } from '../../shared/id.ts'
import { TestRoom } from '../support/room-context.ts'
import { silentLog } from '../support/silent-log.ts'

interface Trace {
  readonly endContent: string
  readonly txns: readonly { readonly patches: readonly (readonly [number, number, string])[] }[]
}

const FILE = new URL('../../../shared/data/automerge-paper.json.gz', import.meta.url)
if (!existsSync(FILE)) throw new Error(`the trace is not there: ${FILE.pathname}`)
const trace = JSON.parse(gunzipSync(readFileSync(FILE)).toString()) as Trace
const most = Number(process.argv[2] ?? Infinity)
const atOnce = Number(process.argv[3] ?? 64)
const commands = Object.keys(docContract.commands)
const ROOM = 'paper'

/** What went to the database, by what it is. */
const stored = {
  updates: 0,
  rows: 0,
  events: 0,
  commits: 0,
  snapshots: 0,
  snapshotBytes: 0,
  lastSnapshot: 0,
  overhead: 0,
}
const count = ({ events, rows }: RoomCommit): void => {
  stored.commits++
  for (const { flat } of events) stored.events += flat.length
  for (const { write, values } of rows) {
    const bytes = values.reduce<number>((sum, value) => sum + sizeOf(value), 0)
    const last = values.at(-1)
    const data = last instanceof Uint8Array ? last.length : 0
    if (write === 'doc.update') {
      stored.rows++
      stored.updates += data
      stored.overhead += bytes - data
    } else if (write === 'doc.snapshot') {
      stored.snapshots++
      stored.snapshotBytes += bytes
      stored.lastSnapshot = data
    } else stored.overhead += bytes
  }
}

/** As SQLite writes it. */
const sizeOf = (value: Value): number => {
  if (value === null) return 0
  if (typeof value !== 'number') return value.length
  return value < 2 ** 7 ? 1 : value < 2 ** 15 ? 2 : value < 2 ** 23 ? 3 : value < 2 ** 31 ? 4 : value < 2 ** 47 ? 6 : 8
}

const folder = mkdtempSync(join(tmpdir(), 'tutti-trace-'))
const path = join(folder, 'tutti.db')
// An editor is not as fast as this.
const hosted: AnyRoomKind = doc.hosted!({ channels: [], pushKey: '', privateWebhooks: false })
const kind: AnyRoomKind = { ...hosted, limits: {} }
const storage = await openSqlite({
  path,
  kinds: new Map([['doc', kind.tables as Tables]]),
  clock: systemClock,
  log: silentLog,
})
const journal: Journal = {
  ...storage.journal,
  commit(batch) {
    batch.forEach(count)
    return storage.journal.commit(batch)
  },
}
const jobs = new ThreadJobs({ book: new Map([['doc', kind.jobs as KindJobs]]), clock: systemClock, log: silentLog })
const meter = createMeters().engine
let ids = 0
let told = 0
const directory = new Directory({
  kinds: new Map([['doc', kind]]),
  edge: {
    outlet: () => ({
      publish: (delivery, frames) => {
        if (delivery === 'ordered') told += frames.length
      },
      close() {},
    }),
    badge() {},
    unwatch() {},
  },
  loop: new Loop(systemClock, meter),
  clock: systemClock,
  log: silentLog,
  meter,
  maxRooms: 10,
  newEpoch: () => 'epoch',
  newId: () => idText(Date.now() - ID_EPOCH_MS, 0, ids++ % PER_MS),
  storage: { journal, reader: storage.reader },
  jobs,
})

let owed = 0
let look = (): void => undefined
const entry = await new Promise<Entry>((resolve, reject) => {
  const own: Entry = directory.join(
    {
      user: { id: 'guest-0123456789', name: 'Martin', guest: true },
      session: 's',
      kind: 'doc',
      room: ROOM,
      since: null,
      options: { create: true },
    },
    {
      writable: true,
      // A promise's function runs before join() has returned.
      joined: () => queueMicrotask(() => resolve(own)),
      refused: reject,
      replies: (_frames, answers) => {
        owed -= answers
        look()
      },
      newest() {},
      fleeting() {},
      more() {},
      left: (code) => reject(new Error(code)),
    },
  )
})
const send = (command: string, body: unknown): Promise<void> | undefined => {
  owed++
  entry.command(commands.indexOf(command), body, owed, null)
  return owed < atOnce ? undefined : new Promise((resolve) => (look = () => owed < atOnce && resolve()))
}

await send('create', { title: 'A paper', public: 'editor' })
const writer = new Y.Doc()
const text = writer.getText('code')
const queue: Uint8Array[] = []
writer.on('update', (update: Uint8Array) => queue.push(update))

let edits = 0
let bytes = 0
const cpu = process.cpuUsage()
const startMs = performance.now()
for (const { patches } of trace.txns) {
  if (edits >= most) break
  for (const [at, deleted, inserted] of patches) {
    edits++
    if (deleted > 0) text.delete(at, deleted)
    if (inserted !== '') text.insert(at, inserted)
  }
  for (const update of queue.splice(0)) {
    bytes += update.length
    const full = send('edit', update)
    if (full !== undefined) await full
  }
}
await new Promise<void>((resolve) => {
  look = () => owed === 0 && resolve()
  look()
})
const wallMs = performance.now() - startMs
const used = process.cpuUsage(cpu)
entry.leave('left')
// The last snapshot is kept once everybody has gone.
await new Promise((resolve) => setTimeout(resolve, 8_000))
await directory.settle()

const read = async () => (await kind.stored!(ROOM, storage.reader)) as Stored
const opening = { readMs: 0, buildMs: 0, rows: 0 }
const open = async () => {
  const beganMs = performance.now()
  const found = await read()
  opening.readMs = performance.now() - beganMs
  opening.rows = found.tail.length
  const desk = new DocDesk(new TestRoom(ROOM, 60).ctx as never, found)
  const ydoc = desk.present()
  opening.buildMs = performance.now() - beganMs - opening.readMs
  return { found, ydoc }
}
const { found, ydoc } = await open()
const end = ydoc.getText('code').toJSON()
const whole = most === Infinity
if (end !== (whole ? trace.endContent : text.toJSON())) throw new Error('the text is not what was written')

const kib = (value: number): string => `${Math.round(value / 1024)} KiB`
const total = stored.updates + stored.events + stored.snapshotBytes
const all = total + stored.overhead
await storage.close()
console.log(
  [
    `${edits} edits, ${kib(bytes)}, ${atOnce} at once: ${Math.round((edits / wallMs) * 1000)} edits/s, ` +
      `${((used.user + used.system) / edits).toFixed(1)} µs of CPU each (writer, room and database), text as it should be`,
    `stored: ${stored.rows} rows ${kib(stored.updates)}, events ${kib(stored.events)} (${stored.commits} commits), ` +
      `${stored.snapshots} snapshots ${kib(stored.snapshotBytes)}: ${(total / bytes).toFixed(2)} bytes a byte; ` +
      `with ${kib(stored.overhead)} of names and times ${(all / bytes).toFixed(2)}; ${kib(statSync(path).size)} on the disk`,
    `told: ${kib(told)}; snapshot ${kib(stored.lastSnapshot)}, ${kib(found.snapshot.data.length)} unpacked, ` +
      `at ${found.snapshot.n} and ${opening.rows} rows; ` +
      `cold open ${opening.readMs.toFixed(0)} ms to read, ${opening.buildMs.toFixed(0)} ms to a Y.Doc`,
  ].join('\n'),
)
await jobs.close()
rmSync(folder, { recursive: true })
process.exit(0)
