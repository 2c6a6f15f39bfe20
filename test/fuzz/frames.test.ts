/** Hostile messages against the decoder that every client can reach. */
import { describe, expect, it } from 'vitest'
import { decodeClientFrames } from '../../shared/client-codec.ts'
import { LIMITS } from '../../shared/limits.ts'
import { heldBytes } from '../support/heap.ts'
import { fuzzFrames } from './mutated-frames.ts'

const count = Number(process.env['FUZZ_FRAMES'] ?? 50_000)
const megabyte = 1024 * 1024

describe('the decoder of client frames', () => {
  it(
    `[F6] answers ${count} mutated messages (seed "frames") with frames or bad_frame, and keeps nothing of them`,
    () => {
      fuzzFrames('warm', 5_000)
      const before = heldBytes()
      const { accepted, refused } = fuzzFrames('frames', count)
      expect(heldBytes() - before).toBeLessThan(megabyte)
      // Both roads were walked.
      expect(accepted).toBeGreaterThan(count / 20)
      expect(refused).toBeGreaterThan(count / 4)
    },
    60_000 + count,
  )

  it.each([
    ['lists that promise 4,096 items each', [0xdc, 0x10, 0x00]],
    ['lists that promise four billion items', [0xdd, 0xff, 0xff, 0xff, 0xff]],
    ['maps that promise 4,096 pairs each', [0xde, 0x10, 0x00]],
    ['lists of one', [0x91]],
    ['maps of one', [0x81, 0xa1, 0x61]],
    ['texts that promise four gigabytes', [0xdb, 0xff, 0xff, 0xff, 0xff]],
  ])('[F6] refuses a full message of nested %s, and allocates next to nothing', (_, head) => {
    const bomb = Uint8Array.from({ length: LIMITS.maxFrameBytes }, (_item, i) => head[i % head.length]!)
    const before = process.memoryUsage().rss
    for (let i = 0; i < 10; i++)
      expect(() => decodeClientFrames(bomb)).toThrow(expect.objectContaining({ code: 'bad_frame' }))
    // Decoded as they came, the first of these took 730 MB.
    expect(process.memoryUsage().rss - before).toBeLessThan(64 * megabyte)
  })
})
