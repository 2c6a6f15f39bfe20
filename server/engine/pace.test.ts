/** How often a reactive room runs. */
import { describe, expect, it } from 'vitest'
import { createManualClock } from '../adapters/manual-clock.ts'
import { doc } from '../rooms/doc/kind.ts'
import { Pace, periodOf } from './pace.ts'

describe('the period of a reactive room', () => {
  it('[T3] grows with its members, from its highest rate to a quarter of a second', () => {
    const chat = { tickHz: 60 }
    expect([1, 500, 1_000, 5_000, 100_000].map((members) => Math.round(periodOf(chat, members)))).toEqual([
      17, 17, 30, 150, 266,
    ])
  })

  it('[T3] is what its kind asks for where that is longer', () => {
    const kind = { tickHz: 60, periodMs: (members: number) => members }
    expect([1, 50, 10_000].map((members) => Math.round(periodOf(kind, members)))).toEqual([17, 50, 266])
  })

  it('[T3] of a document lets no crowd wait for more than 66 ms, and few people for no longer than a frame', () => {
    expect([1, 25, 50, 100, 1_000].map((members) => Math.round(periodOf(doc, members)))).toEqual([17, 17, 33, 66, 66])
  })

  it('[T3] is not waited for by a room that was idle', () => {
    const clock = createManualClock()
    const ranMs: number[] = []
    const pace = new Pace(
      clock,
      () => 66,
      () => ranMs.push(clock.now()),
    )
    const startMs = clock.now()
    const wakes = [0, 10, 20, 200, 210]
    for (const ms of wakes) {
      clock.advance(startMs + ms - clock.now())
      pace.wake()
      clock.flush()
    }
    clock.advance(100)
    expect(ranMs.map((ms) => ms - startMs)).toEqual([0, 66, 200, 266])
  })
})
