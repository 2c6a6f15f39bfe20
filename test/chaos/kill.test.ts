/** kill -9 while many talk: what was acknowledged is there, once, in order, and nobody saw what is not there. */
import { afterEach, describe, expect, it } from 'vitest'
import { until } from '../support/until.ts'
import { openBase } from './bases.ts'
import { HostProcess } from './host-process.ts'
import { faultsOf, lastOf } from './oracle.ts'
import { Talkers } from './talkers.ts'

/** 20 for the night; each round kills the host once. */
const ROUNDS = Number(process.env['CHAOS_ROUNDS'] ?? 3)
const ROOMS = Number(process.env['CHAOS_ROOMS'] ?? 20)
const PEOPLE = 5
const AT_ONCE = 2
const cleanup: (() => void | Promise<void>)[] = []
afterEach(async () => {
  for (const end of cleanup.splice(0).toReversed()) await end()
})

describe.each(['sqlite', 'postgres'] as const)('on %s', (database) => {
  it(`[J2, J4, J7] a host killed ${ROUNDS} times while ${PEOPLE} people talk in ${ROOMS} channels loses nothing it has acknowledged`, async () => {
    const base = await openBase(database, cleanup)
    const host = await HostProcess.start(base.env)
    cleanup.push(() => host.kill())
    const rooms = Array.from({ length: ROOMS }, (_, i) => `chaos-${i}`)
    const talkers = await Talkers.arrive(host.url, PEOPLE, rooms)
    cleanup.push(() => talkers.close())
    talkers.talk(AT_ONCE)

    for (let round = 1; round <= ROUNDS; round++) {
      const target = talkers.acked.length + 10 * ROOMS
      await until(
        () => talkers.acked.length >= target,
        (look) => talkers.onNews(look),
        60_000,
      )
      await host.kill()
      // What was shown is in the database at the very moment of the end.
      expect(faultsOf(await base.stored(), talkers)).toEqual([])
      await host.start()
    }

    const target = talkers.acked.length + 10 * ROOMS
    await until(
      () => talkers.acked.length >= target,
      (look) => talkers.onNews(look),
      60_000,
    )
    talkers.hush()
    await until(
      () => talkers.open === 0,
      (look) => talkers.onNews(look),
      60_000,
    )
    const stored = await base.stored()
    const last = lastOf(stored)
    await until(
      () => talkers.heard.every(({ room, messages }) => messages.at(-1)?.n === last.get(room)),
      (look) => talkers.onNews(look),
      30_000,
    )
    expect(talkers.refused).toEqual([])
    expect(faultsOf(stored, talkers)).toEqual([])
    // Every message was somebody's, and everybody knows that theirs is there: none came from a repeat.
    expect(stored.filter(({ text }) => text.includes(' says '))).toHaveLength(talkers.acked.length)
  }, 600_000)
})
