/** Mutated bytes: every decoder says what it makes of them, or `bad_frame`. FUZZ_RUNS=1000000 for a long one. */
import { expect, test } from 'vitest'
import { TuttiError } from '../../shared/errors.ts'
import { makeArena } from '../../shared/game/arena.ts'
import { InputFrame, decodeInput, encodeInput } from '../../shared/game/input-codec.ts'
import { makeLog, runLog } from '../../shared/game/replay.ts'
import { ENTITIES } from '../../shared/game/rules.ts'
import { SnapshotView } from '../../shared/game/snapshot-view.ts'
import { Timeline } from '../../shared/game/timeline.ts'
import { seededRandom } from '../../shared/random.ts'
import { GameTable } from '../support/game-table.ts'

const RUNS = Number(process.env['FUZZ_RUNS'] ?? 30_000)
const random = seededRandom('codec')
const below = (n: number): number => Math.floor(random() * n)

/** Flips, cuts, repeats or inserts a few bytes. */
const mutate = (bytes: Uint8Array): Uint8Array => {
  let out = [...bytes]
  for (let n = 1 + below(3); n > 0; n--) {
    const at = below(out.length + 1)
    const kind = below(5)
    if (kind === 0) out = out.slice(0, at)
    else if (kind === 1) out.splice(at, 0, below(256), below(256))
    else if (kind === 2) out.splice(at, 1 + below(4))
    else out[at] = below(256)
  }
  return Uint8Array.from(out.slice(0, 4096))
}

const refuses = (run: () => void): boolean => {
  try {
    run()
    return false
  } catch (thrown) {
    if (!(thrown instanceof TuttiError) || thrown.code !== 'bad_frame') throw thrown
    return true
  }
}

test('mutated snapshots are applied, passed over or refused, and the next key heals it all', () => {
  const table = new GameTable({ side: 60 }, 'fuzz')
  table.seatBots(20)
  const { member } = table.seat('me')
  table.hands.splice(0)
  const stream: Uint8Array[] = []
  for (let i = 0; i < 400; i++) {
    if (i % 70 === 60) table.room.on.keyframe(member, {})
    table.step()
    stream.push(...table.snapshots(member))
  }
  expect(stream.length).toBeGreaterThan(20)
  const [key] = stream
  const view = new SnapshotView()
  const timeline = new Timeline()
  const out = { x: 0, y: 0, yaw: 0 }
  const results = { refused: 0, applied: 0, resync: 0 }
  for (let run = 0; run < RUNS; run++) {
    if (!view.usable && run % 3 === 0) {
      expect(view.apply(key!)).toBe('applied')
      timeline.push(view)
    }
    const bytes = mutate(stream[below(stream.length)]!)
    // Numbered as the next one, or hardly any would be looked at.
    if (bytes.length > 1 && below(4) > 0) bytes[1] = view.frame + 1
    if (refuses(() => void results[view.apply(bytes)]++)) results.refused++
    else if (view.usable) timeline.push(view)
    if (view.movedCount > ENTITIES || view.removedCount > 255 || view.eventCount > 255)
      expect.fail('grew beyond bounds')
    for (let i = 0; i < view.eventCount; i++) view.event(i)
    timeline.at(below(ENTITIES), view.tick, out)
  }
  expect(results.refused).toBeGreaterThan(RUNS / 100)
  expect(results.applied).toBeGreaterThan(RUNS / 100)
  expect(results.resync).toBeGreaterThan(RUNS / 100)
})

test('mutated input frames are read or refused', () => {
  const frame = new InputFrame()
  for (let i = 0; i < 20; i++) frame.push(i, i * 10, i * 3000)
  const whole = encodeInput(frame)
  let refused = 0
  for (let run = 0; run < RUNS; run++) if (refuses(() => void decodeInput(mutate(whole), frame))) refused++
  expect(refused).toBeGreaterThan(RUNS / 10)
})

test('mutated logs run to an end or are refused', () => {
  const log = makeLog(4, 60)
  for (let run = 0; run < RUNS / 200; run++) refuses(() => void runLog(mutate(log)))
})

test('an arena can be made of whatever a key may say', () => {
  for (let side = 0; side < 256; side += 5) {
    for (const seed of [0, 1, 0xffffffff]) {
      const arena = makeArena(seed, side)
      expect(arena.pickups.length).toBeLessThan(128)
    }
  }
})
