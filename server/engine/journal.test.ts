/** The rules of the journal, on its twin in memory: what is durable is seen, and what is not is not. */
import { describe, expect, it } from 'vitest'
import { FRAME } from '../../shared/frames.ts'
import type { ServerFrame } from '../../shared/frames.ts'
import { ledger, ledgerContract } from '../../test/support/ledger-kind.ts'
import { createEngine } from '../../test/support/engine.ts'
import type { EngineOptions, Player } from '../../test/support/engine.ts'
import { createMemoryStorage } from '../../test/support/memory-storage.ts'
import type { MemoryStorage } from '../../test/support/memory-storage.ts'
import { nonceAt } from '../../test/support/nonce-at.ts'
import { echo } from '../../test/support/toy-kinds.ts'

type Body = Parameters<Player['entry']['command']>[1]

const COMMANDS = Object.keys(ledgerContract.commands)

const startEngine = async (options: EngineOptions & { storage?: MemoryStorage } = {}, kind = ledger) => {
  const storage = options.storage ?? (await createMemoryStorage([kind]))
  return { ...createEngine([kind, echo], { ...options, storage }), storage, journal: storage.journal }
}

const tell = (player: Player, command: string, body: Body, rid = 0, nonce: Uint8Array | null = null) =>
  player.entry.command(COMMANDS.indexOf(command), body, rid, nonce)
const write = (player: Player, text: string, rid = 0, nonce: Uint8Array | null = null) =>
  tell(player, 'write', { text }, rid, nonce)

const ofType = <T extends ServerFrame['type']>(player: Player, type: T) =>
  player.frames().filter((frame): frame is Extract<ServerFrame, { type: T }> => frame.type === type)
const replies = (player: Player) => ofType(player, FRAME.REPLY).map(({ rid, code, body }) => [rid, code ?? body])
const written = (player: Player) =>
  ofType(player, FRAME.EVENTS).flatMap(({ seq, events }) =>
    events.map(({ body }, i) => `${seq + i} ${(body as { text: string }).text}`),
  )
const left = (player: Player) => player.told.filter((one) => one.at === 'left').map((one) => one.code)

