/** kill -9 while people type: what they were told is saved is there when all of them are gone. */
import { afterEach, describe, expect, it } from 'vitest'
import { seededRandom } from '../../shared/random.ts'
import { until } from '../support/until.ts'
import { openBase } from './bases.ts'
import { HostProcess } from './host-process.ts'
import { Promises, Typists } from './typists.ts'

/** 200 for the night; each round kills the host once. */
const ROUNDS = Number(process.env['DOC_CHAOS_ROUNDS'] ?? 2)
const PEOPLE = 4
const SEED = process.env['DOC_CHAOS_SEED'] ?? 'typing'
/** Edits that are saved before the host is killed, at most. */
const BEFORE = 60

const cleanup: (() => void | Promise<void>)[] = []
afterEach(async () => {
  for (const end of cleanup.splice(0).toReversed()) await end()
})

/** What was promised and is not so. */
const faultsOf = (words: ReadonlySet<string>, { written, struck, touched, seen }: Promises): string[] => [
  ...[...written]
    .filter((word) => !touched.has(word) && !words.has(word))
    .map((word) => `${word} was saved and is gone`),
  ...[...struck].filter((word) => words.has(word)).map((word) => `${word} was struck out and is back`),
  ...[...seen].filter((word) => !touched.has(word) && !words.has(word)).map((word) => `${word} was seen and is gone`),
]

describe.each(['sqlite', 'postgres'] as const)('on %s', (database) => {
  it(`[Y2] a host killed ${ROUNDS} times under ${PEOPLE} typists has all that was saved, in and out, when they are gone`, async () => {
    const random = seededRandom(SEED)
    const base = await openBase(database, cleanup)
    const host = await HostProcess.start(base.env)
    cleanup.push(() => host.kill())
    const promises = new Promises()
    const saved = () => promises.written.size + promises.struck.size

    for (let round = 1; round <= ROUNDS; round++) {
      const typists = await Typists.arrive(host.url, PEOPLE, promises, random, `r${round}p`)
      cleanup.push(() => typists.stop())
      typists.type()
      const target = saved() + 10 + Math.floor(random() * BEFORE)
      await until(
        () => saved() >= target,
        (look) => typists.onNews(look),
        30_000,
      )
      await host.kill()
      typists.stop()
      await host.start()
      expect(faultsOf(await Typists.read(host.url), promises)).toEqual([])
    }
    expect(promises.written.size).toBeGreaterThan(0)
    expect(promises.struck.size).toBeGreaterThan(0)
    expect(promises.seen.size).toBeGreaterThan(0)
  }, 3_600_000)
})
