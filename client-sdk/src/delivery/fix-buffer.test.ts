import { describe, expect, it } from 'vitest'
import { BULK_FRAME, FIX_FLAGS, FixColumns, OWN_HEAD_BYTES, OwnHead } from '../../../shared/delivery/fixes.ts'
import { FixBuffer } from './fix-buffer.ts'
import { memoryFixes, storageFixes } from './fix-store.ts'

const NOW = 1_800_000_000_000
const HERE = { latE7: 525_200_000, lonE7: 134_050_000 }

describe('fixes that are kept', () => {
  it('are in order of time, whatever the clock does', () => {
    const buffer = new FixBuffer(100)
    const times = [NOW, NOW + 5_000, NOW - 3_600_000, NOW - 3_595_000, NOW + 10_000].map((t) => buffer.add(HERE, t).t)
    expect(times).toEqual([NOW, NOW + 5_000, NOW + 5_001, NOW + 5_002, NOW + 10_000])
    expect(buffer.rows.map(({ seq }) => seq)).toEqual([1, 2, 3, 4, 5])
    expect(buffer.epochMs).toBe(NOW)
  })

  it('begin another stream where the clock goes ahead farther than one lasts', () => {
    const buffer = new FixBuffer(100)
    buffer.add(HERE, NOW)
    const year = NOW + 365 * 86_400_000
    expect(buffer.add(HERE, year)).toMatchObject({ seq: 1, t: year })
    expect(buffer.epochMs).toBe(year)
    expect(buffer.lost).toBe(1)
  })

  it('are bounded: the oldest are lost, and the host is told', () => {
    const buffer = new FixBuffer(10)
    for (let i = 0; i < 25; i++) buffer.add(HERE, NOW + i * 5_000)
    expect(buffer).toMatchObject({ lost: 15, oldest: 16 })
    const head = new OwnHead()
    head.read(buffer.frame(BULK_FRAME, buffer.rows))
    expect(head).toMatchObject({ count: 10, oldest: 16, epochMs: NOW })
  })

  it('go when they are acknowledged, of this stream alone', () => {
    const buffer = new FixBuffer(10)
    for (let i = 0; i < 5; i++) buffer.add(HERE, NOW + i)
    expect(buffer.acked(NOW - 1, 5)).toBe(0)
    expect(buffer.acked(NOW, 3)).toBe(3)
    expect(buffer.acked(NOW, 3)).toBe(0)
    expect(buffer.oldest).toBe(4)
    expect(buffer.acked(NOW, 99)).toBe(2)
    expect(buffer.oldest).toBe(6)
  })

  it('say what is not known, and that they come late by bulk', () => {
    const buffer = new FixBuffer(10)
    buffer.add({ ...HERE, speedCmS: 1e9, accuracyM: NaN, flags: FIX_FLAGS.network }, NOW)
    const columns = new FixColumns(1)
    columns.read(0, buffer.frame(BULK_FRAME, buffer.rows), OWN_HEAD_BYTES, NOW)
    const flags = FIX_FLAGS.network | FIX_FLAGS.late
    expect(columns.fix(0)).toMatchObject({ headingCdeg: 0xffff, speedCmS: 0xfffe, accuracyM: 0xff, flags })
  })

  it.each(['memory', 'localStorage'])('outlive their page in %s, and no number is given twice', async (where) => {
    const all = new Map<string, string>()
    const storage = {
      getItem: (key: string) => all.get(key) ?? null,
      setItem: (key: string, text: string) => void all.set(key, text),
    }
    const store = where === 'memory' ? memoryFixes() : storageFixes(storage)
    const before = new FixBuffer(10)
    for (let i = 0; i < 4; i++) before.add({ ...HERE, speedCmS: i }, NOW + i)
    const shelf = (await store.claim('rob/town'))!
    expect(await shelf.load()).toBe(undefined)
    await shelf.save(before.keep())
    // Sent, and not kept before the page was gone.
    const sent = before.add(HERE, NOW + 4)
    shelf.release()

    const after = new FixBuffer(3)
    after.restore((await (await store.claim('rob/town'))!.load())!)
    expect(after.rows.map(({ seq, t, speedCmS }) => [seq, t, speedCmS])).toEqual([
      [2, NOW + 1, 1],
      [3, NOW + 2, 2],
      [4, NOW + 3, 3],
    ])
    expect(after.add(HERE, NOW).seq).toBeGreaterThan(sent.seq)
    expect(after.rows.at(-1)!.t).toBeGreaterThan(NOW + 3)
  })

  it('are claimed by one page at a time', async () => {
    const store = memoryFixes()
    const first = await store.claim('rob/town')
    expect(await store.claim('rob/town')).toBe(undefined)
    first!.release()
    expect(await store.claim('rob/town')).toBeDefined()
  })
})
