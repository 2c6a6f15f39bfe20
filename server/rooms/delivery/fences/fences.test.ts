/** Fences tell of visits, not of noise: each once, in order, and for the assignment they were armed for. */
import { expect, test } from 'vitest'
import { seededRandom } from '../../../../shared/random.ts'
import type { Vehicle } from '../../../../shared/delivery/rules.ts'
import { EPOCH, FixScene, fixAt, normal } from '../../../../test/support/fix-stream.ts'
import { FenceSet } from './fences.ts'
import type { Fence, FenceEvent } from './fences.ts'

const SECOND = 1000
const circle = (rest: Partial<Fence> = {}): Fence => ({
  orderId: 'o1',
  assignmentEpoch: 1,
  kind: 'drop',
  xM: 0,
  yM: 0,
  radiusM: 60,
  fromMs: EPOCH,
  ...rest,
})

/** Moves one courier along a list of seconds and places; what its fences told. */
const walk = (fences: readonly Fence[], way: readonly (readonly [number, number, number])[]): FenceEvent[] => {
  const events: FenceEvent[] = []
  const set = new FenceSet((event) => events.push(event))
  for (const fence of fences) set.arm(0, fence)
  for (const [i, [s, x, y]] of way.entries()) {
    const [from, fx, fy] = way[Math.max(i - 1, 0)]!
    set.moved(0, EPOCH + s * SECOND, fx, fy, EPOCH + from * SECOND, x, y, i > 0, 5)
  }
  return events
}
const told = (events: readonly FenceEvent[]): string[] =>
  events.map(({ type, side, visit }) => `${type}${side === undefined ? '' : ` ${side}`} ${visit}`)

test('two fixes inside confirm an enter, three of four outside an exit, and both say when it began', () => {
  const way = [0, 10, 20, 30, 40, 50, 60, 70].map((s, i) => [s, [200, 50, 20, 0, 120, 130, 140, 200][i]!, 0] as const)
  const events = walk([circle()], way)
  expect(told(events)).toEqual(['enter 1', 'exit 1'])
  expect(events.map((event) => (event.sinceMs - EPOCH) / SECOND)).toEqual([10, 40])
  expect(events.map((event) => (event.t - EPOCH) / SECOND)).toEqual([20, 60])
})

test('one fix inside, or three in the ring, do not enter; one outside does not leave', () => {
  expect(
    walk(
      [circle()],
      [
        [0, 200, 0],
        [4, 50, 0],
        [8, 75, 0],
        [12, 80, 0],
        [30, 75, 0],
      ],
    ),
  ).toEqual([])
  const way = [
    [0, 0, 0],
    [4, 0, 0],
    [8, 0, 0],
    [12, 200, 0],
    [16, 0, 0],
    [20, 200, 0],
    [24, 0, 0],
    [28, 0, 0],
  ] as const
  expect(told(walk([circle()], way))).toEqual(['enter 1'])
})

test('[G4] who stands inside is in, however seldom its phone says so', () => {
  const seldom = [0, 30, 60].map((s) => [s, 20, 0] as const)
  expect(told(walk([circle()], seldom))).toEqual(['enter 1'])
})

test('a way through the circle between two fixes is a cross, and a way past it nothing', () => {
  expect(
    told(
      walk(
        [circle()],
        [
          [0, -200, 50],
          [10, 200, 50],
          [20, 600, 50],
        ],
      ),
    ),
  ).toEqual(['cross 1'])
  expect(
    walk(
      [circle()],
      [
        [0, -200, 61],
        [10, 200, 61],
        [20, 600, 61],
      ],
    ),
  ).toEqual([])
  expect(
    walk(
      [circle({ radiusM: 100 })],
      [
        [0, -300, 110],
        [10, 85, 85],
        [20, 300, 110],
      ],
    ),
  ).toEqual([])
})

test('dwell is told on both edges, once each', () => {
  const way = Array.from({ length: 40 }, (_, i) => [i * 10, i < 20 ? 0 : 300, 0] as const)
  const events = walk([circle({ dwellMs: 60 * SECOND })], way)
  expect(told(events)).toEqual(['enter 1', 'dwell in 1', 'exit 1', 'dwell out 1'])
  expect(events.map((event) => (event.t - EPOCH) / SECOND)).toEqual([10, 60, 220, 260])
})

test('of several fences at one fix, it leaves before it dwells, enters and crosses', () => {
  const fences = [
    circle({ orderId: 'crossed', xM: 70, yM: 20, radiusM: 25 }),
    circle({ orderId: 'entered', xM: 1_000, radiusM: 60 }),
    circle({ orderId: 'dwelt', radiusM: 5_000, dwellMs: 21 * SECOND }),
    circle({ orderId: 'left' }),
  ]
  const way = [
    [0, 0, 0],
    [4, 0, 0],
    [8, 0, 0],
    [16, 0, 200],
    [20, 1_000, 0],
    [24, 1_000, 0],
  ] as const
  for (const order of [fences, [...fences].reverse()]) {
    const last = walk(order, way).filter((event) => event.t === EPOCH + 24 * SECOND)
    expect(last.map((event) => `${event.orderId} ${event.type}`)).toEqual(['left exit', 'dwelt dwell', 'entered enter'])
  }
})

