import { describe, expect, it } from 'vitest'
import { readPosition } from '../../../../shared/delivery/output-codec.ts'
import { localFrame } from '../../../../shared/delivery/geo.ts'
import type { Member } from '../../../engine/room.ts'
import { Positions } from './positions.ts'

const T0 = 1_790_000_000_000
const CUSTOMER = { id: 1, role: 'customer' } as unknown as Member

/** One courier with one order, 500 m from its door, who is shown from T0 on. */
const scene = (coarse = false) => {
  const now = { x: 0, t: 0, heardMs: 0 }
  const told: { atMs: number; t: number; weak: boolean }[] = []
  let atMs = T0
  const positions = new Positions(
    {
      frame: localFrame(525_000_000, 134_000_000),
      x: () => now.x,
      y: () => 0,
      t: () => now.t,
      heardMs: () => now.heardMs,
      headingCdeg: () => 0,
      speedCmS: () => 800,
    },
    (_to, _order, bytes) => {
      if (bytes === null) return
      const { t, weak } = readPosition(bytes, atMs)
      told.push({ atMs, t, weak })
    },
  )
  const sight = { order: 'o', slot: 0, coarse, door: { xM: 500, yM: 0 }, eta: null }
  positions.show({ ...sight, eachWatcher: (see) => see(CUSTOMER) })
  return {
    told,
    /** The sweep has found that it is silent, or is not any more. */
    swept(ms: number, heardMs?: number) {
      if (heardMs !== undefined) now.heardMs = T0 + heardMs
      positions.moved(0)
      atMs = T0 + ms
      positions.flush(atMs)
    },
    /** Fixes of this time, at which it has moved 8 m, and a flush so long after them; times after T0. */
    flush(ms: number, ...fixesMs: number[]) {
      for (const fixMs of fixesMs) {
        now.x += 8
        now.t = now.heardMs = T0 + fixMs
        positions.moved(0)
      }
      atMs = T0 + ms
      positions.flush(atMs)
    },
  }
}

/** Flushes every 250 ms up to `untilMs`, of a courier who reports every `everyMs` from `phaseMs` on; some of them are left out. */
const ride = (everyMs: number, phaseMs: number, untilMs: number, isHeldUp = (_ms: number): boolean => false) => {
  const one = scene()
  let next = phaseMs
  for (let ms = 250; ms <= untilMs; ms += 250) {
    if (isHeldUp(ms)) continue
    const fixes: number[] = []
    for (; next <= ms; next += everyMs) fixes.push(next)
    one.flush(ms, ...fixes)
  }
  return one.told
}

describe('positions', () => {
  it('are told as often as a courier reports once a second, and at the next flush', () => {
    const told = ride(1_000, 130, 20_000)
    expect(told.length).toBe(20)
    expect(told.every(({ atMs, t }) => atMs - t < 250)).toBe(true)
  })

  it('are told at most once a second of one who reports more often', () => {
    const told = ride(200, 10, 20_000)
    expect(told.length).toBeGreaterThanOrEqual(18)
    expect(told.length).toBeLessThanOrEqual(21)
    told.slice(1).forEach(({ atMs }, i) => expect(atMs - told[i]!.atMs).toBeGreaterThanOrEqual(700))
  })

  it('are soon as fresh as before when the host was held up once', () => {
    const told = ride(1_000, 130, 20_000, (ms) => ms > 5_000 && ms < 5_900)
    const late = told.filter(({ atMs, t }) => atMs - t >= 250)
    expect(late.length).toBeLessThanOrEqual(2)
    expect(told.length).toBeGreaterThanOrEqual(18)
  })

  it.each([false, true])('tell that one who stands is not heard of, and that it is again (coarse: %s)', (coarse) => {
    const one = scene(coarse)
    const weak = () => one.told.map((each) => each.weak)
    one.flush(250, 200)
    one.swept(30_000)
    expect(weak()).toEqual([false])
    one.swept(46_000)
    one.swept(47_000)
    expect(weak()).toEqual([false, true])
    one.swept(50_000, 49_900)
    expect(weak()).toEqual([false, true, false])
  })

  it('are told of one who falls silent, though the next fix was expected', () => {
    const one = scene()
    one.flush(100, 50)
    one.flush(700, 650)
    one.flush(900)
    for (let ms = 1_000; ms <= 2_500; ms += 250) one.flush(ms)
    expect(one.told.map(({ t }) => t - T0)).toEqual([50, 650])
  })

  it('show a square only when it changes while the order is not picked up', () => {
    const one = scene(true)
    for (let ms = 1_000; ms <= 30_000; ms += 1_000) one.flush(ms + 10, ms)
    expect(one.told.length).toBe(1)
    for (let ms = 31_000; ms <= 70_000; ms += 1_000) one.flush(ms + 10, ms)
    expect(one.told.length).toBe(2)
  })
})

it('[G8] show a square to whoever waits while their courier is near the door of somebody else, and until it has left it', () => {
  const now = { x: 2_000, y: 100, t: 0 }
  const told = new Map<Member, { coarse: boolean; speedCmS: number }[]>()
  const frame = localFrame(525_000_000, 134_000_000)
  const positions = new Positions(
    {
      frame,
      x: () => now.x,
      y: () => now.y,
      t: () => now.t,
      heardMs: () => now.t,
      headingCdeg: () => 0,
      speedCmS: () => 800,
    },
    (to, _order, bytes) => {
      if (bytes === null) return
      const { coarse, speedCmS } = readPosition(bytes, now.t)
      told.set(to, [...(told.get(to) ?? []), { coarse, speedCmS }])
    },
  )
  const [ann, ben] = [1, 2].map((id) => ({ id, role: 'customer' }) as unknown as Member) as [Member, Member]
  const show = (order: string, who: Member, xM: number) =>
    positions.show({ order, slot: 0, coarse: true, door: { xM, yM: 100 }, eta: null, eachWatcher: (see) => see(who) })
  // Ann lives at 700 m, Ben beyond at −900 m; it goes from east to west.
  show('a', ann, 700)
  show('b', ben, -900)
  for (const order of ['a', 'b']) positions.change(order, false, null)
  const ride = (toX: number): void => {
    while (now.x > toX) {
      now.x -= 8
      now.t += 1_000
      positions.moved(0)
      positions.flush(T0 + now.t)
    }
  }
  const last = (who: Member) => told.get(who)!.at(-1)!.coarse
  now.t = T0
  ride(1_010)
  expect([last(ann), last(ben)]).toEqual([false, false])
  ride(700)
  expect([last(ann), last(ben)]).toEqual([false, true])
  positions.hide('a')
  // It was brought, and it stands there yet: what it does then is not Ben's to see.
  now.t += 1_000
  positions.change('b', false, { from: now.t, to: now.t + 60_000 })
  positions.flush(T0 + now.t)
  expect(last(ben)).toBe(true)
  ride(600)
  expect(last(ben)).toBe(true)
  ride(480)
  expect(last(ben)).toBe(false)
  expect(
    told
      .get(ben)!
      .filter(({ coarse }) => coarse)
      .every(({ speedCmS }) => speedCmS === 0),
  ).toBe(true)
  // Whoever comes near their own door is seen all the way.
  ride(-900)
  expect(last(ben)).toBe(false)
})
