/** Durable rooms on the journal's twin: opened, loaded, limited, posted to, watched, woken and closed. */
import { describe, expect, it } from 'vitest'
import { FRAME } from '../../shared/frames.ts'
import { LIMITS } from '../../shared/limits.ts'
import { readAll } from '../../shared/reader.ts'
import { createEngine } from '../../test/support/engine.ts'
import type { EngineOptions, Player } from '../../test/support/engine.ts'
import { ledger, ledgerContract } from '../../test/support/ledger-kind.ts'
import { createMemoryStorage } from '../../test/support/memory-storage.ts'
import type { MemoryStorage } from '../../test/support/memory-storage.ts'
import { nonceAt } from '../../test/support/nonce-at.ts'
import { keptLog } from '../../test/support/silent-log.ts'
import { TuttiError } from '../../shared/errors.ts'

const COMMANDS = Object.keys(ledgerContract.commands)
const startEngine = async (options: EngineOptions & { storage?: MemoryStorage } = {}, kind = ledger) => {
  const storage = options.storage ?? (await createMemoryStorage([kind]))
  return { ...createEngine([kind], { ...options, storage }), storage, journal: storage.journal }
}
const tell = (player: Player, command: string, body: unknown, rid = 0, nonce: Uint8Array | null = null) =>
  player.entry.command(COMMANDS.indexOf(command), body, rid, nonce)
const write = (player: Player, text: string, rid = 0, nonce: Uint8Array | null = null) =>
  tell(player, 'write', { text }, rid, nonce)
const replies = (player: Player) =>
  player.frames().flatMap((frame) => (frame.type === FRAME.REPLY ? [[frame.rid, frame.code ?? frame.body]] : []))
const written = (player: Player) =>
  player
    .frames()
    .flatMap((frame) => (frame.type === FRAME.EVENTS ? frame.events.map(({ body }) => (body as Line).text) : []))

/** How often a nonce is looked up from here on. */
const countLookups = (journal: MemoryStorage['journal']) => {
  const lookups = { count: 0 }
  const answer = journal.answer.bind(journal)
  journal.answer = (...asked) => {
    lookups.count++
    return answer(...asked)
  }
  return lookups
}

interface Line {
  readonly text: string
}

