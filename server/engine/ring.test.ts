import { describe, expect, it } from 'vitest'
import { Ring } from './ring.ts'

const frame = (first: number, last: number): Uint8Array => Uint8Array.from([first, last])

describe('the resume ring', () => {
  it('gives back what follows a seq, oldest first, and nothing at the head', () => {
    const ring = new Ring(10)
    ring.append(1, 2, frame(1, 2))
    ring.append(3, 3, frame(3, 3))
    expect(ring.after(0, 100)).toEqual({ frames: Uint8Array.from([1, 2, 3, 3]), seq: 3 })
    expect(ring.after(2, 100)).toEqual({ frames: frame(3, 3), seq: 3 })
    expect(ring.after(1, 100)).toEqual({ frames: Uint8Array.from([1, 2, 3, 3]), seq: 3 })
    expect(ring.after(3, 100)).toBe('none')
  })

  it('knows nothing of the future', () => {
    const ring = new Ring()
    expect(ring.covers(0)).toBe(true)
    expect(ring.covers(1)).toBe(false)
    expect(ring.after(7, 100)).toBe('gone')
  })

  it('gives pages of about the size asked for, and always at least one frame', () => {
    const ring = new Ring(10)
    for (let seq = 1; seq <= 5; seq++) ring.append(seq, seq, new Uint8Array(10).fill(seq))
    const page = ring.after(0, 25)
    expect(page).toMatchObject({ seq: 2 })
    expect(ring.after(2, 1)).toMatchObject({ seq: 3 })
  })

  it('lets small frames share a block, gives it whole, and never a byte more or less than was put in', () => {
    const ring = new Ring()
    for (let seq = 1; seq <= 1000; seq++) ring.append(seq, seq, Uint8Array.from([seq >> 8, seq & 255, 7]))
    let seq = 500
    const seen: number[] = []
    for (let page = ring.after(seq, 64); typeof page === 'object'; page = ring.after(seq, 64)) {
      expect(page.frames.length % 3).toBe(0)
      for (let at = 0; at < page.frames.length; at += 3) {
        const one = (page.frames[at]! << 8) | page.frames[at + 1]!
        if (one > seq) seen.push(one)
      }
      expect(page.seq).toBe(seen.at(-1))
      seq = page.seq
    }
    expect(seen).toEqual(Array.from({ length: 500 }, (_, i) => 501 + i))
    expect(ring.after(seq, 64)).toBe('none')
  })

  it('forgets the oldest above its number of events, and says so', () => {
    const ring = new Ring(10, 1_000_000)
    for (let seq = 1; seq <= 1000; seq++) ring.append(seq, seq, frame(0, 0))
    expect(ring.covers(990)).toBe(true)
    expect(ring.covers(989)).toBe(false)
    expect(ring.after(989, 100)).toBe('gone')
    expect(ring.after(990, 1000)).toMatchObject({ seq: 1000 })
  })

  it('forgets the oldest above its bytes, but never the newest', () => {
    const ring = new Ring(1000, 100)
    ring.append(1, 1, new Uint8Array(60))
    ring.append(2, 2, new Uint8Array(60))
    expect(ring.covers(0)).toBe(false)
    ring.append(3, 3, new Uint8Array(500))
    expect(ring.after(2, 10)).toMatchObject({ seq: 3 })
  })
})
