/** Rooms that have something to do though nobody is in them. */
import { describe, expect, it } from 'vitest'
import { contract } from '../../shared/contract.ts'
import { object } from '../../shared/guards.ts'
import { createEngine } from '../../test/support/engine.ts'
import { createMemoryStorage } from '../../test/support/memory-storage.ts'
import { defineRoom } from './room.ts'
import { insert, tables } from './tables.ts'

const start = async (residents: readonly string[] = [], broken = '') => {
  const done: string[] = []
  const kind = defineRoom({
    contract: contract('work', { commands: { begin: object({}), end: object({}) }, events: {}, queries: {} }),
    tickHz: 60,
    maxMembers: 10,
    idleMs: 1_000,
    authorize: () => 'member',
    tables: tables({
      migrations: {
        work_0001: (db) => db.schema.createTable('work_row').addColumn('body', 'text').execute(),
      },
      writes: { row: insert('work_row', { body: 'text' }) },
    }),
    residents: async () => residents,
    open(ctx) {
      if (ctx.id === broken) throw new Error('cannot be opened')
      let works = residents.includes(ctx.id)
      if (works) ctx.wakeIn(400)
      return {
        on: {
          begin() {
            works = true
            ctx.wakeIn(400)
            ctx.record('row', { body: 'begun' })
          },
          end: () => void (works = false),
        },
        busy: () => works,
        woke() {
          done.push(ctx.id)
          if (works) ctx.wakeIn(400)
        },
        closing: () => void done.push(`closed ${ctx.id}`),
      }
    },
    bot: () => ({ hz: 1, act: () => undefined }),
  })
  const storage = await createMemoryStorage([kind])
  const engine = createEngine([kind], { storage })
  const open = () => [...engine.directory.census()].length
  return { ...engine, journal: storage.journal, done, open }
}

describe('a room with something to do', () => {
  it('[J12] stays open though nobody is in it, until it is done', async () => {
    const { join, pass, done, open } = await start()
    const ada = await join('ada', 'work', 'a')
    ada.entry.command(0, {}, 1, null)
    await pass(100)
    ada.entry.leave('left')
    await pass(3_000)
    expect(open()).toBe(1)
    expect(done.length).toBeGreaterThan(5)
    const again = await join('ada', 'work', 'a')
    again.entry.command(1, {}, 2, null)
    await pass(100)
    again.entry.leave('left')
    await pass(2_500)
    expect(open()).toBe(0)
    expect(done.at(-1)).toBe('closed a')
  })

  it('[J12] is opened when the host starts', async () => {
    const { pass, done, open } = await start(['a', 'b'])
    await pass(500)
    expect(open()).toBe(2)
    expect(done.toSorted()).toEqual(['a', 'b'])
  })

  it('[J12] is opened though another one before it cannot be', async () => {
    const { pass, done } = await start(['a', 'b', 'c'], 'a')
    await pass(500)
    expect(done.toSorted()).toEqual(['b', 'c'])
  })

  it('[J12] is opened again after it was reloaded, though nobody comes', async () => {
    const { join, pass, done, open, journal } = await start(['a'])
    const ada = await join('ada', 'work', 'a')
    const { refuse } = journal
    journal.refuse = () => ({ is: 'failed', reason: 'no room on the disk' })
    ada.entry.command(0, {}, 1, null)
    await pass(50)
    expect(ada.told.at(-1)).toEqual({ at: 'left', code: 'room_reset' })
    expect(open()).toBe(0)
    journal.refuse = refuse
    done.length = 0
    await pass(1_000)
    expect(open()).toBe(1)
    expect(done).toContain('a')
  })
})
