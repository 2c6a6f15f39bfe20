/** Group commit: one batch in flight, at once when idle, and a room at most once in a batch. */
import { describe, expect, it } from 'vitest'
import { createManualClock } from '../adapters/manual-clock.ts'
import { createMeters } from '../ops/meters.ts'
import { settle } from '../../test/support/engine.ts'
import { keptLog } from '../../test/support/silent-log.ts'
import type { CommitOutcome, EventRun, RoomCommit } from '../ports.ts'
import { Ledger } from './ledger.ts'
import { Recorder } from './recorder.ts'

/** A journal whose commits are answered by hand. */
const start = () => {
  const clock = createManualClock()
  const log = keptLog()
  const batches: { rooms: readonly RoomCommit[]; answer: (outcomes?: readonly CommitOutcome[]) => void }[] = []
  const unused = () => expect.unreachable()
  const commit = (rooms: readonly RoomCommit[]) =>
    new Promise<readonly CommitOutcome[]>((resolve) => {
      const all = rooms.map(({ fence }): CommitOutcome => ({ is: 'committed', fence }))
      batches.push({ rooms, answer: (outcomes = all) => resolve(outcomes) })
    })
  const journal = { commit, acquire: unused, events: unused, answer: unused, mail: unused }
  const { engine: meter } = createMeters()
  const recorder = new Recorder({ journal, clock, meter, log })
  const room = (key: number) => {
    const lost: string[] = []
    const kept: number[] = []
    const acquired = { key, fence: 1, rev: 0, seq: 0, epoch: 'e', floorSeq: 0, nonceMs: 0 }
    const ledger = new Ledger(acquired, recorder, {
      leave: ({ events }) => kept.push(events!.last),
      answered: () => {},
      posted: () => {},
      lost: ({ is }) => lost.push(is),
    })
    let seq = 0
    const say = (bytes = 10) => {
      seq++
      const run: EventRun = { first: seq, last: seq, flat: new Uint8Array(bytes) }
      const events = { first: seq, last: seq, frame: run.flat, flatLength: bytes }
      ledger.seal(run, seq, {
        arrivals: [],
        replies: [],
        events,
        kicks: [],
        notices: undefined,
        settled: [],
        mails: [],
      })
    }
    return { ledger, say, kept, lost }
  }
  return { clock, log, batches, recorder, room, meter }
}

const EMPTY: RoomCommit = {
  key: 0,
  fence: 1,
  rev: 0,
  nextRev: 1,
  seq: 0,
  nonceMs: 0,
  events: [],
  answers: [],
  rows: [],
}

describe('the recorder', () => {
  it('commits at once when idle, together what was recorded in the same turn', async () => {
    const { clock, batches, room } = start()
    const [a, b] = [room(1), room(2)]
    a.say()
    a.say()
    b.say()
    expect(batches).toEqual([])
    clock.flush()
    expect(
      batches.map(({ rooms }) =>
        rooms.map(({ key, rev, nextRev, seq, events }) => [key, rev, nextRev, seq, events.length]),
      ),
    ).toEqual([
      [
        [1, 0, 2, 2, 2],
        [2, 0, 1, 1, 1],
      ],
    ])
    batches[0]!.answer()
    await settle()
    expect([a.kept, b.kept]).toEqual([[1, 2], [1]])
  })

  it('[J10] has one commit in flight, and starts the next at once, but 2 ms after the last start', async () => {
    const { clock, batches, room } = start()
    const a = room(1)
    a.say()
    clock.flush()
    a.say()
    a.say()
    clock.advance(100)
    expect(batches).toHaveLength(1)
    batches[0]!.answer()
    await settle()
    clock.flush()
    expect(batches).toHaveLength(2)
    expect(batches[1]!.rooms).toMatchObject([{ rev: 1, nextRev: 3, seq: 3 }])
    batches[1]!.answer()
    await settle()
    a.say()
    clock.flush()
    expect(batches).toHaveLength(2)
    clock.advance(2)
    expect(batches).toHaveLength(3)
    expect(a.kept).toEqual([1, 2, 3])
  })

  it('bounds a batch, and lets no room keep the others waiting', async () => {
    const { clock, batches, room } = start()
    const [a, b] = [room(1), room(2)]
    for (let i = 0; i < 2_500; i++) a.say()
    b.say()
    clock.flush()
    expect(batches[0]!.rooms.map(({ key, events }) => [key, events.length])).toEqual([[1, 2_000]])
    batches[0]!.answer()
    await settle()
    clock.advance(2)
    expect(batches[1]!.rooms.map(({ key, events }) => [key, events.length])).toEqual([
      [2, 1],
      [1, 500],
    ])
  })

  it('gives up a room that cannot say what is kept, and no other', async () => {
    const { clock, batches, log, recorder, room } = start()
    const b = room(2)
    const lost: CommitOutcome[] = []
    recorder.add(
      {
        waits: false,
        take: () => ({ commit: { ...EMPTY, key: 1 }, records: 1 }),
        settled(outcome) {
          if (outcome.is === 'committed') throw new Error('a bug')
          lost.push(outcome)
        },
      },
      0,
    )
    b.say()
    clock.flush()
    batches[0]!.answer()
    await settle()
    expect(lost).toMatchObject([{ is: 'failed' }])
    expect(b.kept).toEqual([1])
    expect(log.lines.map(({ level }) => level)).toEqual(['error'])
    await recorder.drained()
  })

  it('gives up a room that has has too much waiting, and says when it should be asked nothing more', () => {
    const { clock, recorder, room } = start()
    const [a, b, c] = [room(1), room(2), room(3)]
    a.say()
    clock.flush()
    clock.advance(900)
    expect(recorder.refusing).toBe(false)
    clock.advance(200)
    expect([recorder.refusing, recorder.stuck]).toEqual([true, true])
    for (let i = 0; i < 17; i++) b.say(1_000_000)
    expect(b.lost).toEqual(['failed'])
    b.ledger.stop()
    for (let i = 0; i < 16; i++) c.say(1_000_000)
    expect(c.lost).toEqual([])
  })

  it('tells when everything is durable, and survives a journal that breaks its word', async () => {
    const { batches, clock, log, recorder, room } = start()
    const a = room(1)
    await recorder.drained()
    a.say()
    let drained = false
    void recorder.drained().then(() => (drained = true))
    clock.flush()
    batches[0]!.answer()
    a.say()
    await settle()
    expect(drained).toBe(false)
    clock.advance(2)
    batches[1]!.answer([])
    await settle()
    expect(drained).toBe(true)
    expect(a.lost).toEqual(['failed'])
    expect(log.lines).toEqual([])
  })

  it('tells a room that is gone nothing of what was in flight', async () => {
    const { batches, clock, meter, recorder, room } = start()
    const [a, b] = [room(1), room(2)]
    a.say()
    clock.flush()
    b.say()
    a.ledger.stop()
    b.ledger.stop()
    batches[0]!.answer()
    await settle()
    clock.advance(10)
    await recorder.drained()
    expect(batches).toHaveLength(1)
    expect([a.kept, b.kept, a.lost]).toEqual([[], [], []])
    expect(meter.commitSize.count).toBe(1)
  })
})
