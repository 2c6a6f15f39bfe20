/** What a fix costs from its bytes to its fences: `npx tsx test/bench/fix-intake.ts [couriers] [seconds of simulated time]`. */
import { FenceSet } from '../../server/rooms/delivery/fences/fences.ts'
import { GridIndex } from '../../server/rooms/delivery/index/grid.ts'
import { Tracker } from '../../server/rooms/delivery/tracking/intake.ts'
import type { MotionSink } from '../../server/rooms/delivery/tracking/motion.ts'
import { TrackWriter } from '../../server/rooms/delivery/tracks/writer.ts'
import { FeederReader, FeederWriter } from '../../shared/delivery/feeder-frame.ts'
import { FIX_BYTES } from '../../shared/delivery/fixes.ts'
import { seededRandom } from '../../shared/random.ts'
import { EPOCH, flatFrame, normal } from '../support/fix-stream.ts'

const EVERY_S = 5
const HALF_M = 12_500

type Stage = 'positions' | 'and fences' | 'and index' | 'and tracks'
const STAGES: readonly Stage[] = ['positions', 'and fences', 'and index', 'and tracks']

/** One third stand, the others ride; each has two fences. Frames of a feeder are made outside of the measured time. */
const run = (couriers: number, seconds: number, stage: Stage): void => {
  const depth = STAGES.indexOf(stage)
  const random = seededRandom(`bench ${couriers}`)
  const frame = flatFrame(52.5, 13.4)
  let events = 0
  const fences = new FenceSet(() => events++)
  const index = new GridIndex()
  const dirty = new Uint8Array(couriers)
  const writer = new TrackWriter()
  const sink: MotionSink = {
    moved: (slot, t, fromX, fromY, fromT, x, y, line, noiseM) => {
      if (depth >= 1) fences.moved(slot, t, fromX, fromY, fromT, x, y, line, noiseM)
      if (depth >= 2) {
        const { slots } = tracker
        index.place(slot, slots.x[slot]!, slots.y[slot]!)
      }
      dirty[slot] = 1
    },
  }
  const tracker = new Tracker(frame, sink, depth >= 3 ? writer : undefined)
  const before = process.memoryUsage()
  const x = new Float64Array(couriers)
  const y = new Float64Array(couriers)
  const heading = new Float64Array(couriers)
  for (let i = 0; i < couriers; i++) {
    const slot = tracker.open(`c${i}`, 'scooter')!
    tracker.stream(slot, EPOCH, 0)
    x[i] = (random() * 2 - 1) * HALF_M
    y[i] = (random() * 2 - 1) * HALF_M
    heading[i] = random() * 2 * Math.PI
    for (const kind of ['pickup', 'drop'] as const) {
      const [dx, dy] = normal(random)
      fences.arm(slot, {
        orderId: `o${i}`,
        assignmentEpoch: 1,
        kind,
        xM: x[i]! + 400 * dx,
        yM: y[i]! + 400 * dy,
        radiusM: 60,
        fromMs: EPOCH,
      })
    }
  }
  // A courier reports every five seconds; every second a fifth of them, in frames of a thousand.
  const feeder = new FeederWriter()
  const reader = new FeederReader()
  let [spentNs, fixes, chunks, bytes, inChunks] = [0n, 0, 0, 0, 0]
  const frames: Uint8Array[] = []
  for (let s = 1; s <= seconds; s++) {
    const now = EPOCH + s * 1000
    frames.length = 0
    feeder.begin(s, EPOCH)
    for (let i = s % EVERY_S; i < couriers; i += EVERY_S) {
      const rides = i % 3 !== 0
      if (rides) {
        if (random() < 0.1) heading[i]! += random() * 3 - 1.5
        if (Math.abs(x[i]!) > HALF_M || Math.abs(y[i]!) > HALF_M) heading[i] = Math.atan2(-x[i]!, -y[i]!)
        x[i]! += 8 * EVERY_S * Math.sin(heading[i]!)
        y[i]! += 8 * EVERY_S * Math.cos(heading[i]!)
      }
      const [dx, dy] = normal(random)
      const fix = {
        seq: Math.floor(s / EVERY_S) + 1,
        t: now - (i % 997) + Math.floor(random() * 5),
        latE7: frame.latE7Of(y[i]! + 4 * dy),
        lonE7: frame.lonE7Of(x[i]! + 4 * dx),
        headingCdeg: Math.floor((((heading[i]! % 6.2831) + 6.2831) % 6.2831) * 5729),
        speedCmS: rides ? Math.round(800 + 50 * dx) : 0,
        accuracyM: 4 + Math.floor(random() * 4),
        flags: 0,
      }
      if (feeder.add(i, fix)) continue
      frames.push(feeder.bytes().slice())
      feeder.begin(s, EPOCH)
      feeder.add(i, fix)
    }
    frames.push(feeder.bytes().slice())
    const start = process.hrtime.bigint()
    for (const one of frames) {
      reader.open(one)
      while (reader.next()) {
        for (let n = 0, at = reader.at; n < reader.count; n++, at += FIX_BYTES)
          tracker.accept(reader.courier, one, at, reader.epochMs, now)
      }
    }
    if (depth >= 3)
      writer.flush(now, couriers, (_slot, chunk) => {
        chunks++
        inChunks += chunk.n
        bytes += chunk.body.length
      })
    // The first minute warms up, and fills what is flushed later.
    if (s <= 60) continue
    spentNs += process.hrtime.bigint() - start
    fixes += frames.reduce((sum, one) => sum + Math.round(one.length / (FIX_BYTES + 5)), 0)
  }
  const memory = process.memoryUsage()
  const { live, quarantined, late, rate, teleports } = tracker.counts
  console.log(
    `${stage.padEnd(11)} ${(Number(spentNs) / 1000 / fixes).toFixed(3)} µs per fix  (${fixes} fixes; live ${live}, held ${quarantined}, late ${late}, rate ${rate}, teleports ${teleports}, fence events ${events})`,
  )
  if (depth === 3)
    console.log(
      `${chunks} chunks of ${(inChunks / chunks).toFixed(1)} fixes, ${(bytes / inChunks).toFixed(2)} bytes a fix; ` +
        `columns ${(tracker.slots.bytes / 1e6).toFixed(1)} MB, ${(tracker.slots.bytes / tracker.slots.capacity).toFixed(0)} bytes a slot; ` +
        `resident ${((memory.rss - before.rss) / 1e6).toFixed(0)} MB more`,
    )
}

const couriers = Number(process.argv[2] ?? 20_000)
const seconds = Number(process.argv[3] ?? 150)
console.log(`${couriers} couriers, a fix every ${EVERY_S} s each`)
for (const stage of STAGES) run(couriers, seconds, stage)
