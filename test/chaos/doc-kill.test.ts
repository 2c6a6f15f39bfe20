/** kill -9 while documents are written: what was acknowledged is kept, written or deleted, whoever is still there to tell. */
import { afterEach, describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { openDoc } from '../../client-sdk/src/doc.ts'
import { connect } from '../../client-sdk/src/index.ts'
import type * as kinds from '../../server/rooms/registry.ts'
import { seededRandom } from '../../shared/random.ts'
import { tokenOf } from '../support/raw-session.ts'
import { until } from '../support/until.ts'
import { openBase } from './bases.ts'
import { docFaultsOf, storedDocs, wordFaults } from './doc-oracle.ts'
import { HostProcess } from './host-process.ts'
import { Typists } from './doc-typists.ts'
import type { Wire } from './doc-typists.ts'

/** 200 for the whole; each round kills the host once. */
const ASKED = process.env['CHAOS_ROUNDS']
const ROOMS = ['paper', 'report']
const WRITERS: readonly Wire[] = ['sdk', 'sdk', 'sdk', 'hocuspocus', 'yjs']
/** Acknowledged before a kill, from here to twice as many. */
const BURSTS = 30
const cleanup: (() => void | Promise<void>)[] = []
afterEach(async () => {
  for (const end of cleanup.splice(0).toReversed()) await end()
})

describe.each([
  { database: 'sqlite', rounds: Number(ASKED ?? 2) },
  { database: 'postgres', rounds: Number(ASKED ?? 1) },
] as const)('on $database', ({ database, rounds }) => {
  it(`[Y2] a host killed ${rounds} times while people type over three wires loses no insert and no delete that it has acknowledged`, async () => {
    const base = await openBase(database, cleanup)
    const host = await HostProcess.start(base.env)
    cleanup.push(() => host.kill())
    const typists = await Typists.arrive(host.url, ROOMS, WRITERS)
    cleanup.push(() => typists.close())
    const random = seededRandom(`kill ${database}`)
    for (let round = 1; round <= rounds; round++) {
      const target = typists.acked + BURSTS + Math.floor(random() * BURSTS)
      await until(
        () => typists.acked >= target || typists.faults.length > 0,
        (look) => typists.onNews(look),
        60_000,
      )
      await host.kill()
      // At the very moment of the end: nobody has told it anything again.
      expect(docFaultsOf(await storedDocs(base), typists)).toEqual([])
      // After the last time none of them ever comes back.
      if (round === rounds) typists.close()
      await host.start()
    }

    const docs = await storedDocs(base)
    const client = connect<typeof kinds>(host.url, { token: await tokenOf('fresh'), probeMs: 0 })
    cleanup.push(() => client.close())
    for (const [room, records] of typists.records) {
      const doc = openDoc(client, room, {})
      await doc.ready
      const text = doc.doc.getText('code').toJSON()
      expect(wordFaults(text, records)).toEqual([])
      const { whole, numbers, snapshotN } = docs.get(room)!
      expect(text).toBe(whole.getText('code').toJSON())
      expect(Y.encodeStateVector(doc.doc)).toEqual(Y.encodeStateVector(whole))
      expect([records.ackedWritten.size > 0, records.ackedDeleted.size > 0]).toEqual([true, true])
      if (ASKED !== undefined)
        process.stdout.write(
          `${database} ${room}: ${records.ackedWritten.size} inserts and ${records.ackedDeleted.size} deletes ` +
            `acknowledged, ${numbers.length} rows, newest snapshot ${snapshotN}\n`,
        )
    }
  }, 3_600_000)
})