describe('a durable room', () => {
  it('is opened once for all who come meanwhile, and each is authorised again once it is there', async () => {
    let asked = 0
    const authorize: typeof ledger.authorize = (user, room, asking) => {
      asked++
      return ledger.authorize(user, room, asking)
    }
    const { calm, clock, journal, join } = await startEngine({}, { ...ledger, authorize })
    const release = journal.hold()
    const coming = ['ada', 'bob', 'cyd'].map((user) => join(user, 'ledger', 'a'))
    await calm()
    expect(asked).toBe(3)
    release()
    const players = await Promise.all(coming)
    clock.advance(50)
    expect(players.map(({ place }) => place.ref)).toEqual([1, 1, 1])
    expect(asked).toBe(6)
    expect((await join('dan', 'ledger', 'a')).place.ref).toBe(1)
    expect(asked).toBe(7)
  })

  it('tells whoever comes when it cannot be opened, and is opened by the next one', async () => {
    const { journal, join } = await startEngine()
    const acquire = journal.acquire.bind(journal)
    journal.acquire = () => Promise.reject(new TuttiError('unavailable', undefined, { retryMs: 1_000 }))
    expect((await join('ada', 'ledger', 'a')).told).toEqual([{ at: 'refused', code: 'unavailable' }])
    journal.acquire = acquire
    expect((await join('ada', 'ledger', 'a')).place).toMatchObject({ epoch: 'epoch2', seq: 0 })
  })

  it('is not opened any more by a host that has ended', async () => {
    const { directory, journal, join, calm } = await startEngine()
    const release = journal.hold()
    const coming = join('ada', 'ledger', 'a')
    await calm()
    directory.close('draining')
    release()
    expect((await coming).told).toEqual([{ at: 'refused', code: 'unavailable' }])
    expect([...directory.census()]).toEqual([])
  })

  it('does not stay open for somebody who may not come in, nor is it opened by them', async () => {
    const { directory, join, pass } = await startEngine()
    expect((await join('bob', 'ledger', 'closed')).told).toEqual([{ at: 'refused', code: 'forbidden' }])
    expect(directory.list(undefined)).toEqual([])
    await join('ada', 'ledger', 'closed').then(({ entry }) => entry.leave('left'))
    await pass(1_100)
    expect(directory.list(undefined)).toEqual([])
  })

  it('is not opened without end by one user', async () => {
    const { join } = await startEngine({ maxRooms: 5_000 })
    const rooms = Array.from({ length: LIMITS.openingsBurst + 5 }, (_, i) => `r${i}`)
    const players = await Promise.all(rooms.map((room) => join('ada', 'ledger', room)))
    const codes = players.flatMap(({ told }) => told.flatMap((one) => (one.at === 'refused' ? [one.code] : [])))
    expect(codes).toEqual(Array.from({ length: 5 }, () => 'rate_limited'))
  })

  it('says its last word before it is closed, and stays open for who comes while that becomes durable', async () => {
    const { directory, journal, join, calm, clock, pass } = await startEngine()
    const ada = await join('ada', 'ledger', 'last-words')
    write(ada, 'first', 1)
    await calm()
    ada.entry.leave('left')
    const release = journal.hold()
    clock.advance(1_100)
    await calm()
    const coming = join('bob', 'ledger', 'last-words')
    await calm()
    release()
    const bob = await coming
    await pass(100)
    expect(bob.place).toMatchObject({ seq: 2 })
    bob.entry.leave('left')
    await pass(1_100)
    expect(directory.list(undefined)).toEqual([])
    expect(journal.rows.map(({ values }) => values[3])).toEqual(['first', 'closing', 'closing'])
  })

  it('is settled before its host ends, and remembers everything afterwards', async () => {
    const { directory, storage, journal, join, clock, calm } = await startEngine()
    const ada = await join('ada', 'ledger', 'last-words')
    const release = journal.hold()
    write(ada, 'just now', 1)
    const settled = directory.settle()
    clock.flush()
    release()
    await calm()
    await settled
    directory.close('draining')
    expect(replies(ada)).toEqual([[1, { n: 1 }]])
    const later = await startEngine({ storage })
    expect((await later.join('ada', 'ledger', 'last-words')).place).toMatchObject({ epoch: 'epoch1', seq: 2 })
  })
})

describe('a command', () => {
  it('that loads waits for what it reads, with all that its member asks after it, and with nobody else', async () => {
    const holds: (() => void)[] = []
    const load = { look: () => new Promise((resolve) => holds.push(() => resolve('read'))) }
    const { join, pass } = await startEngine({}, { ...ledger, load })
    const ada = await join('ada', 'ledger', 'a')
    const bob = await join('bob', 'ledger', 'a')
    tell(ada, 'look', {}, 1)
    tell(ada, 'write', { text: 'behind' }, 2)
    tell(ada, 'look', {}, 3)
    tell(bob, 'write', { text: 'goes on' }, 4)
    await pass(50)
    expect(replies(ada)).toEqual([])
    expect(written(bob)).toEqual(['goes on'])
    holds.shift()!()
    await pass(50)
    expect(replies(ada)).toEqual([
      [1, { loaded: 'read', live: 1 }],
      [2, { n: 2 }],
    ])
    ada.entry.leave('lost')
    holds.shift()!()
    await pass(50)
    expect(replies(ada).at(-1)).toEqual([3, { loaded: 'read', live: 2 }])
  })

  it('whose load refuses, fails or breaks is refused, and the room goes on', async () => {
    const log = keptLog()
    const refusals: unknown[] = [new TuttiError('forbidden'), new TuttiError('unavailable'), new Error('a bug')]
    const load = { look: () => Promise.reject(refusals.shift()) }
    const { join, calm, counts } = await startEngine({ log }, { ...ledger, load })
    const ada = await join('ada', 'ledger', 'a')
    for (const rid of [1, 2, 3]) tell(ada, 'look', {}, rid)
    await calm()
    expect(replies(ada)).toEqual([
      [1, 'forbidden'],
      [2, 'unavailable'],
      [3, 'internal'],
    ])
    expect(counts.reloaded).toEqual([])
    expect(log.lines.map(({ message }) => message)).toEqual(['a load failed'])
  })

  it('waits for nothing when its room ends: it is told to come again', async () => {
    const load = { look: () => new Promise(() => {}) }
    const { join, calm, directory } = await startEngine({}, { ...ledger, load })
    const ada = await join('ada', 'ledger', 'a')
    tell(ada, 'look', {}, 1)
    write(ada, 'behind', 2)
    await calm()
    directory.close('draining')
    expect(replies(ada)).toEqual([
      [1, 'unavailable'],
      [2, 'unavailable'],
    ])
  })

  it('is limited for each user as its kind says, with a time to try again', async () => {
    const { join, pass } = await startEngine()
    const ada = await join('ada', 'ledger', 'a')
    const bob = await join('bob', 'ledger', 'a')
    for (let rid = 1; rid <= 4; rid++) tell(ada, 'wake', { ms: 100_000 }, rid)
    tell(bob, 'wake', { ms: 100_000 }, 5)
    await pass(50)
    expect(replies(ada).map(([, answer]) => answer)).toEqual([null, null, null, 'rate_limited'])
    expect(replies(bob)).toEqual([[5, null]])
    await pass(1_000)
    tell(ada, 'wake', { ms: 100_000 }, 6)
    await pass(50)
    expect(replies(ada).at(-1)).toEqual([6, null])
  })
})

