/** Both databases make the same rows of the same records, whatever they are. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { NOTES } from '../../../test/support/note-tables.ts'
import { freshDatabase } from '../../../test/support/postgres.ts'
import { EPOCH, after, commitAfter } from '../../../test/support/room-commit.ts'
import { silentLog } from '../../../test/support/silent-log.ts'
import type { Acquired, Row, Storage } from '../../ports.ts'
import { openPostgres } from '../postgres/storage.ts'
import { openSqlite } from '../sqlite/storage.ts'
import { systemClock } from '../system-clock.ts'

const RUNS = Number(process.env['FUZZ_RUNS'] ?? 60)
const ROOMS = ['a', 'b', 'c']

/** Few keys, so that they meet; those of one room only, since rooms of a batch have no order among each other. */
const rowOf = (room: string): fc.Arbitrary<Row> => {
  const n = fc.integer({ min: -2, max: 2 })
  const text = fc.option(fc.string({ unit: 'binary', maxLength: 4 }).filter((one) => !one.includes('\0')))
  const row = (write: string, ...values: fc.Arbitrary<Row['values'][number]>[]): fc.Arbitrary<Row> =>
    fc.tuple(...values).map((all) => ({ write: `note.${write}`, values: all }))
  const here = fc.constant(room)
  const user = n.map((one) => `${room}${one}`)
  return fc.oneof(
    row('line', here, n, text, fc.option(fc.double({ noNaN: true, noDefaultInfinity: true })), fc.option(bytes)),
    row('edited', here, n, text),
    row('marked', fc.maxSafeInteger(), here, n),
    row('unline', here, n),
    row('reader', user, fc.constantFrom('x', 'y'), fc.option(fc.maxSafeInteger())),
    row('tag', here, fc.constantFrom('p', 'q')),
    row('untag', here),
  )
}
const bytes = fc.uint8Array({ maxLength: 5 })
const batch = fc.tuple(...ROOMS.map((room) => fc.array(rowOf(room), { maxLength: 12 })))

describe('SQLite and Postgres', () => {
  let both: readonly Storage[]
  let folder: string
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'tutti-alike-'))
    const options = { kinds: NOTES, clock: systemClock, log: silentLog }
    const { url } = await freshDatabase()
    both = [await openSqlite({ path: join(folder, 'tutti.db'), ...options }), await openPostgres({ url, ...options })]
  })
  afterAll(async () => {
    for (const storage of both) await storage.close()
    rmSync(folder, { recursive: true })
  })

  const everything = ({ reader }: Storage) =>
    reader.snapshot(async (db) => ({
      lines: await db
        .selectFrom('note_line')
        .select(['room', 'n', 'text', 'score', 'data', 'marks'])
        .orderBy('room')
        .orderBy('n')
        .execute(),
      // Where lines came in one commit, their place tells their order.
      order: (await db.selectFrom('note_line').select(['room', 'n']).orderBy('room').orderBy('pos').execute()).map(
        ({ room, n }) => `${room}${n}`,
      ),
      readers: await db.selectFrom('note_reader').selectAll().orderBy('user_id').execute(),
      tags: await db.selectFrom('note_tag').selectAll().orderBy('room').orderBy('tag').execute(),
    }))

  it('keep the same', async () => {
    let runs = 0
    await fc.assert(
      fc.asyncProperty(fc.array(batch, { minLength: 1, maxLength: 4 }), async (batches) => {
        const run = ++runs
        const outcomes = await Promise.all(
          both.map(async ({ journal }) => {
            let rooms: Acquired[] = await Promise.all(
              ROOMS.map((room) => journal.acquire('note', `${room}${run}`, EPOCH, [])),
            )
            const said: string[] = []
            for (const rows of batches) {
              const commits = rooms.map((at, i) => commitAfter(at, { rows: rows[i]! }))
              const result = await journal.commit(commits)
              rooms = rooms.map((at, i) => (result[i]!.is === 'committed' ? after(at, commits[i]!) : at))
              said.push(...result.map(({ is }) => is))
            }
            return said
          }),
        )
        expect(outcomes[1]).toEqual(outcomes[0])
        const [one, other] = await Promise.all(both.map(everything))
        expect(other).toEqual(one)
      }),
      { numRuns: RUNS },
    )
  }, 120_000)
})