test('what an earlier order or assignment saw cannot arm the next', () => {
  const events: FenceEvent[] = []
  const set = new FenceSet((event) => events.push(event))
  const stand = (from: number, to: number) => {
    for (let s = from; s <= to; s += 4) set.moved(0, EPOCH + s * SECOND, 0, 0, EPOCH + (s - 4) * SECOND, 0, 0, true, 5)
  }
  set.arm(0, circle())
  stand(0, 4)
  expect(set.visited(0, 'o1', 'drop')).toBe(true)
  // Cancelled while inside; the next order leads to the same door, and begins at 20 s.
  set.disarm(0, 'o1')
  set.arm(0, circle({ orderId: 'o2', assignmentEpoch: 7, fromMs: EPOCH + 20 * SECOND }))
  stand(8, 16)
  expect([set.visited(0, 'o2', 'drop'), set.inside(0, 'o2', 'drop')]).toEqual([false, false])
  stand(20, 24)
  expect(set.inside(0, 'o2', 'drop')).toBe(true)
  // Taken away and given back: armed anew, and armed twice for the same is once.
  const again = circle({ orderId: 'o2', assignmentEpoch: 8, fromMs: EPOCH + 30 * SECOND })
  set.arm(0, again)
  set.arm(0, again)
  expect([set.size, set.visited(0, 'o2', 'drop')]).toEqual([1, false])
  stand(32, 36)
  set.arm(0, again)
  expect(set.inside(0, 'o2', 'drop')).toBe(true)
  expect(events.map((event) => `${event.orderId} ${event.assignmentEpoch} ${event.type}`)).toEqual([
    'o1 1 enter',
    'o2 7 enter',
    'o2 8 enter',
  ])
  // The way there was gone before the assignment: it does not cross.
  set.arm(0, circle({ orderId: 'o3', xM: 1_000, fromMs: EPOCH + 50 * SECOND }))
  set.moved(0, EPOCH + 52 * SECOND, 0, 0, EPOCH + 40 * SECOND, 2_000, 0, true, 5)
  expect(events.some((event) => event.orderId === 'o3')).toBe(false)
  set.disarmAll(0)
  expect(set.size).toBe(0)
})

test('a fence is a circle: a courier at the corner of its box is outside', () => {
  expect(
    walk(
      [circle({ radiusM: 500 })],
      Array.from({ length: 20 }, (_, i) => [i * 5, 460, 460] as const),
    ),
  ).toEqual([])
})

const HOURS = Number(process.env['TUTTI_FENCE_DAYS'] ?? 1) * 24

test.each(['bike', 'scooter', 'car'] as const)(
  'a %s that stands on the edge for 24 hours, in 15 m of noise and among lies of 200 m, enters once and never leaves',
  (vehicle: Vehicle) => {
    for (let day = 0; day < HOURS / 24; day++) {
      const random = seededRandom(`edge ${vehicle} ${day}`)
      const scene = new FixScene()
      const slot = scene.open('a', vehicle)
      scene.fences.arm(slot, circle())
      let seq = 0
      for (let t = EPOCH; t < EPOCH + 86_400_000; t += 4 * SECOND) {
        const [dx, dy] = normal(random)
        const lies = random() < 0.01
        const angle = random() * 2 * Math.PI
        const [x, y] = lies ? [60 + 200 * Math.cos(angle), 200 * Math.sin(angle)] : [60 + 15 * dx, 15 * dy]
        scene.send(slot, fixAt(scene.frame, ++seq, t, x, y, { accuracyM: lies ? 2 : 15 }))
      }
      expect(told(scene.events)).toEqual(['enter 1'])
    }
  },
)

test('a drive through a fence of 60 m at 20 m/s with a fix every 10 s is never missed', () => {
  const random = seededRandom('drive')
  const drives = Number(process.env['TUTTI_FENCE_DRIVES'] ?? 300)
  for (let drive = 0; drive < drives; drive++) {
    const scene = new FixScene()
    const slot = scene.open('a', 'car')
    // Through any chord that noise cannot make miss the circle.
    const aside = (random() * 2 - 1) * 35
    const phase = random() * 10
    scene.fences.arm(slot, circle())
    for (let n = 1; n <= 20; n++) {
      const s = n * 10 + phase
      const [dx, dy] = normal(random)
      scene.send(slot, fixAt(scene.frame, n, Math.round(EPOCH + s * SECOND), 20 * s - 2_000 + 5 * dx, aside + 5 * dy))
    }
    expect(scene.events.map((event) => event.type)).toEqual([expect.stringMatching(/^(cross|enter)$/)])
  }
})

test('whoever stands within is in it though it is heard twice a minute', () => {
  const way = Array.from({ length: 25 }, (_, i) => [i * 30, 10, 0] as const)
  const events = walk([circle({ dwellMs: 600 * SECOND })], way)
  expect(told(events)).toEqual(['enter 1', 'dwell in 1'])
  expect(events.map((event) => (event.t - EPOCH) / SECOND)).toEqual([30, 600])
})
