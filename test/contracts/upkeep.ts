/** What every database forgets in time, and what it keeps. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createManualClock } from '../../server/adapters/manual-clock.ts'
import type { ManualClock } from '../../server/adapters/manual-clock.ts'
import type { Tables } from '../../server/engine/tables.ts'
import type { Acquired, Clock, RoomCommit, Storage } from '../../server/ports.ts'
import { line, noteTables } from '../support/note-tables.ts'
import { EPOCH, NAMES, after, answerOf, commitAfter, nonceAt } from '../support/room-commit.ts'

const DAY_MS = 86_400_000

/** A kind that forgets its lines two at a time, when they are marked with a time that has passed. */
const forgetful: Tables = {
  ...noteTables,
  upkeep: {
    lines: {
      everyMs: 60_000,
      sql: {
        sqlite: [
          'delete from note_line where pos in (select pos from note_line where marks between 1 and {now} - 1000 limit 2)',
        ],
        postgres: [
          'delete from note_line where pos in (select pos from note_line where marks between 1 and {now} - 1000 limit 2)',
        ],
      },
    },
  },
}

export interface UpkeepRig {
  open(kinds: ReadonlyMap<string, Tables>, clock: Clock): Promise<Storage>
  close(): Promise<void>
}

export const upkeepContract = (name: string, start: () => Promise<UpkeepRig>): void => {
  describe(`upkeep: ${name}`, () => {
    let rig: UpkeepRig
    let storage: Storage
    let clock: ManualClock
    beforeAll(async () => {
      rig = await start()
      clock = createManualClock()
      storage = await rig.open(new Map([['note', forgetful]]), clock)
    })
    afterAll(async () => {
      await storage.close()
      await rig.close()
    })
    const acquire = (id: string) => storage.journal.acquire('note', id, EPOCH, NAMES)
    const commit = async (at: Acquired, parts: Partial<RoomCommit>) => {
      const room = commitAfter(at, parts)
      expect(await storage.journal.commit([room])).toMatchObject([{ is: 'committed' }])
      return after(at, room)
    }
    /** Time goes on, and with it upkeep, until it has done that. */
    const eventually = async (done: () => Promise<boolean>) => {
      for (let i = 0; i < 1_000; i++) {
        clock.advance(500)
        // Answered behind what upkeep has just asked for.
        await storage.outbound.counts()
        if (await done()) return
      }
      throw new Error('upkeep did not do it')
    }
    const rows = async (table: string) => (await storage.reader.db.selectFrom(table).selectAll().execute()).length

    it('forgets answers after thirty days, and no earlier because a nonce begins with an older time', async () => {
      const at = await acquire('nonces')
      const now = clock.wall()
      const nonces = [nonceAt(now), nonceAt(now - 31 * DAY_MS), nonceAt(now + 90 * DAY_MS), nonceAt(now - 29 * DAY_MS)]
      await commit(at, { answers: nonces.map((nonce) => answerOf('ada', nonce)) })
      const kept = async () => {
        const found = await Promise.all(nonces.map((nonce) => storage.journal.answer(at.key, 'ada', nonce)))
        return found.map((one) => one !== undefined)
      }
      let rounds = 0
      await eventually(() => Promise.resolve(++rounds === 300))
      expect(await kept()).toEqual([true, true, true, true])
      clock.advance(31 * DAY_MS)
      await eventually(async () => (await rows('nonce')) === 0)
    })

    it('forgets events after seven days, and says from where on they can be read', async () => {
      const at = await acquire('old-events')
      const run = (first: number, last: number) => ({ first, last, flat: Uint8Array.of(1) })
      const then = await commit(at, { seq: 4, events: [run(1, 2), run(3, 4)] })
      clock.advance(6 * DAY_MS)
      await commit(then, { seq: 5, events: [run(5, 5)] })
      clock.advance(1.5 * DAY_MS)
      await eventually(async () => (await storage.journal.events(at.key, 0, 100)).length === 1)
      expect(await storage.journal.events(at.key, 0, 100)).toEqual([run(5, 5)])
      expect(await acquire('old-events')).toMatchObject({ floorSeq: 4, seq: 5 })
    })

    it('keeps at least the newest ten thousand events of a room, and not many more', async () => {
      const at = await acquire('many-events')
      const beside = await commit(await acquire('beside'), {
        seq: 1,
        events: [{ first: 1, last: 1, flat: Uint8Array.of(1) }],
      })
      const events = Array.from({ length: 29 }, (_, i) => ({
        first: i * 500 + 1,
        last: i * 500 + 500,
        flat: Uint8Array.of(i),
      }))
      await commit(at, { seq: 14_500, events })
      await eventually(async () => (await acquire('many-events')).floorSeq === 4_000)
      const [first] = await storage.journal.events(at.key, 0, 1)
      expect(first).toMatchObject({ first: 4_001, last: 4_500 })
      expect(await storage.journal.events(beside.key, 0, 100)).toHaveLength(1)
    })

    it('forgets rooms in which nothing happened for a day, and never uses their number again', async () => {
      const used = await commit(await acquire('used'), {})
      const unused = await acquire('unused')
      clock.advance(DAY_MS + 1_000)
      await eventually(
        async () =>
          (await storage.reader.db.selectFrom('room').selectAll().where('id', '=', 'unused').execute()).length === 0,
      )
      expect(await storage.journal.commit([commitAfter(unused)])).toMatchObject([{ is: 'lost' }])
      expect(await acquire('used')).toMatchObject({ key: used.key, rev: 1 })
      const again = await acquire('unused')
      expect(again.key).toBeGreaterThan(unused.key)
      expect(await storage.journal.commit([commitAfter(unused)])).toMatchObject([{ is: 'lost' }])
    })

    it('runs a kind’s own statements until they find nothing more', async () => {
      const at = await acquire('forgetful')
      const mark = (n: number, ms: number) => ({ write: 'note.marked', values: [ms, 'forgetful', n] })
      const past = Math.floor(clock.wall()) - 2_000
      await commit(at, {
        rows: [
          ...Array.from({ length: 6 }, (_, i) => line('forgetful', i)),
          ...Array.from({ length: 5 }, (_, i) => mark(i, past)),
          mark(5, past + DAY_MS),
        ],
      })
      await eventually(async () => (await rows('note_line')) === 1)
    })
  })
}
