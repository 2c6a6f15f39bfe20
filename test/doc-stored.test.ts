/** What a document costs that was written letter by letter: a paper of 259,778 edits where it is at hand, and a seeded one. */
import { existsSync, readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { seededRandom } from '../shared/random.ts'
import { jobs } from '../server/rooms/doc/jobs.ts'
import { DocTable } from './support/doc-table.ts'

/** Of the paper; all of them for the figures as a whole. */
const EDITS = Number(process.env['TUTTI_TRACE_EDITS'] ?? 12_000)
const FILE = new URL('../../shared/data/automerge-paper.json.gz', import.meta.url)
/** Edits that come within one tick. */
const TICK = 16
const TICKS_PER_JOB = 8

type Patch = readonly [at: number, deleted: number, inserted: string]

/** What is stored for these edits, one after the other, and what becomes of them. */
const written = async (patches: Iterable<Patch>) => {
  const { table, ada } = await DocTable.of()
  const { test: room } = table
  const author = new Y.Doc()
  author.clientID = 3_000_000_019
  const text = author.getText('code')
  const queue: Uint8Array[] = []
  author.on('update', (update: Uint8Array) => queue.push(update))
  let [bytes, edits, ticks] = [0, 0, 0]
  const tick = (): void => {
    for (const update of queue.splice(0)) {
      bytes += update.length
      table.run(ada, 'edit', update, undefined)
    }
    room.pass(16)
    table.tick()
    if (++ticks % TICKS_PER_JOB > 0) return
    room.work(jobs.run)
    table.tick()
  }
  for (const [at, deleted, inserted] of patches) {
    if (deleted > 0) text.delete(at, deleted)
    if (inserted !== '') text.insert(at, inserted)
    if (++edits % TICK === 0) tick()
  }
  tick()
  // Everybody goes: what is left is written as a whole.
  table.leave(ada, 'left')
  table.pass(6_000)
  room.work(jobs.run)
  for (let i = 0; i < 10; i++) table.pass(100)
  const events = room.told('edited').reduce((sum, update) => sum + update.length, 0)
  const [{ rows }] = table.rows(
    'select sum(length(data) + length(room) + length(by_id) + 12) as rows from doc_update',
  ) as [{ rows: number }]
  const snapshots = room.recorded
    .filter(({ write }) => write === 'snapshot')
    .map(({ row }) => (row['data'] as Uint8Array).length)
  await table.reopen()
  const { state } = await table.join('ada')
  const again = new Y.Doc()
  const whole = state.snapshot ?? (await table.ask('ada', 'snapshot', {})).update
  for (const update of [whole, ...state.tail]) Y.applyUpdate(again, update)
  return {
    edits,
    text: again.getText('code').toJSON(),
    wanted: text.toJSON(),
    lastSnapshot: snapshots.at(-1) ?? Infinity,
    amplification: (events + rows + snapshots.reduce((sum, length) => sum + length, 0)) / bytes,
  }
}

/** As people write: on and on, back over what was just written, and now and then somewhere else. */
const seeded = function* (edits: number, seed: string): Generator<Patch> {
  const random = seededRandom(seed)
  let [length, caret] = [0, 0]
  for (let i = 0; i < edits; i++) {
    const what = random()
    if (what < 0.01) caret = Math.floor(random() * (length + 1))
    if (what < 0.2 && caret > 0) {
      caret--
      length--
      yield [caret, 1, '']
    } else {
      yield [caret, 0, ' etaoinshrdlu'[Math.floor(random() * 13)]!]
      caret++
      length++
    }
  }
}

test('a text that was written letter by letter is stored for less than three bytes a byte, and opens as it is', async () => {
  const { text, wanted, lastSnapshot, amplification } = await written(seeded(8_000, 'letters'))
  expect(text).toBe(wanted)
  expect(amplification).toBeLessThan(3)
  // Deflated: less than what was typed.
  expect(lastSnapshot).toBeLessThan(16_000)
})

test.skipIf(!existsSync(FILE))('the paper is stored for less than three bytes a byte, and opens as it is', async () => {
  // What the file is said to be.
  const { txns, endContent } = JSON.parse(gunzipSync(readFileSync(FILE)).toString()) as {
    readonly txns: readonly { readonly patches: readonly Patch[] }[]
    readonly endContent: string
  }
  const patches = txns.flatMap((txn) => txn.patches).slice(0, EDITS)
  const { edits, text, wanted, lastSnapshot, amplification } = await written(patches)
  expect(text).toBe(edits < EDITS ? endContent : wanted)
  expect(amplification).toBeLessThan(3)
  // 200 KB of all.
  expect(lastSnapshot).toBeLessThan(8_000 + (edits * 200_000) / 259_778)
})
