import { describe, expect, it } from 'vitest'
import { createManualClock } from '../adapters/manual-clock.ts'
import type { EngineMeter } from '../ports.ts'
import { Loop } from './loop.ts'

const createMeter = () => {
  const lateness: number[] = []
  let skipped = 0
  const meter: EngineMeter = {
    ticked: (latenessMs) => lateness.push(latenessMs),
    skipped: (ticks) => (skipped += ticks),
    reloaded() {},
    resumed() {},
    refused() {},
    committed() {},
    fenced() {},
    takenOver() {},
  }
  return { meter, lateness, skipped: () => skipped }
}

describe('the loop', () => {
  it('[T1] steps at its rate for an hour without drift', () => {
    const clock = createManualClock()
    const { meter } = createMeter()
    let steps = 0
    new Loop(clock, meter).add({ step: () => steps++, skipped() {} }, 60)
    for (let second = 0; second < 3600; second++) clock.advance(1000)
    expect(steps).toBeGreaterThanOrEqual(3600 * 60 - 1)
    expect(steps).toBeLessThanOrEqual(3600 * 60 + 1)
  })

  it('spreads rooms of one rate over their period', () => {
    const clock = createManualClock()
    const { meter } = createMeter()
    const loop = new Loop(clock, meter)
    const at: number[] = []
    for (let i = 0; i < 8; i++) loop.add({ step: () => at.push(clock.now()), skipped() {} }, 20)
    clock.advance(49)
    const gaps = at.slice(1).map((ms, i) => ms - at[i]!)
    expect(at).toHaveLength(8)
    expect(Math.max(...gaps)).toBeLessThan(15)
  })

  it('[T2] catches up at most two ticks at once, skips the rest, counts it and tells the room', () => {
    const clock = createManualClock()
    const { meter, skipped } = createMeter()
    const loop = new Loop(clock, meter)
    const seen: string[] = []
    let stallMs = 0
    const target = {
      step() {
        seen.push('step')
        if (stallMs > 0) {
          const by = stallMs
          stallMs = 0
          clock.stall(by)
        }
      },
      skipped: (ticks: number) => seen.push(`skipped ${ticks}`),
    }
    loop.add(target, 20)
    clock.advance(50)
    seen.length = 0
    stallMs = 500
    clock.advance(50)
    expect(seen.slice(0, 4)).toEqual(['step', 'step', 'step', 'skipped 8'])
    expect(skipped()).toBe(8)
    seen.length = 0
    clock.advance(1000)
    expect(seen.length).toBeGreaterThanOrEqual(19)
    expect(new Set(seen)).toEqual(new Set(['step']))
  })

  it('steps no room that was taken out, and takes in rooms that a step adds', () => {
    const clock = createManualClock()
    const { meter } = createMeter()
    const loop = new Loop(clock, meter)
    let first = 0
    let second = 0
    const remove = loop.add(
      {
        step() {
          first++
          if (first === 3) {
            remove()
            loop.add({ step: () => second++, skipped() {} }, 10)
          }
        },
        skipped() {},
      },
      20,
    )
    clock.advance(2000)
    expect(first).toBe(3)
    expect(second).toBeGreaterThan(15)
  })
})