describe('what a durable room says', () => {
  it('[J1] is what it said when it said it, whatever becomes of the objects', async () => {
    const { join, calm, journal } = await startEngine()
    const ada = await join('ada', 'ledger', 'a')
    tell(ada, 'mutate', {}, 1)
    await calm()
    expect(written(ada)).toEqual(['1 as it was'])
    expect(replies(ada)).toEqual([[1, { n: 1, by: 'ada', text: 'as it was' }]])
    expect(journal.rows.map(({ values }) => values)).toEqual([['a', 1, 'ada', 'as it was']])
  })

  it('[J2] waits for the commit of its tick, and for that of every tick before', async () => {
    const { join, calm, clock, journal } = await startEngine()
    const ada = await join('ada', 'ledger', 'a')
    const bob = await join('bob', 'ledger', 'a')
    const release = journal.hold()
    write(ada, 'slow', 1)
    await calm()
    // Ticks that record nothing: an answer, a member that comes, one that is kicked.
    tell(bob, 'refuse', { when: 'before' }, 2)
    tell(ada, 'boot', { user: 'bob' }, 3)
    clock.advance(100)
    const cyd = join('cyd', 'ledger', 'a')
    await calm()
    write(ada, 'slower', 4)
    clock.advance(100)
    await calm()
    expect([...ada.frames(), ...bob.frames()]).toEqual([])
    expect(left(bob)).toEqual([])
    release()
    await calm()
    await calm()
    expect(ada.frames().map(({ type }) => type)).toEqual([
      FRAME.REPLY,
      FRAME.EVENTS,
      FRAME.REPLY,
      FRAME.EVENTS,
      FRAME.REPLY,
      FRAME.EVENTS,
    ])
    expect(written(ada)).toEqual(['1 slow', '2 bob is out', '3 slower'])
    expect(replies(ada)).toEqual([
      [1, { n: 1 }],
      [3, null],
      [4, { n: 3 }],
    ])
    expect(replies(bob)).toEqual([[2, 'conflict']])
    expect(left(bob)).toEqual(['kicked'])
    expect(written(bob)).toEqual(['1 slow', '2 bob is out'])
    expect((await cyd).place).toMatchObject({ seq: 2 })
    expect(written(await cyd)).toEqual(['3 slower'])
  })

  it('[J2] to whoever may not come in waits as well: the reason may be one that could be lost', async () => {
    const { join, calm, journal } = await startEngine({}, { ...ledger, maxMembers: 1 })
    const ada = await join('ada', 'ledger', 'a')
    const release = journal.hold()
    write(ada, 'slow', 1)
    await calm()
    const bob = await join('bob', 'ledger', 'a')
    expect(bob.told).toEqual([])
    release()
    await calm()
    expect(bob.told).toEqual([{ at: 'refused', code: 'room_full' }])
  })

  it('[J3] of the newest and the fleeting never waits', async () => {
    const { join, calm, clock, journal } = await startEngine()
    const ada = await join('ada', 'ledger', 'a')
    const release = journal.hold()
    write(ada, 'slow', 1)
    tell(ada, 'glance', { value: 7 }, 2)
    clock.advance(50)
    expect(ada.frames()).toMatchObject([{ type: FRAME.STATE, body: 7 }])
    release()
    await calm()
    expect(replies(ada)).toHaveLength(2)
  })

  it('[J4] is kept with its tick: a host that dies repeats no seq, and goes on behind what it had shown', async () => {
    const first = await startEngine()
    const ada = await first.join('ada', 'ledger', 'a')
    write(ada, 'kept', 1)
    await first.calm()
    const release = first.journal.hold()
    write(ada, 'never shown', 2)
    await first.calm()
    expect(written(ada)).toEqual(['1 kept'])
    // The host is gone before the commit began: nobody hears of it any more.
    first.journal.refuse = () => ({ is: 'lost', reason: 'the host is dead' })
    release()
    first.journal.refuse = () => ({ is: 'lost', reason: 'the host is dead' })
    await first.calm()
    first.journal.refuse = () => undefined

    const second = await startEngine({ storage: first.storage })
    const bob = await second.join('bob', 'ledger', 'a', { since: { epoch: 'epoch1', seq: 1 } })
    expect(bob.place).toMatchObject({ epoch: 'epoch1', recovered: true, seq: 1, headSeq: 1 })
    write(bob, 'next', 1)
    await second.calm()
    expect(written(bob)).toEqual(['2 next'])
    expect(await first.journal.events(1, 0, 10_000)).toMatchObject([
      { first: 1, last: 1 },
      { first: 2, last: 2 },
    ])
  })

  it('[J5] to a new member begins behind what join() saw, however late JOINED leaves', async () => {
    const { join, calm, clock, journal } = await startEngine()
    const ada = await join('ada', 'ledger', 'a')
    const release = journal.hold()
    write(ada, 'one')
    clock.advance(20)
    const coming = join('bob', 'ledger', 'a')
    await calm()
    write(ada, 'two')
    clock.advance(20)
    release()
    const bob = await coming
    await calm()
    expect(bob.told.map(({ at }) => at)[0]).toBe('joined')
    expect(bob.place).toMatchObject({ seq: 1, headSeq: 1 })
    expect(written(bob)).toEqual(['2 two'])
  })

  it('[J6] and that the ring has forgotten comes in pages from the database, and nobody else waits for them', async () => {
    const { join, calm, pass, journal } = await startEngine()
    const ada = await join('ada', 'ledger', 'a')
    const text = 'x'.repeat(50_000)
    for (let i = 0; i < 100; i++) {
      write(ada, text, i + 1)
      await pass(20)
    }
    const back = await join('bob', 'ledger', 'a', { since: { epoch: 'epoch1', seq: 2 } })
    expect(back.place).toMatchObject({ recovered: true, seq: 2, headSeq: 100 })
    const release = journal.hold()
    expect(back.entry.backlog(2, 65_536)).toBe('later')
    const also = await join('cyd', 'ledger', 'a', { since: { epoch: 'epoch1', seq: 2 } })
    expect(also.entry.backlog(2, 65_536)).toBe('later')
    release()
    await calm()
    expect(back.told.at(-1)).toEqual({ at: 'more' })
    let seq = 2
    let pages = 0
    for (let page = back.entry.backlog(seq, 65_536); page !== 'none'; page = back.entry.backlog(seq, 65_536)) {
      if (page === 'gone') expect.unreachable()
      else if (page === 'later') await calm()
      else {
        expect(page.frames.length).toBeLessThan(65_536)
        seq = page.seq
        pages++
      }
    }
    expect(seq).toBe(100)
    expect(pages).toBe(98)
    expect(also.entry.backlog(2, 65_536)).toMatchObject({ seq: 3 })
  })
})

