/** A database that is full, that does not answer, that loses the line in the middle of a commit: acknowledged is what is there. */
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { afterEach, describe, expect, it } from 'vitest'
import { startProxy } from '../support/proxy.ts'
import type { Proxy } from '../support/proxy.ts'
import { until } from '../support/until.ts'
import { openBase } from './bases.ts'
import type { Base } from './bases.ts'
import { HostProcess } from './host-process.ts'
import { faultsOf, lastOf } from './oracle.ts'
import { Talkers } from './talkers.ts'

/** 10 for the night. */
const PAUSE_MS = Number(process.env['CHAOS_PAUSE_S'] ?? 3) * 1000
const ROOMS = ['base-a', 'base-b', 'base-c', 'base-d']
const MAX_GROWTH_MB = 100

const cleanup: (() => void | Promise<void>)[] = []
afterEach(async () => {
  for (const end of cleanup.splice(0).toReversed()) await end()
})

const news = (talkers: Talkers, done: () => boolean, deadlineMs = 60_000): Promise<void> =>
  until(done, (look) => talkers.onNews(look), deadlineMs)

/** Starts to talk; resolves when it flows. */
const talk = async (base: Base): Promise<{ host: HostProcess; talkers: Talkers }> => {
  const host = await HostProcess.start(base.env)
  cleanup.push(() => host.kill())
  const talkers = await Talkers.arrive(host.url, 4, ROOMS)
  cleanup.push(() => talkers.close())
  talkers.talk(2)
  await flows(talkers)
  return { host, talkers }
}

const flows = (talkers: Talkers): Promise<void> => {
  const target = talkers.acked.length + 50
  return news(talkers, () => talkers.acked.length >= target)
}

/** Everybody falls silent, is answered, and has heard all that there is. */
const settle = async (base: Base, talkers: Talkers): Promise<void> => {
  talkers.hush()
  await news(talkers, () => talkers.open === 0)
  const stored = await base.stored()
  const last = lastOf(stored)
  await news(talkers, () => talkers.heard.every(({ room, messages }) => messages.at(-1)?.n === last.get(room)))
  expect(talkers.refused).toEqual([])
  expect(faultsOf(stored, talkers)).toEqual([])
  expect(stored.filter(({ text }) => text.includes(' says '))).toHaveLength(talkers.acked.length)
}

const rssMb = (pid: number): number =>
  Number(/^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'latin1'))?.[1]) / 1024

const pause = (ms: number): Promise<void> => new Promise((resolve) => void setTimeout(resolve, ms))

describe('a database behind a line that fails', () => {
  const behindProxy = async (): Promise<{ base: Base; proxy: Proxy }> => {
    let proxy: Proxy | undefined
    const base = await openBase('postgres', cleanup, async (database) => {
      proxy = await startProxy(database.port)
      cleanup.push(() => proxy?.close())
      return database.urlAt(proxy.port)
    })
    return { base, proxy: proxy! }
  }

  it('[J7] cut again and again in the middle of commits: acknowledged iff present, in order, and it goes on by itself', async () => {
    const { base, proxy } = await behindProxy()
    const { talkers } = await talk(base)
    for (let i = 0; i < 8; i++) {
      proxy.cutAll()
      await flows(talkers)
    }
    await settle(base, talkers)
  }, 180_000)

  it(`[J7] silent for ${PAUSE_MS / 1000} s: nothing is acknowledged meanwhile, memory is bounded, and it goes on by itself`, async () => {
    const { base, proxy } = await behindProxy()
    const { host, talkers } = await talk(base)
    const beforeMb = rssMb(host.pid)
    for (const passage of proxy.connections) passage.stall()
    await pause(PAUSE_MS / 3)
    const acked = talkers.acked.length
    await pause((PAUSE_MS / 3) * 2)
    expect(talkers.acked).toHaveLength(acked)
    expect(rssMb(host.pid) - beforeMb).toBeLessThan(MAX_GROWTH_MB)
    for (const passage of proxy.connections) passage.resume()
    await flows(talkers)
    await settle(base, talkers)
  }, 180_000)
})

describe('a full disk', () => {
  it.skipIf(process.platform !== 'linux')(
    '[J7] refuses, keeps what it has, and takes more as soon as there is room',
    async () => {
      const base = await openBase('sqlite', cleanup)
      const { host, talkers } = await talk(base)
      const limit = (bytes: number | 'unlimited') =>
        expect(spawnSync('prlimit', ['--pid', String(host.pid), `--fsize=${bytes}:`]).status).toBe(0)
      // Not even over what is there: a log that starts again after a checkpoint would find room in itself.
      limit(0)
      // Whoever is not acknowledged within this is not acknowledged at all: a commit takes milliseconds.
      await pause(1_500)
      const acked = talkers.acked.length
      await pause(1_000)
      expect(talkers.acked).toHaveLength(acked)
      expect((await fetch(`${host.url}/healthz`)).status).toBe(200)
      limit('unlimited')
      await flows(talkers)
      await settle(base, talkers)
    },
    120_000,
  )
})
