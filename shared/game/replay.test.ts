/** The same log gives the same state: here, always, everywhere. */
import { expect, test } from 'vitest'
import { TuttiError } from '../errors.ts'
import { hashWorld } from './hash.ts'
import { Recorder, makeLog, replay, runLog } from './replay.ts'
import { World } from './world.ts'

/** Changes only with the rules: then this number changes, and old logs are no longer understood. */
const GOLDEN = 1_803_719_379

test('twenty thousand commands end in the state they always ended in', () => {
  const log = makeLog(0xc0ffee, 20_000)
  expect(runLog(log)).toBe(GOLDEN)
  // It proves nothing unless there was a fight.
  const { kills, damage } = replay(log)
  expect(Math.max(...kills)).toBeGreaterThan(0)
  expect(damage.reduce((sum, one) => sum + one, 0)).toBeGreaterThan(500)
})

test('different seeds and one command less end elsewhere', () => {
  const hashes = new Set([runLog(makeLog(1, 2000)), runLog(makeLog(2, 2000)), runLog(makeLog(1, 1999))])
  expect(hashes.size).toBe(3)
})

test('a recorder keeps what it passes on', () => {
  const settings = { seed: 9, mode: 'match', side: 60 } as const
  const world = new World(settings)
  const recorder = new Recorder(world, settings)
  recorder.join(0, false, false)
  recorder.join(1, true, false)
  for (let tick = 0; tick < 900; tick++) {
    recorder.command(0, 1, tick & 255, tick & 0xffff, tick, 700)
    recorder.command(1, 3, 100, 65_000, tick, 0)
    if (tick === 500) recorder.away(0, true)
    if (tick === 600) recorder.leave(0)
    if (tick === 610) recorder.join(0, false, true)
    recorder.advance()
  }
  expect(runLog(recorder.log())).toBe(hashWorld(world))
  expect(replay(recorder.log()).tick).toBe(900)
})

test('what is no log is refused, wherever it breaks off', () => {
  const log = makeLog(5, 200)
  for (const bad of [
    new Uint8Array(0),
    Uint8Array.of(9, 9, 9),
    log.slice(0, log.length - 3),
    Uint8Array.of(...log, 77, 1),
  ]) {
    expect(() => runLog(bad)).toThrow(TuttiError)
  }
})