describe('a commit that is not durable', () => {
  it('[J7] reloads its room alone: who waits is told to try again, and nobody saw what is lost', async () => {
    const { join, calm, clock, counts, journal } = await startEngine()
    const ada = await join('ada', 'ledger', 'a')
    const bob = await join('bob', 'ledger', 'b')
    write(ada, 'kept', 1)
    await calm()
    const release = journal.hold()
    tell(ada, 'spoil', { sure: true }, 2)
    clock.advance(20)
    await calm()
    // Both wait behind it: one in a sealed tick, one in the inbox.
    write(ada, 'behind', 3)
    clock.advance(20)
    write(ada, 'waiting', 4)
    write(bob, 'a neighbour', 1)
    release()
    await calm()
    await calm()
    expect(replies(ada)).toEqual([
      [1, { n: 1 }],
      [2, 'unavailable'],
      [3, 'unavailable'],
      [4, 'unavailable'],
    ])
    expect(ofType(ada, FRAME.REPLY)[1]!.retryMs).toBeGreaterThan(0)
    expect(left(ada)).toEqual(['room_reset'])
    expect(written(ada)).toEqual(['1 kept'])
    expect(replies(bob)).toEqual([[1, { n: 1 }]])
    expect(left(bob)).toEqual([])
    expect(counts.takenOver).toEqual(['ledger'])

    const again = await join('ada', 'ledger', 'a', { since: { epoch: 'epoch1', seq: 1 } })
    expect(again.place).toMatchObject({ epoch: 'epoch1', recovered: true })
    write(again, 'goes on', 5)
    await calm()
    expect(replies(again)).toEqual([[5, { n: 2 }]])
    expect(written(again)).toEqual(['2 goes on'])
  })

  it('[J7] because another owner has the room is counted as fenced', async () => {
    const { join, calm, counts, journal } = await startEngine()
    const ada = await join('ada', 'ledger', 'a')
    await journal.acquire('ledger', 'a', 'another', [])
    write(ada, 'too late', 1)
    await calm()
    expect(replies(ada)).toEqual([[1, 'unavailable']])
    expect(counts.fenced).toBe(1)
  })

  it('[J7] is refused beforehand while another one is stuck, at once and without memory', async () => {
    const { join, calm, pass, journal } = await startEngine()
    const ada = await join('ada', 'ledger', 'a')
    const release = journal.hold()
    write(ada, 'stuck', 1)
    await pass(1_100)
    for (let rid = 2; rid < 5_000; rid++) write(ada, 'more', rid)
    expect(replies(ada)).toHaveLength(4_998)
    expect(ofType(ada, FRAME.REPLY)[0]).toMatchObject({ rid: 2, code: 'unavailable', retryMs: 1_000 })
    release()
    await calm()
    expect(replies(ada).at(-1)).toEqual([1, { n: 1 }])
  })

  it('[J7] but turns out to be, though its outcome was unknown, goes on under the fence that settled it', async () => {
    const { join, pass, counts, journal } = await startEngine()
    const ada = await join('ada', 'ledger', 'a')
    const { refuse } = journal
    // The answer to the commit was lost: the journal has taken the room again to see what became of it.
    journal.refuse = () => ({ is: 'committed', fence: 7 })
    write(ada, 'unknown', 1)
    await pass(20)
    journal.refuse = refuse
    write(ada, 'next', 2)
    await pass(20)
    expect(replies(ada)[0]).toEqual([1, { n: 1 }])
    expect(written(ada)[0]).toBe('1 unknown')
    expect(journal.batches.map(([room]) => [room!.fence, room!.rev, room!.nextRev])).toEqual([
      [1, 0, 1],
      [7, 1, 2],
    ])
    expect(counts.resumed).toEqual([])
  })

  it('[J2, J7] takes back what it refused and whom it kicked: all of them may try again', async () => {
    const { join, calm, clock, journal } = await startEngine()
    const ada = await join('ada', 'ledger', 'a')
    const bob = await join('bob', 'ledger', 'a')
    const release = journal.hold()
    tell(ada, 'spoil', { sure: true }, 1)
    tell(ada, 'boot', { user: 'bob' }, 2)
    clock.advance(20)
    tell(ada, 'refuse', { when: 'before' }, 3)
    clock.advance(20)
    release()
    await calm()
    expect(replies(ada)).toEqual([1, 2, 3].map((rid) => [rid, 'unavailable']))
    expect(left(bob)).toEqual(['room_reset'])
  })

  it('[J7] lets nobody in while it is stuck', async () => {
    const { join, pass, journal } = await startEngine()
    const ada = await join('ada', 'ledger', 'a')
    const release = journal.hold()
    write(ada, 'stuck', 1)
    await pass(1_100)
    expect((await join('bob', 'ledger', 'a')).told).toEqual([{ at: 'refused', code: 'unavailable' }])
    release()
  })

  it('[J8] is what a command ends in that records and then throws, even a refusal', async () => {
    const { join, pass, counts, journal } = await startEngine()
    const ada = await join('ada', 'ledger', 'a')
    tell(ada, 'refuse', { when: 'before' }, 1)
    await pass(20)
    expect(counts.reloaded).toEqual([])
    write(ada, 'in the same tick', 2)
    tell(ada, 'refuse', { when: 'after' }, 3)
    await pass(20)
    expect(replies(ada)).toEqual([
      [1, 'conflict'],
      [2, 'unavailable'],
      [3, 'internal'],
    ])
    expect(left(ada)).toEqual(['room_reset'])
    expect(journal.rows).toEqual([])
  })

  it('[J2, J8] kicked nobody', async () => {
    const { join, pass } = await startEngine()
    const ada = await join('ada', 'ledger', 'a')
    const bob = await join('bob', 'ledger', 'a')
    tell(ada, 'boot', { user: 'bob' }, 1)
    tell(ada, 'refuse', { when: 'after' }, 2)
    await pass(20)
    expect(left(bob)).toEqual(['room_reset'])
  })
})

