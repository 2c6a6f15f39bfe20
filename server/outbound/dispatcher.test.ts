/** The dispatcher on a manual clock: at least once, in turns, and given up in the open. */
import { decode } from '@msgpack/msgpack'
import { describe, expect, it } from 'vitest'
import { createManualClock } from '../adapters/manual-clock.ts'
import { MemoryJournal } from '../adapters/memory-journal.ts'
import type { Mail, Outbound, OutboundStore, Sending } from '../ports.ts'
import { idText } from '../../shared/id.ts'
import type { Outgoing } from '../../shared/inbox/outgoing.ts'
import { OutboundRows } from '../../test/support/outbound-rows.ts'
import { silentLog } from '../../test/support/silent-log.ts'
import { createOutbound } from './dispatcher.ts'

const SENT: Sending = { is: 'sent' }
const LATER: Sending = { is: 'later', reason: 'HTTP 500' }

/** Lets promises that are settled already have their say; no clock moves. */
const settle = async (): Promise<void> => {
  for (let i = 0; i < 200; i++) await Promise.resolve()
}

const rig = (journal = new MemoryJournal()) => {
  const clock = createManualClock()
  const rows = new OutboundRows(journal)
  /** Reasons of dead letters, by id. */
  const dead = new Map<string, string>()
  const store: OutboundStore = {
    ...journal.outbound,
    failed: async (id, dueMs, reason) => {
      if (dueMs === null) dead.set(id, reason)
      return journal.outbound.failed(id, dueMs, reason)
    },
  }
  const tries: { readonly id: string; readonly atMs: number }[] = []
  const counts = new Map<string, number>()
  const told: unknown[] = []
  const posted: unknown[] = []
  const count = (what: string) => (channel: string) => {
    counts.set(`${what} ${channel}`, (counts.get(`${what} ${channel}`) ?? 0) + 1)
  }
  let answer: (message: Outbound) => Sending | Promise<Sending> = () => SENT
  const channel = (name: string) => ({
    name,
    close: () => {},
    send: async (message: Outbound) => {
      tries.push({ id: message.id, atMs: clock.now() })
      return answer(message)
    },
  })
  const parts = {
    channels: [channel('webhook'), channel('push')],
    clock,
    log: silentLog,
    meter: { sent: count('sent'), failed: count('failed'), died: count('died') },
    tell: async (...mail: unknown[]) => void told.push(mail),
    posted: ({ id, kind, room, op, body }: Mail) => void posted.push({ id, kind, room, op, body: decode(body) }),
    random: () => 0.5,
  }
  let ids = 0
  return {
    journal,
    store,
    dead,
    clock,
    tries,
    counts,
    told,
    posted,
    open: (over: OutboundStore = store) => createOutbound({ ...parts, store: over }),
    answer: (by: typeof answer) => void (answer = by),
    put: async (
      target = 'https://a.example',
      { channel: name = 'webhook', payload = '{}', dueMs = clock.wall(), count: many = 1 } = {},
    ) => {
      const messages = Array.from({ length: many }, (_, n) => ({
        id: idText(1, 1, ids++),
        channel: name,
        target: target.replace('*', String(n)),
        payload,
        dueMs,
      }))
      await rows.put(...messages)
      return messages.map(({ id }) => id)
    },
    pass: async (ms: number, stepMs = 500) => {
      await settle()
      for (let passed = 0; passed < ms; passed += stepMs) {
        clock.advance(Math.min(stepMs, ms - passed))
        await settle()
      }
    },
  }
}

