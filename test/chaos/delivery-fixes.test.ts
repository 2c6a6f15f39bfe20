/** [Must show 1] Hosts are killed while a courier uploads what it kept: whatever was acknowledged is in its track, and all of it is. */
import { afterEach, expect, it } from 'vitest'
import { openCourier } from '../../client-sdk/src/delivery.ts'
import { connect } from '../../client-sdk/src/index.ts'
import { mergeTrack } from '../../shared/delivery/track-chunk.ts'
import { SECRET, makeTown, placeAt, tokenOf } from '../support/delivery-place.ts'
import type { rooms } from '../support/delivery-place.ts'
import { startProxy } from '../support/proxy.ts'
import { createShiftedClock } from '../support/shifted-clock.ts'
import { until } from '../support/until.ts'
import { openBase } from './bases.ts'
import { HostProcess } from './host-process.ts'

/** 20 for the night. */
const KILLS = Number(process.env['FIX_KILLS'] ?? 1)
/** More than one upload takes. A host writes down at once what fills a chunk of 64. */
const FIXES = 700
/** So old they are: the device's clock is ahead by what the test turns it. */
const AGE_MS = KILLS * FIXES * 1_100 + 60_000

const cleanup: (() => void | Promise<void>)[] = []
afterEach(async () => {
  for (const end of cleanup.splice(0).toReversed()) await end()
})

it(`[G3] no acknowledged fix is lost by ${KILLS} kills, and none is missing in the end`, async () => {
  const base = await openBase('sqlite', cleanup)
  const host = await HostProcess.start({ ...base.env, TUTTI_SECRET: SECRET })
  cleanup.push(() => host.kill())
  await makeTown(host.url, cleanup)
  const line = await startProxy(host.port)
  cleanup.push(line.close)
  const clock = createShiftedClock()
  const client = connect<typeof rooms>(`http://127.0.0.1:${line.port}`, {
    token: await tokenOf('rob'),
    clock,
    // At random, but soon.
    random: () => Math.random() / 10,
  })
  cleanup.push(() => client.close())
  const rob = await openCourier(client, 'town', { store: null })
  const sees = (what: () => boolean): Promise<void> =>
    until(what, (look) => ['fixes', 'status'].forEach((event) => rob.on(event as 'fixes' | 'status', look)), 60_000)
  const track = async () => {
    const { chunks } = await rob.query('track', { courier: 'rob' })
    return mergeTrack(chunks.map(({ chunk }) => chunk))
  }
  await rob.online({ vehicle: 'bike' })

  for (let kill = 1; kill <= KILLS; kill++) {
    line.cutAll()
    await sees(() => rob.status !== 'live')
    for (let i = 0; i < FIXES; i++) {
      clock.advance(1_000)
      const headingCdeg = (i % 2) * 9_000
      rob.position({ ...placeAt((i % 2) * 20, i), headingCdeg, speedCmS: 500, accuracyM: 5, ageMs: AGE_MS })
    }
    const { acked, uploaded } = rob.fixes
    await sees(() => rob.fixes.uploaded > uploaded)
    await host.kill()
    // Told before it was killed, or not at all.
    const told = rob.fixes.acked
    await host.start()
    await sees(() => rob.status === 'live')
    expect((await track()).count).toBeGreaterThanOrEqual(told)
    await sees(() => rob.fixes.acked === acked + FIXES)
  }
  expect(rob.fixes).toMatchObject({ taken: KILLS * FIXES, waiting: 0, lost: 0 })
  expect((await track()).count).toBe(KILLS * FIXES)
}, 120_000)