describe('a nonce', () => {
  it('that is older than what is remembered is looked up, and what is being kept is never forgotten', async () => {
    const { clock, journal, join, pass, counts } = await startEngine()
    const ada = await join('ada', 'ledger', 'a')
    const old = nonceAt(clock.wall() - 3_600_000, 1)
    const release = journal.hold()
    write(ada, 'from an outbox', 1, old)
    await pass(20)
    for (let i = 0; i < LIMITS.maxDurableNonces + 10; i++) write(ada, `line ${i}`, i + 2, nonceAt(clock.wall(), i + 2))
    await pass(20)
    write(ada, 'from an outbox', 9_998, old)
    await pass(20)
    release()
    await pass(50)
    write(ada, 'from an outbox', 9_999, old)
    await pass(50)
    expect(replies(ada).filter(([rid]) => rid === 1 || Number(rid) > 9_000)).toEqual([
      [1, { n: 1 }],
      [9_998, { n: 1 }],
      [9_999, { n: 1 }],
    ])
    expect(counts.takenOver).toEqual([])
  })

  it('of the last seconds is told from old ones without a look-up, however many there are', async () => {
    const { clock, journal, join, pass } = await startEngine()
    const ada = await join('ada', 'ledger', 'a')
    const lookups = countLookups(journal)
    for (let i = 0; i < 3 * LIMITS.maxDurableNonces; i++) write(ada, `line ${i}`, i + 1, nonceAt(clock.wall(), i + 1))
    const thenMs = clock.wall()
    await pass(1_000)
    write(ada, 'a second late', 9_998, nonceAt(clock.wall() - 500, 9_998))
    await pass(50)
    expect(lookups.count).toBe(0)
    await pass(20_000)
    // Now the others are forgotten.
    write(ada, 'now', 9_999, nonceAt(clock.wall(), 9_999))
    await pass(50)
    write(ada, 'long ago', 10_000, nonceAt(thenMs, 10_000))
    await pass(50)
    expect(replies(ada).at(-1)).toEqual([10_000, { n: 3 * LIMITS.maxDurableNonces + 3 }])
    expect(lookups.count).toBe(1)
  })

  it('from a clock that is ahead is known when its time comes, and nobody is disturbed by it', async () => {
    const { clock, join, pass, counts } = await startEngine()
    const ada = await join('ada', 'ledger', 'a')
    const ahead = nonceAt(clock.wall() + 600_000, 1)
    write(ada, 'once', 1, ahead)
    await pass(20)
    ada.entry.leave('left')
    await pass(1_200)
    clock.advance(590_000)
    const back = await join('ada', 'ledger', 'a')
    write(back, 'once', 2, ahead)
    await pass(50)
    expect(replies(back)).toEqual([[2, { n: 1 }]])
    expect(counts.takenOver).toEqual([])
  })

  it('found twice by the database reloads the room, which then looks up every other one for ten minutes', async () => {
    const { journal, clock, join, pass, counts } = await startEngine()
    const ada = await join('ada', 'ledger', 'a')
    const lookups = countLookups(journal)
    const { refuse } = journal
    journal.refuse = () => ({ is: 'repeated', reason: 'a nonce is there already' })
    write(ada, 'once', 1, nonceAt(clock.wall(), 1))
    await pass(20)
    journal.refuse = refuse
    expect(replies(ada)).toEqual([[1, 'unavailable']])
    expect(counts.takenOver).toEqual(['ledger'])
    const back = await join('ada', 'ledger', 'a')
    write(back, 'once', 2, nonceAt(clock.wall(), 1))
    await pass(20)
    expect(replies(back)).toEqual([[2, { n: 1 }]])
    expect(lookups.count).toBe(1)
    clock.advance(600_000)
    write(back, 'later', 3, nonceAt(clock.wall(), 2))
    await pass(20)
    expect(lookups.count).toBe(1)
  })
})

