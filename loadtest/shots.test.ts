import { describe, expect, it } from 'vitest'
import { Shots } from './shots.ts'

describe('shots', () => {
  it('are known by who fired and the low byte of the number', () => {
    const shots = new Shots()
    shots.sent(7, 0x1ff, 1000)
    expect(shots.latency(7, 0xff, 1015)).toBe(15)
    expect(shots.latency(8, 0xff, 1015)).toBeUndefined()
    expect(shots.latency(7, 0xfe, 1015)).toBeUndefined()
  })

  it('of long ago are not taken for those of now', () => {
    const shots = new Shots()
    shots.sent(7, 1, 1000)
    expect(shots.latency(7, 1, 5000)).toBeUndefined()
  })
})
