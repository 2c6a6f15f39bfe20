/** What every database does beyond the journal: rows of kinds, reads beside rooms, a life after a restart. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Tables } from '../../server/engine/tables.ts'
import type { Acquired, RoomCommit, Row, Storage } from '../../server/ports.ts'
import { NOTES, line } from '../support/note-tables.ts'
import { EPOCH, NAMES, after, answerOf, commitAfter, nonceAt } from '../support/room-commit.ts'

export interface StorageRig {
  /** Opens the same database, again and again. */
  open(kinds?: ReadonlyMap<string, Tables>): Promise<Storage>
  close(): Promise<void>
}

export const storageContract = (name: string, start: () => Promise<StorageRig>): void => {
  describe(`storage: ${name}`, () => {
    let rig: StorageRig
    let storage: Storage
    let rooms = 0
    beforeAll(async () => {
      rig = await start()
      storage = await rig.open()
    })
    afterAll(async () => {
      await storage.close()
      await rig.close()
    })
    const enter = async () => {
      const id = `room-${++rooms}`
      return { id, at: await storage.journal.acquire('note', id, EPOCH, NAMES) }
    }
    const commit = async (at: Acquired, rows: readonly Row[], parts: Partial<RoomCommit> = {}) => {
      const [outcome] = await storage.journal.commit([commitAfter(at, { rows, ...parts })])
      return outcome!
    }
    const lines = (room: string) =>
      storage.reader.db.selectFrom('note_line').selectAll().where('room', '=', room).orderBy('n').execute()

    it('writes values of every sort, and reads them as they were', async () => {
      const { id, at } = await enter()
      const text = `"quotes", \\ {braces}, ünï, 🎼, null, ''`
      const rows: Row[] = [
        { write: 'note.line', values: [id, Number.MAX_SAFE_INTEGER, text, 0.1, Uint8Array.of(0, 255, 1)] },
        { write: 'note.line', values: [id, -4_294_967_297, '', -1e300, new Uint8Array(0)] },
        { write: 'note.line', values: [id, 0, null, null, null] },
      ]
      expect(await commit(at, rows)).toMatchObject({ is: 'committed' })
      const found = await lines(id)
      expect(found.map(({ n, text: t, score, data }) => [n, t, score, data && [...data]])).toEqual([
        [-4_294_967_297, '', -1e300, []],
        [0, null, null, null],
        [Number.MAX_SAFE_INTEGER, text, 0.1, [0, 255, 1]],
      ])
    })

    it('keeps minus zero as zero', async () => {
      const { id, at } = await enter()
      expect(await commit(at, [{ write: 'note.line', values: [id, -0, '', -0, null] }])).toMatchObject({
        is: 'committed',
      })
      expect((await lines(id)).map(({ n, score }) => [n, score])).toEqual([[0, 0]])
    })

    it('keeps the order of rows within a table, whatever writes them', async () => {
      const { id, at } = await enter()
      const rows: Row[] = [
        line(id, 1, 'first'),
        { write: 'note.edited', values: [id, 1, 'second'] },
        { write: 'note.marked', values: [5, id, 1] },
        { write: 'note.unline', values: [id, 1] },
        line(id, 1, 'third'),
        { write: 'note.edited', values: [id, 1, 'fourth'] },
        { write: 'note.edited', values: [id, 1, 'fifth'] },
        line(id, 2),
        line(id, 3),
      ]
      expect(await commit(at, rows)).toMatchObject({ is: 'committed' })
      expect(await lines(id)).toMatchObject([{ n: 1, text: 'fifth', marks: 0 }, { n: 2, text: 'line 2' }, { n: 3 }])
      const byPos = await storage.reader.db
        .selectFrom('note_line')
        .select('n')
        .where('room', '=', id)
        .orderBy('pos')
        .execute()
      expect(byPos.map(({ n }) => n)).toEqual([1, 2, 3])
    })

    it('upserts: sets what is there, but for what only grows', async () => {
      const { id, at } = await enter()
      const user = `user-${id}`
      const reader = (who: string, called: string, read: number | null): Row => ({
        write: 'note.reader',
        values: [who, called, read],
      })
      const first = commitAfter(at)
      await commit(at, [reader(user, 'Ada', 5), reader(user, 'Ada L', 9), reader(user, 'Ada Lovelace', 7)])
      const find = () =>
        storage.reader.db.selectFrom('note_reader').selectAll().where('user_id', '=', user).executeTakeFirst()
      expect(await find()).toEqual({ user_id: user, name: 'Ada Lovelace', read: 9 })
      await commit(after(at, first), [
        reader(user, 'A', null),
        reader(`${user}2`, 'B', null),
        reader(`${user}2`, 'B', 3),
      ])
      expect(await find()).toEqual({ user_id: user, name: 'A', read: 9 })
    })

    it('upserts the same row from two rooms in one batch', async () => {
      const [a, b] = [await enter(), await enter()]
      const row = (read: number): Row => ({ write: 'note.reader', values: ['both', 'Both', read] })
      const outcomes = await storage.journal.commit([
        commitAfter(a.at, { rows: [row(4)] }),
        commitAfter(b.at, { rows: [row(2)] }),
      ])
      expect(outcomes.map(({ is }) => is)).toEqual(['committed', 'committed'])
      const { rows } = await storage.reader.snapshot(async (db) => ({
        rows: await db.selectFrom('note_reader').select('read').where('user_id', '=', 'both').execute(),
      }))
      expect(rows).toEqual([{ read: 4 }])
    })

    it('upserts where the key is all there is, and removes all that match', async () => {
      const { id, at } = await enter()
      const tag = (text: string): Row => ({ write: 'note.tag', values: [id, text] })
      await commit(at, [tag('a'), tag('a'), tag('b')])
      const next = after(at, commitAfter(at))
      const count = async () =>
        (await storage.reader.db.selectFrom('note_tag').select('tag').where('room', '=', id).execute()).length
      expect(await count()).toBe(2)
      await commit(next, [tag('c'), { write: 'note.untag', values: [id] }, tag('d')])
      expect(await count()).toBe(1)
    })

    it('writes many rooms with many rows at once', async () => {
      const all = await Promise.all(Array.from({ length: 60 }, () => enter()))
      const outcomes = await storage.journal.commit(
        all.map(({ id, at }, i) =>
          commitAfter(at, {
            seq: 3,
            events: [{ first: 1, last: 3, flat: new Uint8Array(i) }],
            answers: [answerOf('ada', nonceAt(1_000 + i))],
            rows: [line(id, 1), line(id, 2), { write: 'note.marked', values: [i, id, 1] }, line(id, 3)],
          }),
        ),
      )
      expect(new Set(outcomes.map(({ is }) => is))).toEqual(new Set(['committed']))
      for (const [i, { id, at }] of all.entries()) {
        expect((await lines(id)).map(({ n, marks }) => [n, marks])).toEqual([
          [1, i],
          [2, 0],
          [3, 0],
        ])
        expect((await storage.journal.events(at.key, 0, 1e6))[0]?.flat).toHaveLength(i)
      }
    })

    it.each([
      ['a key that is there', (id: string): Row => line(id, 1)],
      ['a value of another sort', (id: string): Row => ({ write: 'note.line', values: [id, 'two', null, null, null] })],
      ['too few values', (id: string): Row => ({ write: 'note.line', values: [id] })],
      ['a null where none may be', (): Row => ({ write: 'note.line', values: [null, 4, null, null, null] })],
    ])('fails the one room with %s, and no other', async (_, poison) => {
      const [a, b, c] = [await enter(), await enter(), await enter()]
      const first = commitAfter(b.at)
      await commit(b.at, [line(b.id, 1)])
      const outcomes = await storage.journal.commit([
        commitAfter(a.at, { rows: [line(a.id, 1)] }),
        commitAfter(after(b.at, first), { rows: [line(b.id, 2), poison(b.id)] }),
        commitAfter(c.at, { rows: [line(c.id, 1)] }),
      ])
      expect(outcomes.map(({ is }) => is)).toEqual(['committed', 'failed', 'committed'])
      expect([await lines(a.id), await lines(b.id), await lines(c.id)].map(({ length }) => length)).toEqual([1, 1, 1])
    })

    it('reads in a snapshot what was there when it began, and in single reads what is there now', async () => {
      const { id, at } = await enter()
      await storage.reader.snapshot(async (db) => {
        const count = async (from: typeof db) =>
          (await from.selectFrom('note_line').select('n').where('room', '=', id).execute()).length
        expect(await count(db)).toBe(0)
        await commit(at, [line(id, 1)])
        expect(await count(db)).toBe(0)
        expect(await count(storage.reader.db)).toBe(1)
      })
      expect(await lines(id)).toHaveLength(1)
    })

    it('runs more snapshots than it has connections, and ends those that throw', async () => {
      const many = Array.from({ length: 12 }, (_, i) =>
        storage.reader.snapshot(async (db) => {
          if (i % 3 === 0) throw new Error('from within')
          const { rows } = { rows: await db.selectFrom('room').select('key').limit(1).execute() }
          return rows.length
        }),
      )
      const results = await Promise.allSettled(many)
      expect(results.filter(({ status }) => status === 'rejected')).toHaveLength(4)
      expect(results.find(({ status }) => status === 'fulfilled')).toEqual({ status: 'fulfilled', value: 1 })
    })

    it('lets readers write nothing', async () => {
      await expect(storage.reader.db.deleteFrom('room').execute()).rejects.toThrow()
      await expect(storage.reader.snapshot((db) => db.deleteFrom('note_line').execute())).rejects.toThrow()
      await expect(storage.reader.db.selectFrom('nowhere').selectAll().execute()).rejects.toThrow(/nowhere/)
    })

    it('counts and sums as numbers', async () => {
      const { id, at } = await enter()
      await commit(at, [line(id, 1), line(id, 2)])
      const row = await storage.reader.db
        .selectFrom('note_line')
        .select((eb) => [eb.fn.countAll().as('count'), eb.fn.sum('n').as('sum'), eb.fn.max('n').as('max')])
        .where('room', '=', id)
        .executeTakeFirst()
      expect(row).toEqual({ count: 2, sum: 3, max: 2 })
    })

    it('has everything again after a restart', async () => {
      const { id, at } = await enter()
      const nonce = nonceAt(1_234)
      const parts = { seq: 2, nonceMs: 1_234, answers: [answerOf('ada', nonce)] }
      await commit(at, [line(id, 1)], { ...parts, events: [{ first: 1, last: 2, flat: Uint8Array.of(1) }] })
      await storage.close()
      storage = await rig.open()
      const again = await storage.journal.acquire('note', id, 'another', NAMES)
      expect(again).toEqual({ ...at, fence: 2, rev: 1, seq: 2, nonceMs: 1_234 })
      expect(await storage.journal.events(at.key, 0, 1_000)).toHaveLength(1)
      expect(await storage.journal.answer(at.key, 'ada', nonce)).toBeDefined()
      expect(await lines(id)).toHaveLength(1)
      expect(storage.failing()).toBeUndefined()
    })

    it('adds the migrations of a kind that came later, and refuses a database that knows more', async () => {
      const later: Tables = {
        migrations: {
          aaa_0001_things: (db) => db.schema.createTable('aaa_thing').addColumn('id', 'text').execute(),
        },
        writes: {},
      }
      await (await rig.open(new Map([...NOTES, ['aaa', later]]))).close()
      const refused = rig.open()
      await expect(refused).rejects.toMatchObject({ name: 'StorageError' })
      await expect(refused).rejects.toThrow(/holds the migration aaa_0001_things, which this version/)
    })
  })
}
