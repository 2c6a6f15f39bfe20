/** What the sweep of files removes, what it keeps, and what it does when it cannot tell: on both stores. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { TuttiError } from '../../shared/errors.ts'
import { NOTES } from '../../test/support/note-tables.ts'
import { freshDatabase } from '../../test/support/postgres.ts'
import { keptLog, silentLog } from '../../test/support/silent-log.ts'
import { echo } from '../../test/support/toy-kinds.ts'
import { until } from '../../test/support/until.ts'
import { createFileStore } from '../adapters/file-store.ts'
import { createManualClock } from '../adapters/manual-clock.ts'
import { openPostgres } from '../adapters/postgres/storage.ts'
import { systemClock } from '../adapters/system-clock.ts'
import type { Clock, Files } from '../ports.ts'
import { FileSweep } from './file-sweep.ts'
import { NO_READER } from './nothing-kept.ts'
import type { AnyRoomKind } from './room.ts'

const HOUR_MS = 3_600_000
const SECOND_MS = 1_000

type Kept = NonNullable<NonNullable<AnyRoomKind['files']>['kept']>

const cleanup: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const end of cleanup.splice(0).toReversed()) await end()
})

const stores: Readonly<Record<string, (clock: Clock) => Promise<Files>>> = {
  folders: async (clock) => {
    const dir = await mkdtemp(join(tmpdir(), 'tutti-sweep-'))
    cleanup.push(() => rm(dir, { recursive: true, force: true }))
    return createFileStore(dir, clock)
  },
  Postgres: async (clock) => {
    const { url } = await freshDatabase()
    const storage = await openPostgres({
      url,
      kinds: NOTES,
      clock: { ...systemClock, wall: () => clock.wall() },
      log: silentLog,
    })
    cleanup.push(() => storage.close())
    return storage.files!
  },
}

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)

describe.each(Object.entries(stores))('the sweep of files in %s', (_name, open) => {
  const start = async (kept: Kept | undefined) => {
    const manual = createManualClock()
    const waits: number[] = []
    let look = (): void => {}
    const clock: Clock = {
      ...manual,
      after(ms, run) {
        waits.push(ms)
        look()
        return manual.after(ms, run)
      },
    }
    const files = await open(manual)
    const rules = { maxBytes: 100, types: ['text/plain'], mayPut: async () => {}, mayRead: async () => {} }
    const base: AnyRoomKind = echo
    const kind: AnyRoomKind = { ...base, files: kept === undefined ? rules : { ...rules, kept } }
    const log = keptLog()
    const sweep = new FileSweep({ files, kinds: new Map([['echo', kind]]), reader: NO_READER, clock, log })
    cleanup.push(() => sweep.close())
    sweep.start()
    /** Until it waits for its next time. */
    const round = async (): Promise<void> => {
      manual.advance(waits.at(-1)!)
      for (let seen = waits.length; ; seen++) {
        await until(
          () => waits.length > seen,
          (again) => (look = again),
          10_000,
        )
        if (waits.at(-1)! > SECOND_MS) return
        manual.advance(waits.at(-1)!)
      }
    }
    return {
      files,
      sweep,
      log,
      round,
      waits,
      pass: (ms: number) => manual.stall(ms),
      begin: () => manual.advance(waits.at(-1)!),
      put: (room: string, text: string) => files.put(`echo/${room}`, 'a', 'text/plain', bytes(text)),
      there: async (room: string, hash: string) => (await files.stat(`echo/${room}`, hash)) !== undefined,
    }
  }

  it('removes what no room needs and is a day old, some minutes after the start and every hour', async () => {
    const needed = new Set<string>()
    const { put, round, there, sweep, waits } = await start(async (room, hashes) =>
      hashes.filter((hash) => needed.has(`${room} ${hash}`)),
    )
    const [one, two] = [await put('a', 'one'), await put('a', 'two')]
    await put('b', 'one')
    needed.add(`a ${one}`)
    for (let hour = 0; hour < 24; hour++) await round()
    expect(waits.filter((ms) => ms > SECOND_MS).slice(0, 3)).toEqual([HOUR_MS / 12, HOUR_MS, HOUR_MS])
    expect([await there('a', one), await there('a', two), await there('b', one)]).toEqual([true, true, true])
    await round()
    expect([await there('a', one), await there('a', two), await there('b', one)]).toEqual([true, false, false])
    expect(sweep.swept).toBe(2)
    // What a deleted message leaves.
    needed.clear()
    await round()
    expect(await there('a', one)).toBe(false)
    expect(sweep.swept).toBe(3)
  })

  it('goes through more than a page, asking each room once a page for its own', async () => {
    const asked: [string, number][] = []
    const { put, round, pass, sweep, files, waits } = await start(async (room, hashes) => {
      asked.push([room, hashes.length])
      return room === 'full' ? hashes : []
    })
    for (let i = 0; i < 260; i++) await put(i % 2 === 0 ? 'full' : 'empty', `${i}`)
    pass(24 * HOUR_MS - 1)
    await round()
    expect(sweep.swept).toBe(130)
    expect(asked.length).toBeLessThan(5)
    expect(asked.reduce((sum, [, count]) => sum + count, 0)).toBe(260)
    expect(waits.filter((ms) => ms < SECOND_MS)).toHaveLength(1)
    expect(await files.old(Number.MAX_SAFE_INTEGER, undefined, 500)).toHaveLength(130)
  })

  it('keeps what is put again or referred to between the question and the removal', async () => {
    const { put, files, round, pass, there, sweep } = await start(async (room) => {
      await put(room, 'again')
      await files.touch(`echo/${room}`, touched)
      return []
    })
    const [again, touched, left] = [await put('a', 'again'), await put('a', 'touched'), await put('a', 'left')]
    pass(25 * HOUR_MS)
    await round()
    expect([await there('a', again), await there('a', touched), await there('a', left)]).toEqual([true, true, false])
    expect(sweep.swept).toBe(1)
  })

  it('keeps all of a kind that cannot tell, and of one that it does not know', async () => {
    const { put, files, round, pass, there } = await start(undefined)
    const own = await put('a', 'own')
    const strange = await files.put('unknown/a', 'a', 'text/plain', bytes('strange'))
    pass(48 * HOUR_MS)
    await round()
    expect(await there('a', own)).toBe(true)
    expect(await files.stat('unknown/a', strange)).toBeDefined()
  })

  it('goes on with the others where a room has no answer, and tries again when there is none at all', async () => {
    let away = true
    const { put, round, pass, there, log } = await start(async (room) => {
      if (away) throw new TuttiError('unavailable')
      if (room === 'broken') throw new Error('a bug')
      return []
    })
    const hash = await put('sound', 'x')
    await put('broken', 'x')
    pass(25 * HOUR_MS)
    await round()
    expect(await there('sound', hash)).toBe(true)
    expect(log.lines).toHaveLength(1)
    away = false
    await round()
    expect([await there('sound', hash), await there('broken', hash)]).toEqual([false, true])
    expect(log.lines).toHaveLength(2)
    expect(log.lines[1]?.fields).toMatchObject({ space: 'echo/broken' })
  })

  it('asks about no further room once it is closed', async () => {
    let closing = (_end: Promise<void>): void => {}
    const closed = new Promise<void>((resolve) => (closing = resolve))
    const { put, pass, begin, sweep, there, waits } = await start(async () => {
      closing(sweep.close())
      return []
    })
    const hash = await put('a', 'x')
    await put('b', 'x')
    pass(25 * HOUR_MS)
    begin()
    await closed
    expect([await there('a', hash), await there('b', hash)].filter(Boolean)).toHaveLength(1)
    expect(waits).toHaveLength(1)
  })
})
