/** Newest values that wait for their tick to be durable. */
import { describe, expect, it } from 'vitest'
import { contract, newest, settled } from '../../shared/contract.ts'
import { FRAME } from '../../shared/frames.ts'
import { object, text } from '../../shared/guards.ts'
import { createEngine } from '../../test/support/engine.ts'
import type { Player } from '../../test/support/engine.ts'
import { createMemoryStorage } from '../../test/support/memory-storage.ts'
import { defineRoom } from './room.ts'
import { insert, tables } from './tables.ts'

const kind = defineRoom({
  contract: contract('orders', {
    commands: { set: object({ text: text(1, 10) }), all: object({ text: text(1, 10) }), each: object({}) },
    events: { at: newest<string>(), kept: settled<string>() },
    queries: {},
  }),
  tickHz: 60,
  maxMembers: 10,
  idleMs: 1_000,
  authorize: () => 'member',
  tables: tables({
    migrations: {
      orders_0001: (db) => db.schema.createTable('orders_row').addColumn('body', 'text').execute(),
    },
    writes: { row: insert('orders_row', { body: 'text' }) },
  }),
  open: (ctx) => ({
    on: {
      set(from, { text: body }) {
        ctx.record('row', { body })
        ctx.send(from, 'at', body)
        ctx.send(from, 'kept', body, 7)
      },
      all(_from, { text: body }) {
        ctx.record('row', { body })
        ctx.broadcast('kept', body)
      },
      each: (from) =>
        ctx.sendEach(from, 'at', [
          [1, 'one'],
          [2, 'two'],
        ]),
    },
  }),
  bot: () => ({ hz: 1, act: () => undefined }),
})

const enter = async () => {
  const { journal, reader } = await createMemoryStorage([kind])
  const engine = createEngine([kind], { storage: { journal, reader } })
  const ada = await engine.join('ada', 'orders', 'a')
  const tell = (who: Player, command: 'set' | 'all' | 'each', body: string): void =>
    who.entry.command(['set', 'all', 'each'].indexOf(command), command === 'each' ? {} : { text: body }, 1, null)
  const heard = (who: Player): unknown[] =>
    who.frames().flatMap((frame) => (frame.type === FRAME.STATE ? [[frame.op, frame.key, frame.body]] : []))
  return { ...engine, journal, ada, tell, heard }
}

describe('a settled value', () => {
  it('[J11] leaves when what its tick recorded is durable, and other newest ones at once', async () => {
    const { ada, tell, heard, journal, calm, clock } = await enter()
    const release = journal.hold()
    tell(ada, 'set', 'one')
    clock.advance(20)
    await calm()
    expect(heard(ada)).toEqual([[0, null, 'one']])
    release()
    await calm()
    expect(heard(ada)).toEqual([
      [0, null, 'one'],
      [1, 7, 'one'],
    ])
  })

  it('[J11] is never seen where its tick was lost', async () => {
    const { ada, tell, heard, journal, calm, clock } = await enter()
    journal.refuse = () => ({ is: 'failed', reason: 'no room on the disk' })
    tell(ada, 'all', 'lost')
    clock.advance(20)
    await calm()
    expect(heard(ada)).toEqual([])
    expect(ada.told.at(-1)).toEqual({ at: 'left', code: 'room_reset' })
  })

  it('[J11] that all get is what whoever comes later begins with, once it is durable', async () => {
    const { ada, tell, heard, journal, calm, clock, join } = await enter()
    const release = journal.hold()
    tell(ada, 'all', 'one')
    clock.advance(20)
    await calm()
    expect(ada.entry.current()).toHaveLength(0)
    release()
    await calm()
    expect(heard(ada)).toEqual([[1, null, 'one']])
    const bob = await join('bob', 'orders', 'a')
    expect(bob.entry.current().length).toBeGreaterThan(0)
  })
})

describe('values that are sent together', () => {
  it('are one message to whoever can take it, and wait by their keys for whoever cannot', async () => {
    const { ada, tell, heard, calm, clock } = await enter()
    for (const writable of [true, false]) {
      ada.writable = writable
      tell(ada, 'each', '')
      clock.advance(20)
      await calm()
    }
    const twice = [
      [0, 1, 'one'],
      [0, 2, 'two'],
    ]
    expect(heard(ada)).toEqual([...twice, ...twice])
  })
})