describe('what a room may ask for', () => {
  it('is to be woken: once, as early as it asked', async () => {
    const { clock, join, pass } = await startEngine()
    const ada = await join('ada', 'ledger', 'a')
    tell(ada, 'wake', { ms: 5_000 })
    tell(ada, 'wake', { ms: 400 })
    await pass(300)
    expect(written(ada)).toEqual([])
    await pass(200)
    expect(written(ada)).toEqual(['woke'])
    await pass(10_000)
    expect(written(ada)).toEqual(['woke'])
    expect(clock.now()).toBeGreaterThan(10_000)
  })

  it('is to hear what its members have: the highest of a tick', async () => {
    const { join, pass } = await startEngine()
    const ada = await join('ada', 'ledger', 'a')
    write(ada, 'one')
    write(ada, 'two')
    await pass(50)
    for (const seq of [1, 2, 2, 1, 99]) ada.entry.ack(seq)
    await pass(50)
    expect(ada.frames().filter(({ type }) => type === FRAME.STATE)).toMatchObject([{ key: 'ada', body: 2 }])
  })

  it('is a badge for those who watch: durable, and the latest of its tick', async () => {
    const { badges, journal, join, calm, pass, unwatched } = await startEngine()
    const shown = () => badges.map(({ frame }) => readAll(frame, BOUNDS)[0])
    const ada = await join('ada', 'ledger', 'a')
    tell(ada, 'show', { value: 1 })
    await calm()
    expect(shown()).toEqual([[FRAME.BADGE, 'ledger', 'a', 1]])
    tell(ada, 'show', { value: 2 })
    tell(ada, 'show', { value: 9 })
    await pass(100)
    expect(shown()[1]).toEqual([FRAME.BADGE, 'ledger', 'a', 9])
    const release = journal.hold()
    write(ada, 'slow')
    tell(ada, 'show', { value: 10 })
    tell(ada, 'boot', { user: 'bob' })
    await pass(100)
    expect(badges).toHaveLength(2)
    expect(unwatched).toEqual([])
    release()
    await calm()
    expect(shown()[2]).toEqual([FRAME.BADGE, 'ledger', 'a', 10])
    expect(unwatched).toEqual([{ kind: 'ledger', room: 'a', user: 'bob' }])
  })

  it('is to give something to a channel: with the commit, and its dispatcher is told', async () => {
    let told = 0
    const { journal, join, calm, clock } = await startEngine({ outbound: () => told++ })
    const ada = await join('ada', 'ledger', 'a')
    const release = journal.hold()
    tell(ada, 'send', { target: 'there' }, 1)
    await calm()
    expect(told).toBe(0)
    release()
    await calm()
    expect(told).toBe(1)
    expect(await journal.outbound.claim(clock.wall(), 1, 10)).toMatchObject([
      { channel: 'webhook', target: 'there', payload: '{"hello":"there"}', tries: 0 },
    ])
  })
})

const BOUNDS = { frames: 1, depth: 8, items: 100, textBytes: 1_000, strictText: true }