describe('a query', () => {
  it('[J9] sees what its sender was answered for, and says which seq it has seen', async () => {
    const { directory, join, calm } = await startEngine()
    const ada = await join('ada', 'ledger', 'a')
    write(ada, 'mine', 1)
    await calm()
    expect(replies(ada)).toEqual([[1, { n: 1 }]])
    const user = { id: 'ada', name: 'ada', guest: false }
    expect(await directory.query(user, 'ledger', 'a', 'lines', {})).toEqual({
      lines: [{ n: 1, by: 'ada', text: 'mine' }],
      seq: 1,
    })
  })
})

describe('a nonce', () => {
  it('[J10] is answered from memory, and after a restart from the database, and its command done once', async () => {
    const first = await startEngine()
    const ada = await first.join('ada', 'ledger', 'a')
    const nonce = nonceAt(first.clock.wall(), 1)
    write(ada, 'once', 1, nonce)
    write(ada, 'once', 2, nonce)
    await first.calm()
    write(ada, 'once', 3, nonce)
    await first.calm()

    const second = await startEngine({ storage: first.storage, clock: first.clock })
    const back = await second.join('ada', 'ledger', 'a')
    write(back, 'once', 4, nonce)
    write(back, 'another', 5, nonceAt(second.clock.wall() + 10, 2))
    await second.calm()
    expect(replies(ada)).toEqual([1, 2, 3].map((rid) => [rid, { n: 1 }]))
    expect(replies(back)).toEqual([
      [4, { n: 1 }],
      [5, { n: 2 }],
    ])
    expect(first.journal.rows).toHaveLength(2)
  })

  it('[J10, R9] that is used for something else is refused, before and after a restart', async () => {
    const first = await startEngine()
    const ada = await first.join('ada', 'ledger', 'a')
    const nonce = nonceAt(first.clock.wall(), 1)
    write(ada, 'once', 1, nonce)
    write(ada, 'something else', 2, nonce)
    await first.calm()
    const second = await startEngine({ storage: first.storage })
    const back = await second.join('ada', 'ledger', 'a')
    write(back, 'something else', 3, nonce)
    tell(back, 'glance', { value: 1 }, 4, nonce)
    await second.calm()
    expect(replies(ada)).toEqual([
      [1, { n: 1 }],
      [2, 'conflict'],
    ])
    expect(replies(back)).toEqual([
      [3, 'conflict'],
      [4, 'conflict'],
    ])
  })
})