describe('the outbound dispatcher', () => {
  it('sends what is due when it starts, at once when it is woken, and otherwise looks by itself', async () => {
    const { clock, open, pass, put, tries } = rig()
    await put()
    const outbound = open()
    outbound.start()
    await settle()
    expect(tries).toHaveLength(1)
    await put()
    outbound.wake()
    outbound.wake()
    clock.flush()
    await settle()
    expect(tries.map(({ atMs }) => atMs)).toEqual([0, 0])
    await put('https://a.example', { dueMs: clock.wall() + 5_200 })
    await pass(5_000)
    expect(tries).toHaveLength(2)
    await pass(1_500)
    expect(tries.slice(2)).toEqual([{ id: expect.any(String), atMs: 6_000 }])
  })

  it('sends one that failed again, ever later, with the same id, until somebody takes it', async () => {
    const { answer, counts, open, pass, put, store, tries } = rig()
    const [id] = await put()
    answer(() => (tries.length < 5 ? LATER : SENT))
    open().start()
    await pass(120_000)
    expect(tries.map((one) => one.id)).toEqual([id, id, id, id, id])
    // Three quarters of 5, 10, 20 and 40 s, each to the next poll.
    expect(tries.map(({ atMs }) => atMs)).toEqual([0, 4_000, 12_000, 27_000, 57_000])
    expect(counts).toEqual(
      new Map([
        ['failed webhook', 4],
        ['sent webhook', 1],
      ]),
    )
    expect(await store.counts()).toEqual({ waiting: 0, dead: 0 })
  })

  it('gives up after fifteen tries, and keeps it with its reason', async () => {
    const { answer, counts, dead, open, pass, put, tries } = rig()
    const [id] = await put()
    answer(() => LATER)
    open().start()
    await pass(24 * 3_600_000, 20_000)
    expect(tries).toHaveLength(15)
    expect(dead).toEqual(new Map([[id, 'HTTP 500']]))
    expect(counts.get('died webhook')).toBe(1)
    expect(tries.at(-1)!.atMs).toBeGreaterThan(10 * 3_600_000)
  })

  it('waits as long as the receiver asks for', async () => {
    const { answer, open, pass, put, tries } = rig()
    await put()
    answer(() => ({ is: 'later', reason: 'HTTP 429', afterMs: 30_000 }))
    open().start()
    await pass(31_000)
    expect(tries.map(({ atMs }) => atMs)).toEqual([0, 30_000])
  })

  it('gives up at once where nobody is there, and tells the inbox', async () => {
    const { answer, dead, open, pass, put, told } = rig()
    const payload: Outgoing = {
      from: { kind: 'inbox', room: 'r', target: 't' },
      user: 'ada',
      notice: { id: '1', type: 'system', title: '', text: '', at: 0 },
    }
    const ids = [
      ...(await put('a', { payload: JSON.stringify(payload) })),
      ...(await put('b', { payload: 'of something else' })),
    ]
    answer(() => ({ is: 'gone', reason: 'HTTP 410' }))
    open().start()
    await pass(1_000)
    expect([...dead.keys()].toSorted()).toEqual(ids)
    expect(told).toEqual([['inbox', 'r', 'targetGone', { user: 'ada', target: 't', reason: 'HTTP 410' }]])
  })

  it('gives up at once what can never be sent, and tells nobody', async () => {
    const { answer, dead, open, pass, put, told } = rig()
    const [id] = await put()
    answer(() => ({ is: 'never', reason: 'a private address' }))
    open().start()
    await pass(1_000)
    expect(dead).toEqual(new Map([[id, 'a private address']]))
    expect(told).toEqual([])
  })

  it('takes a channel that throws, and one that is not there, for a failure', async () => {
    const { answer, counts, open, pass, put, store } = rig()
    await put()
    await put('c', { channel: 'pigeon' })
    answer(() => {
      throw new Error('a bug')
    })
    open().start()
    await pass(1_000)
    expect(await store.counts()).toEqual({ waiting: 2, dead: 0 })
    expect(counts.get('failed pigeon')).toBe(1)
  })

  it('sends to one target in order, and one after the other', async () => {
    const { answer, open, pass, put, tries } = rig()
    const ids = await put('a', { count: 10 })
    let under = 0
    let most = 0
    answer(async () => {
      most = Math.max(most, ++under)
      await Promise.resolve()
      under--
      return SENT
    })
    open().start()
    await pass(1_000)
    expect(tries.map(({ id }) => id)).toEqual(ids)
    expect(most).toBe(1)
  })

  it('after a failure leaves the target alone for a while, then goes on with the next', async () => {
    const { answer, open, pass, put, tries } = rig()
    const ids = await put('a', { count: 4 })
    answer(({ id, tries: before }) => (id === ids[0] && before === 0 ? LATER : SENT))
    open().start()
    await pass(10_000)
    expect(tries.map(({ id }) => id)).toEqual([ids[0], ids[1], ids[2], ids[3], ids[0]])
    expect(tries.map(({ atMs }) => atMs)).toEqual([0, 2_000, 2_000, 2_000, 4_000])
  })

  it('asks a target that always fails ever less often', async () => {
    const { answer, open, pass, put, tries } = rig()
    await put('a', { count: 200 })
    answer(() => LATER)
    open().start()
    await pass(14_000)
    expect(tries.map(({ atMs }) => atMs)).toEqual([0, 2_000, 6_000, 14_000])
    await pass(3_600_000)
    expect(tries.length).toBeLessThan(100)
  })

  it('lets a target that never answers cost nobody else their turn', async () => {
    const { answer, open, pass, put, tries } = rig()
    await put('dead', { count: 1_000 })
    await put('well-*', { count: 40 })
    answer(({ id }) => (id < idText(1, 1, 1_000) ? new Promise<Sending>(() => {}) : SENT))
    open().start()
    await pass(300_000)
    expect(new Set(tries.map(({ id }) => id).filter((id) => id >= idText(1, 1, 1_000))).size).toBe(40)
    expect(tries.filter(({ id }) => id < idText(1, 1, 1_000)).length).toBeLessThanOrEqual(4)
  })

  it('has at most sixteen of a channel under way, whatever the others do', async () => {
    const { answer, open, pass, put, tries } = rig()
    await put('hook-*', { count: 40 })
    await put('phone', { channel: 'push' })
    answer(({ channel }) => (channel === 'webhook' ? new Promise<Sending>(() => {}) : SENT))
    open().start()
    await pass(1_000)
    expect(tries).toHaveLength(17)
  })

  it('works off more than it holds at once', async () => {
    const { open, pass, put, store, tries } = rig()
    for (let i = 0; i < 10; i++) await put('hook-*', { count: 300 })
    open().start()
    await pass(5_000)
    expect(tries).toHaveLength(3_000)
    expect(await store.counts()).toEqual({ waiting: 0, dead: 0 })
  })

  it('loses nothing when it dies between sending and keeping that it did: it sends again', async () => {
    const first = rig()
    const [id] = await first.put()
    const dying: OutboundStore = { ...first.store, done: () => new Promise<void>(() => {}) }
    first.open(dying).start()
    await settle()
    const second = rig(first.journal) // The first one's clock stands still from now on.
    second.open().start()
    await second.pass(91_000)
    expect(first.tries.map((one) => one.id)).toEqual([id])
    expect(second.tries.map((one) => one.id)).toEqual([id])
    expect(await first.store.counts()).toEqual({ waiting: 0, dead: 0 })
  })

  it('goes on by itself when the database was away', async () => {
    const { open, pass, put, store, tries } = rig()
    await put()
    let away = true
    const flaky: OutboundStore = {
      ...store,
      claim: async (...asked) => {
        if (away) throw new Error('no database')
        return store.claim(...asked)
      },
    }
    open(flaky).start()
    await pass(3_000)
    expect(tries).toEqual([])
    away = false
    await pass(1_000)
    expect(tries).toHaveLength(1)
  })

  it('when it closes, settles what is under way and takes nothing new', async () => {
    const { answer, clock, open, put, store, tries } = rig()
    await put()
    await put()
    let finish: (sending: Sending) => void = () => {}
    answer(() => new Promise<Sending>((resolve) => (finish = resolve)))
    const outbound = open()
    outbound.start()
    await settle()
    let closed = false
    const closing = outbound.close().then(() => (closed = true))
    await settle()
    expect(closed).toBe(false)
    finish(SENT)
    await closing
    expect(tries).toHaveLength(1)
    expect(await store.counts()).toEqual({ waiting: 1, dead: 0 })
    expect(clock.pending).toBe(0)
  })

  describe('of a message whose sender wants to hear what became of it', () => {
    const reply = { kind: 'ledger', room: 'r', op: 'heard', about: { order: 7 } }
    const payload = JSON.stringify({ reply, ask: 'as you like' })
    const hears = (id: string | undefined, outcome: object) => ({
      id,
      kind: 'ledger',
      room: 'r',
      op: 'heard',
      body: outcome,
    })

    it('tells it the answer, once, under the id of the message', async () => {
      const { answer, journal, open, pass, posted, put, store } = rig()
      const [id] = await put('a', { payload })
      answer(({ tries }) => (tries === 0 ? LATER : { is: 'sent', answer: { well: true } }))
      open().start()
      await pass(60_000)
      const mail = hears(id, { is: 'sent', about: { order: 7 }, answer: { well: true } })
      expect(posted).toEqual([mail])
      expect((await journal.mail('', 10)).map(({ body, ...rest }) => ({ ...rest, body: decode(body) }))).toEqual([mail])
      expect(await store.counts()).toEqual({ waiting: 0, dead: 0 })
    })

    it('tells it that it was given up, and why', async () => {
      const { answer, dead, open, pass, posted, put, store } = rig()
      const ids = await put('*', { payload, count: 3 })
      answer(({ id }) =>
        id === ids[0]
          ? { is: 'never', reason: 'no such thing' }
          : id === ids[1]
            ? { is: 'gone', reason: 'HTTP 410' }
            : LATER,
      )
      open().start()
      await pass(24 * 3_600_000, 20_000)
      expect(posted).toEqual(
        ['no such thing', 'HTTP 410', 'HTTP 500'].map((reason, i) =>
          hears(ids[i], { is: 'given_up', about: { order: 7 }, reason }),
        ),
      )
      expect(await store.counts()).toEqual({ waiting: 0, dead: 3 })
      expect(dead.size).toBe(0)
    })

    it('tells it once, though it was sent twice by a host that took it for dead', async () => {
      const first = rig()
      const [id] = await first.put('a', { payload })
      let finish: (sending: Sending) => void = () => {}
      first.answer(() => new Promise<Sending>((resolve) => (finish = resolve)))
      first.open().start()
      await settle()
      const second = rig(first.journal)
      second.answer(() => ({ is: 'sent', answer: 2 }))
      second.open().start()
      await second.pass(91_000)
      finish({ is: 'sent', answer: 1 })
      await settle()
      expect([first.posted, second.posted]).toEqual([[], [hears(id, { is: 'sent', about: { order: 7 }, answer: 2 })]])
      expect(await first.journal.mail('', 10)).toHaveLength(1)
    })

    it('takes a payload that only looks as if for one like any other', async () => {
      const { counts, open, pass, posted, put } = rig()
      await put('a', { payload: JSON.stringify({ text: 'say "reply" to me', reply: 'x' }) })
      await put('b', { payload: '"reply"' })
      open().start()
      await pass(1_000)
      expect(posted).toEqual([])
      expect(counts.get('sent webhook')).toBe(2)
    })
  })
})
