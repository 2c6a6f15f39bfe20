import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as after } from 'node:timers/promises'
import { afterEach, describe, expect, it } from 'vitest'
import { delivery } from '../server/rooms/delivery/kind.ts'
import { inbox } from '../server/rooms/inbox/kind.ts'
import { startHost } from '../test/support/host.ts'
import { keptOf } from './delivery-check.ts'
import { createDriver } from './delivery-driver.ts'
import { climb, holds } from './delivery-ladder.ts'
import type { Rung } from './delivery-ladder.ts'
import { eatersOf } from './delivery-plan.ts'
import type { DeliveryPlan } from './delivery-plan.ts'
import { multiply, sqliteRows } from './delivery-rows.ts'
import { Samples, missing } from './delivery-samples.ts'
import { stage } from './delivery-stage.ts'

const SECRET = 'a secret that only this test knows, 32 bytes'
const cleanup: (() => unknown)[] = []
afterEach(async () => {
  for (const end of cleanup.splice(0).toReversed()) await end()
})

describe('the delivery load', () => {
  it('takes fixes, shows customers their couriers, and finds all of it in the tracks', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'tutti-load-'))
    cleanup.push(() => rmSync(folder, { recursive: true, force: true }))
    const start = async () => {
      const host = await startHost({ delivery, inbox }, { TUTTI_SECRET: SECRET, TUTTI_DATA_DIR: folder })
      cleanup.push(host.stop)
      return host
    }
    const first = await start()
    const plan: DeliveryPlan = {
      url: first.url,
      pid: null,
      secret: SECRET,
      couriers: 60,
      watched: 6,
      each: 2,
      orders: 12,
      perSocket: 3,
      feeders: 2,
      fixes: 60,
      sockets: 5,
      socketEveryS: 1,
      samples: 20,
      samplesFile: join(folder, 'samples'),
    }
    const staged = await stage(new URL(first.url), plan)
    await first.drain(0)
    const rows = sqliteRows(join(folder, 'tutti.db'))
    await multiply(rows, plan, staged)
    await rows.end()

    const host = await start()
    const driver = createDriver({ ...plan, url: host.url }, { index: 0, count: 1 })
    expect(await driver.join()).toBe(plan.feeders + plan.sockets + eatersOf(plan))
    driver.open()
    // What is counted are seconds of a load.
    await after(1_600)
    await driver.close()
    expect(driver.faults()).toEqual([])
    await host.drain(0)
    const { updates = 0, coarse, sent = 0, acceptedInAll } = driver.counts()
    expect(coarse).toBe(0)
    expect(updates).toBeGreaterThanOrEqual(plan.orders)
    expect(driver.histograms()['watcher']!.count).toBe(updates)
    expect(acceptedInAll).toBe(sent)

    const rowsThen = sqliteRows(join(folder, 'tutti.db'))
    const kept = await keptOf(rowsThen, plan, 1, 1)
    await rowsThen.end()
    expect(kept.fixes).toBe(sent)
    expect(kept.sample).toMatchObject({ couriers: 20, lost: 0 })
  }, 30_000)

  it('tells what is missing of what was sent, and of what was acknowledged', () => {
    const samples = new Samples(10, 5)
    for (let t = 1; t <= 4; t++) for (let courier = 0; courier < 10; courier++) samples.sent(courier, 100 * t, t)
    const file = samples.file(
      (courier) => `c${courier}`,
      () => 2,
    )
    expect(Object.keys(file.fixes)).toEqual(['c0', 'c2', 'c4', 'c6', 'c8'])
    expect(missing(file, 'c2', new Set([200, 300]))).toEqual({ sent: 4, lost: 2, acked: 2, ackedLost: 1 })
  })

  it('climbs until customers see it more than five seconds late', async () => {
    const rung = (fixes: number): Rung => ({
      fixes,
      cpuPercent: 50,
      result: { watcherLatencyMs: { p50: 1, p95: 1, p99: fixes / 10, max: 1 } },
      faults: [],
    })
    const climbed = await climb(30_000, async (fixes) => rung(fixes))
    expect(climbed.map(({ fixes }) => fixes)).toEqual([40_000, 60_000])
    expect(climbed.map(holds)).toEqual([true, false])
  })
})
