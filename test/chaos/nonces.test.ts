/** Answers that never arrive, requests that never arrive, and a host that dies: every message is there once. */
import { afterEach, expect, it } from 'vitest'
import { guestToken } from '../../client-sdk/src/index.ts'
import { until } from '../support/until.ts'
import { openBase } from './bases.ts'
import { HostProcess } from './host-process.ts'
import { startLossyProxy } from './lossy-proxy.ts'
import { faultsOf } from './oracle.ts'
import { Talkers } from './talkers.ts'

const cleanup: (() => void | Promise<void>)[] = []
afterEach(async () => {
  for (const end of cleanup.splice(0).toReversed()) await end()
})

it('[J10, C3] while a proxy drops every answer and a third of the requests, retries over reconnects and restarts leave one row a nonce', async () => {
  const base = await openBase('sqlite', cleanup)
  const host = await HostProcess.start(base.env)
  cleanup.push(() => host.kill())
  const proxy = await startLossyProxy(host.url)
  cleanup.push(() => proxy.close())
  const token = (name: string) => guestToken(`${host.url.replace(/^http/, 'ws')}/ws`, { name })
  const talkers = await Talkers.arrive(proxy.url, 3, ['lossy-a', 'lossy-b'], token)
  cleanup.push(() => talkers.close())
  proxy.lossy = true
  talkers.talk(3)
  // Every answer is lost, so nothing is known to be done until the proxy behaves again.
  for (let round = 0; round < 4; round++) {
    const lost = proxy.lost.answers
    await until(
      () => proxy.lost.answers >= lost + 6,
      (look) => proxy.onLost(look),
      30_000,
    )
    if (round % 2 === 1) {
      await host.kill()
      await host.start()
    } else proxy.cutAll()
  }
  expect(talkers.refused).toEqual([])
  expect(talkers.acked).toEqual([])
  talkers.hush()
  proxy.lossy = false
  proxy.cutAll()
  await until(
    () => talkers.open === 0,
    (look) => talkers.onNews(look),
    60_000,
  )
  expect(proxy.lost.requests).toBeGreaterThan(0)
  expect(talkers.refused).toEqual([])
  const stored = await base.stored()
  expect(faultsOf(stored, talkers)).toEqual([])
  expect(stored.filter(({ text }) => text.includes(' says '))).toHaveLength(talkers.acked.length)
}, 180_000)
