/** What every Journal and OutboundStore does, whatever keeps it: one suite, run on the twin in memory and on each database. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Acquired, Journal, Mail, OutboundStore, RoomCommit, Row } from '../../server/ports.ts'
import { EPOCH, NAMES, after, answerOf, commitAfter, nonceAt } from '../support/room-commit.ts'

export interface JournalRig {
  readonly journal: Journal
  readonly outbound: OutboundStore
  close(): Promise<void>
}

const mailRow = ({ id, kind, room, op, body }: Mail): Row => ({
  write: 'engine.mail',
  values: [id, kind, room, op, body],
})

const outboundRow = (id: string, dueMs: number): Row => ({
  write: 'engine.outbound',
  values: [id, 'webhook', 'https://example.com', `{"id":"${id}"}`, dueMs],
})

/** One rig serves the whole suite: every test has rooms of its own. */
export const journalContract = (name: string, open: () => Promise<JournalRig>): void => {
  describe(`journal: ${name}`, () => {
    let rig: JournalRig
    let rooms = 0
    beforeAll(async () => {
      rig = await open()
    })
    afterAll(() => rig.close())
    const room = (id = `room-${++rooms}`, names = NAMES): Promise<Acquired> =>
      rig.journal.acquire('note', id, EPOCH, names)
    const commit = (...batch: RoomCommit[]) => rig.journal.commit(batch)
    const flat = (...bytes: number[]) => Uint8Array.from(bytes)

    it('makes a room where there is none', async () => {
      expect(await room('fresh')).toEqual({
        key: expect.any(Number),
        fence: 1,
        rev: 0,
        seq: 0,
        epoch: EPOCH,
        floorSeq: 0,
        nonceMs: 0,
      })
    })

    it('takes a room over as it was left, under a higher fence and its first epoch', async () => {
      const first = await room('kept')
      const done = commitAfter(first, { seq: 3, nonceMs: 77 })
      await commit(done)
      const second = await rig.journal.acquire('note', 'kept', 'epoch-2', NAMES)
      expect(second).toEqual(after(first, done, 2))
    })

    it('tells rooms of the same id and another kind apart', async () => {
      const one = await room('twin')
      const other = await rig.journal.acquire('other', 'twin', EPOCH, [])
      expect(other.key).not.toBe(one.key)
    })

    it('commits under fence and rev, and says lost where another owner or rev stands', async () => {
      const at = await room()
      const done = commitAfter(at, { nextRev: 5, seq: 2, events: [{ first: 1, last: 2, flat: flat(1, 2) }] })
      expect(await commit(done)).toEqual([{ is: 'committed', fence: at.fence }])
      // The same again: the rev has moved on.
      expect(await commit(done)).toMatchObject([{ is: 'lost' }])
      const next = after(at, done)
      const wrongFence = {
        ...commitAfter(next, { events: [{ first: 3, last: 3, flat: flat(9) }] }),
        fence: at.fence + 1,
      }
      expect(await commit(wrongFence)).toMatchObject([{ is: 'lost' }])
      expect(await rig.journal.events(at.key, 0, 1000)).toEqual([{ first: 1, last: 2, flat: flat(1, 2) }])
      expect(await commit(commitAfter(next))).toMatchObject([{ is: 'committed' }])
    })

    it('lets nobody commit who was taken over from', async () => {
      const at = await room('taken')
      const now = await room('taken')
      expect(await commit(commitAfter(at, { nonceMs: 5 }))).toMatchObject([{ is: 'lost' }])
      expect(await commit(commitAfter(now, { nonceMs: 6 }))).toEqual([{ is: 'committed', fence: now.fence }])
      expect((await room('taken')).nonceMs).toBe(6)
    })

    it('does not know a room that was never there', async () => {
      const at = await room()
      expect(await commit(commitAfter({ ...at, key: 987_654_321 }))).toMatchObject([{ is: 'lost' }])
    })

    it('takes an empty batch', async () => {
      expect(await commit()).toEqual([])
    })

    it('writes all of a batch but the room that lost', async () => {
      const [a, b, c] = [await room(), await room(), await room()]
      const event = { first: 1, last: 1, flat: flat(1) }
      const outcomes = await commit(
        commitAfter(a, { seq: 1, events: [event] }),
        { ...commitAfter(b, { seq: 1, events: [event] }), rev: 9 },
        commitAfter(c, { seq: 1, events: [event] }),
      )
      expect(outcomes.map(({ is }) => is)).toEqual(['committed', 'lost', 'committed'])
      for (const [at, length] of [
        [a, 1],
        [b, 0],
        [c, 1],
      ] as const) {
        expect(await rig.journal.events(at.key, 0, 1000)).toHaveLength(length)
      }
    })

    it('fails the room whose row cannot be written, and no other', async () => {
      const [a, b, c] = [await room(), await room(), await room()]
      const event = { first: 1, last: 1, flat: flat(1) }
      const outcomes = await commit(
        commitAfter(a, { seq: 1, events: [event] }),
        commitAfter(b, { seq: 1, events: [event], rows: [{ write: 'engine.unknown', values: [] }] }),
        commitAfter(c, { seq: 1, events: [event] }),
      )
      expect(outcomes.map(({ is }) => is)).toEqual(['committed', 'failed', 'committed'])
      expect(await rig.journal.events(b.key, 0, 1000)).toEqual([])
      // Nothing of it is there: the next one follows the same rev.
      expect(await commit(commitAfter(b))).toMatchObject([{ is: 'committed' }])
    })

    it('fails the room whose mail is there already, and no other', async () => {
      const [a, b] = [await room(), await room()]
      const mail = { id: 'REPEATED', kind: 'note', room: 'x', op: 'hello', body: flat(1) }
      await commit(commitAfter(a, { rows: [mailRow(mail)] }))
      const outcomes = await commit(
        commitAfter(b, { rows: [mailRow(mail)] }),
        commitAfter(after(a, commitAfter(a)), { seq: 1, events: [{ first: 1, last: 1, flat: flat(1) }] }),
      )
      expect(outcomes.map(({ is }) => is)).toEqual(['failed', 'committed'])
      expect(await rig.journal.events(a.key, 0, 1000)).toHaveLength(1)
      expect((await room()).key).not.toBe(b.key)
    })

    it('keeps an answer by room, user and nonce', async () => {
      const [a, b] = [await room(), await room()]
      const nonce = nonceAt(1_700_000_000_000)
      await commit(commitAfter(a, { answers: [answerOf('ada', nonce, 1), answerOf('bob', nonce, 2)] }))
      const stored = answerOf('ada', nonce, 1)
      expect(await rig.journal.answer(a.key, 'ada', nonce)).toEqual({ digest: stored.digest, body: stored.body })
      expect((await rig.journal.answer(a.key, 'bob', nonce))?.body).toEqual(flat(2))
      expect(await rig.journal.answer(b.key, 'ada', nonce)).toBeUndefined()
      expect(await rig.journal.answer(a.key, 'ada', nonceAt(1_700_000_000_001))).toBeUndefined()
    })

    it('says repeated where a nonce is there already, and writes nothing of that room', async () => {
      const [a, b] = [await room(), await room()]
      const answers = [answerOf('ada', nonceAt(5))]
      await commit(commitAfter(a, { answers }))
      const at = after(a, commitAfter(a))
      const outcomes = await commit(
        commitAfter(at, { seq: 1, answers, events: [{ first: 1, last: 1, flat: flat(1) }] }),
        commitAfter(b, { answers }),
      )
      expect(outcomes.map(({ is }) => is)).toEqual(['repeated', 'committed'])
      expect(await rig.journal.events(a.key, 0, 1000)).toEqual([])
      expect(await commit(commitAfter(at))).toMatchObject([{ is: 'committed' }])
    })

    it('reads events in pages: after a seq, in order, at least one run', async () => {
      const at = await room()
      const run = (first: number, last: number) => ({ first, last, flat: new Uint8Array(100).fill(first) })
      const one = commitAfter(at, { seq: 5, events: [run(1, 2), run(3, 5)] })
      await commit(one)
      const two = commitAfter(after(at, one), { seq: 6, events: [run(6, 6)] })
      await commit(two)
      const firsts = async (seq: number, maxBytes: number) =>
        (await rig.journal.events(at.key, seq, maxBytes)).map(({ first }) => first)
      expect(await firsts(0, 1000)).toEqual([1, 3, 6])
      expect(await firsts(0, 200)).toEqual([1, 3])
      expect(await firsts(0, 1)).toEqual([1])
      // A run that holds the next seq, wherever it begins.
      expect(await firsts(3, 1000)).toEqual([3, 6])
      expect(await firsts(5, 1000)).toEqual([6])
      expect(await firsts(6, 1000)).toEqual([])
      expect((await rig.journal.events(at.key, 5, 1000))[0]).toEqual(run(6, 6))
    })

    it('copies what it is given, a view without the buffer around it', async () => {
      const at = await room()
      const around = new Uint8Array(1 << 16).fill(5)
      const view = around.subarray(100, 103)
      const nonce = nonceAt(9).subarray(0)
      const pending = commit(
        commitAfter(at, { seq: 1, events: [{ first: 1, last: 1, flat: view }], answers: [answerOf('ada', nonce)] }),
      )
      around.fill(9)
      await pending
      const [run] = await rig.journal.events(at.key, 0, 1000)
      expect(run?.flat).toEqual(flat(5, 5, 5))
    })

    it('keeps events readable while their names stay or grow, and not where they change', async () => {
      const at = await room('renamed', ['said', 'edited'])
      await commit(commitAfter(at, { seq: 4, events: [{ first: 1, last: 4, flat: flat(1) }] }))
      expect((await room('renamed', ['said', 'edited'])).floorSeq).toBe(0)
      expect((await room('renamed', ['said', 'edited', 'pinned'])).floorSeq).toBe(0)
      expect((await room('renamed', ['said', 'edited', 'pinnedUp'])).floorSeq).toBe(4)
      // It stays where it was raised to.
      const last = await room('renamed', ['said', 'edited', 'pinnedUp'])
      expect(last).toMatchObject({ floorSeq: 4, seq: 4, fence: 5 })
    })

    it('keeps mail until a commit takes it away', async () => {
      const at = await room()
      const mail = ['M1', 'M2', 'M3'].map((id) => ({ id, kind: 'note', room: 'far', op: 'hello', body: flat(1, 2) }))
      const sent = commitAfter(at, { rows: mail.map(mailRow) })
      await commit(sent)
      expect(await rig.journal.mail('M', 10)).toEqual([...mail, expect.objectContaining({ id: 'REPEATED' })])
      expect(await rig.journal.mail('M1', 1)).toEqual([mail[1]])
      await commit(commitAfter(after(at, sent), { rows: [{ write: 'engine.unmail', values: ['M2'] }] }))
      expect((await rig.journal.mail('M', 2)).map(({ id }) => id)).toEqual(['M1', 'M3'])
    })

    it('gives out what is due to one at a time, until it is done or dead', async () => {
      const at = await room()
      await commit(
        commitAfter(at, { rows: [outboundRow('O2', 1_000), outboundRow('O1', 1_000), outboundRow('O3', 5_000)] }),
      )
      const { outbound } = rig
      expect(await outbound.claim(999, 100, 10)).toEqual([])
      const [first] = await outbound.claim(1_000, 100, 1)
      expect(first).toEqual({
        id: 'O1',
        channel: 'webhook',
        target: 'https://example.com',
        payload: '{"id":"O1"}',
        tries: 0,
      })
      // O1 is taken until 1100.
      expect((await outbound.claim(1_001, 100, 10)).map(({ id }) => id)).toEqual(['O2'])
      expect((await outbound.claim(1_100, 100, 10)).map(({ id }) => id)).toEqual(['O1'])
      await outbound.failed('O1', 2_000, 'refused')
      await outbound.done('O2')
      expect(await outbound.claim(1_999, 100, 10)).toEqual([])
      expect(await outbound.claim(2_000, 100, 10)).toMatchObject([{ id: 'O1', tries: 1 }])
      expect(await outbound.counts()).toEqual({ waiting: 2, dead: 0 })
      await outbound.failed('O1', null, 'gone')
      expect(await outbound.claim(1e12, 100, 10)).toMatchObject([{ id: 'O3' }])
      expect(await outbound.counts()).toEqual({ waiting: 1, dead: 1 })
    })
  })
}
