import { describe, expect, it } from 'vitest'
import { localFrame } from '../../../shared/delivery/geo.ts'
import { FixRate } from './rate.ts'
import type { PositionInput } from './rate.ts'

const frame = localFrame(525_200_000, 134_050_000)
const at = (xM: number, yM: number, more: Partial<PositionInput> = {}): PositionInput => ({
  latE7: frame.latE7Of(yM),
  lonE7: frame.lonE7Of(xM),
  accuracyM: 5,
  ...more,
})

/** Seconds in which a fix was due, of positions once a second. */
const dueOf = (seconds: number, where: (second: number) => PositionInput): number[] => {
  const rate = new FixRate()
  return Array.from({ length: seconds }, (_, i) => i).filter((i) => rate.due(where(i), i * 1_000))
}

describe('the rate of fixes', () => {
  it('is one in five seconds for who moves', () => {
    const due = dueOf(60, (s) => at(s * 4, 0, { speedCmS: 400, headingCdeg: 9_000 }))
    expect(due).toEqual([0, 5, 10, 15, 20, 25, 30, 35, 40, 45, 50, 55])
  })

  it('is two in a minute for who stands, however its device wanders', () => {
    const due = dueOf(180, (s) => at((s * 7) % 9, (s * 5) % 8, { speedCmS: 0 }))
    expect(due.length).toBeLessThanOrEqual(8)
    expect(due.slice(0, 2)).toEqual([0, 5])
    expect(due[2]).toBe(35)
  })

  it('tells a turn at once, and that it sets out', () => {
    // Ten seconds of standing, ten to the east, then to the north.
    const due = dueOf(30, (s) => {
      if (s < 10) return at(0, 0, { speedCmS: 0 })
      if (s < 20) return at((s - 9) * 14, 0, { speedCmS: 1_400, headingCdeg: 9_000 })
      return at(154, (s - 19) * 14, { speedCmS: 1_400, headingCdeg: 0 })
    })
    expect(due).toContain(10)
    expect(due).toContain(20)
  })

  it('knows no turn by a heading that means nothing', () => {
    const due = dueOf(10, (s) => at(s * 2, 0, { speedCmS: 100, headingCdeg: (s * 9_000) % 36_000 }))
    expect(due).toEqual([0, 5])
  })

  it('holds for devices that know their place and nothing else', () => {
    expect(dueOf(20, (s) => ({ latE7: frame.latE7Of(s * 5), lonE7: 134_050_000 }))).toEqual([0, 5, 10, 15])
  })
})
