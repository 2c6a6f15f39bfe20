import { describe, expect, it } from 'vitest'
import { makeArena } from '../../../shared/game/arena.ts'
import { Bodies, copyBody, equip, sameBody } from '../../../shared/game/bodies.ts'
import { BUTTON, UNITS_PER_METRE } from '../../../shared/game/rules.ts'
import { step } from '../../../shared/game/step.ts'
import { seededRandom } from '../../../shared/random.ts'
import { Prediction } from './prediction.ts'

const arena = makeArena(7, 80)
const MIDDLE = arena.size >> 1

/** A host that executes the same commands `delay` commands later. */
const pair = (startSeq = 0) => {
  const host = new Bodies(1)
  equip(host, 0, MIDDLE, MIDDLE)
  const prediction = new Prediction()
  prediction.reset(startSeq)
  prediction.begin(startSeq, host, arena)
  const sent: { seq: number; buttons: number; dir: number; yaw: number }[] = []
  return {
    host,
    prediction,
    make: (buttons: number, dir: number, yaw: number) => {
      prediction.command(buttons, dir, yaw, arena)
      sent.push({ seq: prediction.lastSeq, buttons, dir, yaw })
    },
    /** The host executes the oldest `count` commands, and says how it stands. */
    answer: (count: number) => {
      let seq = -1
      for (const one of sent.splice(0, count)) {
        step(host, 0, one.buttons, one.dir, one.yaw, arena)
        seq = one.seq
      }
      if (seq >= 0) prediction.reconcile(seq, host, arena)
    },
  }
}

const metresApart = (a: Bodies, i: number, b: Bodies, j: number): number =>
  Math.hypot(a.x[i]! - b.x[j]!, a.y[i]! - b.y[j]!) / UNITS_PER_METRE

describe('prediction', () => {
  it('is right to the last bit over a thousand commands into walls and around them', () => {
    const random = seededRandom('walls')
    const { prediction, host, make, answer } = pair()
    let dir = 0
    for (let i = 0; i < 1_000; i++) {
      if (i % 20 === 0) dir = Math.floor(random() * 256)
      make(Math.floor(random() * 32) | BUTTON.MOVE, dir, Math.floor(random() * 65_536))
      if (i >= 30) answer(1)
    }
    answer(100)
    expect(prediction.corrections).toBe(0)
    expect(prediction.errorPeakM).toBe(0)
    expect(sameBody(prediction.ring, prediction.index, host, 0)).toBe(true)
    expect(metresApart(host, 0, pair().host, 0)).toBeGreaterThan(1)
  })

  it('goes on over the end of the numbers', () => {
    const { prediction, make, answer } = pair(65_500)
    for (let i = 0; i < 100; i++) {
      make(BUTTON.MOVE, i & 255, 0)
      if (i > 20) answer(1)
    }
    expect(prediction.lastSeq).toBe((65_500 + 100) & 0xffff)
    expect(prediction.corrections).toBe(0)
  })

  it('that was wrong does again what the host has not seen, and ends where the host will', () => {
    const { prediction, host, make, answer } = pair()
    for (let i = 0; i < 20; i++) make(BUTTON.MOVE, 0, 0)
    host.x[0]! -= 300
    answer(5)
    expect(prediction.corrections).toBe(1)
    expect(prediction.errorPeakM).toBeCloseTo(300 / UNITS_PER_METRE, 6)
    answer(15)
    expect(prediction.corrections).toBe(1)
    expect(sameBody(prediction.ring, prediction.index, host, 0)).toBe(true)
  })

  it('that was wrong stays where it was on the screen, and glides from there in 100 ms', () => {
    const { prediction, host, make, answer } = pair()
    for (let i = 0; i < 20; i++) make(BUTTON.MOVE, 0, 0)
    const beforeM = prediction.drawnX(1)
    host.x[0]! -= 1_024
    answer(5)
    expect(prediction.drawnX(1)).toBeCloseTo(beforeM, 6)
    prediction.decay(100)
    const offM = prediction.drawnX(1) - prediction.ring.x[prediction.index]! / UNITS_PER_METRE
    expect(offM).toBeGreaterThan(0)
    expect(offM).toBeLessThan(0.06)
  })

  it('that was wrong by more than 3 m jumps', () => {
    const { prediction, host, make, answer } = pair()
    for (let i = 0; i < 20; i++) make(BUTTON.MOVE, 0, 0)
    host.x[0]! -= 4 * UNITS_PER_METRE
    answer(5)
    expect(prediction.drawnX(1)).toBe(prediction.ring.x[prediction.index]! / UNITS_PER_METRE)
  })

  it('of a new life keeps the numbers and takes along the commands that are on their way', () => {
    const { prediction, host, make } = pair()
    for (let i = 0; i < 10; i++) make(BUTTON.MOVE, 0, 0)
    const born = new Bodies(1)
    equip(born, 0, MIDDLE + 9_000, MIDDLE)
    prediction.begin(4, born, arena)
    expect(prediction.lastSeq).toBe(10)
    expect(prediction.corrections).toBe(0)
    for (let i = 0; i < 6; i++) step(born, 0, BUTTON.MOVE, 0, 0, arena)
    expect(sameBody(prediction.ring, prediction.index, born, 0)).toBe(true)
    copyBody(host, 0, born, 0)
  })

  it('takes the host’s word for a number that it never gave', () => {
    const { prediction, host } = pair()
    host.x[0]! += 50
    prediction.reconcile(700, host, arena)
    expect(prediction.lastSeq).toBe(700)
    expect(prediction.corrections).toBe(0)
    expect(sameBody(prediction.ring, prediction.index, host, 0)).toBe(true)
  })

  it('replays at most 60 commands of a very late answer', () => {
    const { prediction, host, make } = pair()
    for (let i = 0; i < 100; i++) make(BUTTON.MOVE, 0, 0)
    host.x[0]! = 20_000
    prediction.reconcile(1, host, arena)
    const moved = prediction.ring.x[prediction.index]! - 20_000
    const alone = new Bodies(1)
    equip(alone, 0, 20_000, MIDDLE)
    for (let i = 0; i < 60; i++) step(alone, 0, BUTTON.MOVE, 0, 0, arena)
    expect(moved).toBe(alone.x[0]! - 20_000)
  })
})
