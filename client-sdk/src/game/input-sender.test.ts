import { describe, expect, it } from 'vitest'
import { decodeInput } from '../../../shared/game/input-codec.ts'
import { BUTTON } from '../../../shared/game/rules.ts'
import { SnapshotView } from '../../../shared/game/snapshot-view.ts'
import { InputSender } from './input-sender.ts'
import { PhaseLock } from './phase-lock.ts'

const start = () => {
  const view = new SnapshotView()
  view.tick = 70_000
  view.frame = 9
  const frames: ReturnType<typeof decodeInput>[] = []
  const sender = new InputSender((bytes) => frames.push(decodeInput(bytes)) > 0)
  let seq = 65_534
  const command = (buttons: number, renderTick = 69_990.5) => {
    seq = (seq + 1) & 0xffff
    return sender.command(seq, buttons, 3, 500, view, renderTick, 0)
  }
  return { view, frames, sender, command }
}

describe('an input frame', () => {
  it('holds three commands, what was seen, and what was drawn when the first was made', () => {
    const { frames, command } = start()
    expect([command(BUTTON.MOVE), command(0, 69_991), command(BUTTON.MOVE, 69_992)]).toEqual([false, false, true])
    expect(frames).toHaveLength(1)
    expect(frames[0]).toMatchObject({ count: 3, firstSeq: 65_535, ackTick: 70_000 & 0xffff, ackFrame: 9 })
    expect(frames[0]?.render).toBe((69_990.5 * 256) & 0xffffff)
    expect(frames[0]?.buttons.slice(0, 3)).toEqual(Uint8Array.of(1, 0, 1))
  })

  it('leaves at once when a trigger goes down, and not because it stays down', () => {
    const { frames, command } = start()
    command(0)
    expect(command(BUTTON.FIRE)).toBe(true)
    expect(frames[0]?.count).toBe(2)
    expect([command(BUTTON.FIRE), command(BUTTON.FIRE), command(BUTTON.FIRE)]).toEqual([false, false, true])
    expect(command(BUTTON.FIRE | BUTTON.LAUNCH)).toBe(true)
    expect(command(BUTTON.DASH | BUTTON.MOVE)).toBe(true)
    expect(command(BUTTON.MOVE | BUTTON.RELOAD)).toBe(false)
  })

  it('never claims to have drawn what had not come', () => {
    const { frames, command } = start()
    for (let i = 0; i < 3; i++) command(0, 70_004)
    expect(frames[0]?.render).toBe((70_000 * 256) & 0xffffff)
  })

  it('without commands still says what was seen, four times a second', () => {
    const { view, frames, sender } = start()
    for (let ms = 0; ms <= 1_000; ms += 10) sender.idle(view, ms)
    expect(frames.map(({ count, ackFrame }) => [count, ackFrame])).toEqual(Array.from({ length: 5 }, () => [0, 9]))
  })
})

describe('the phase of sending', () => {
  it('is shifted, slower only, until frames arrive half a tick before a step', () => {
    const lock = new PhaseLock()
    let phase = 0.2
    let frames = 0
    while (frames++ < 1_000) {
      lock.sent(phase, 1)
      if (lock.rate === 1) break
      expect(lock.rate).toBe(0.98)
      // At 98 % speed the next frame is made 2 % of three ticks later.
      phase += 3 / lock.rate
    }
    expect(frames).toBeLessThan(60)
    // Three ticks are a circle.
    expect(Math.abs(((phase + 2) % 3) - 1.5)).toBeLessThan(0.8)
  })

  it('is left alone on a line that jitters', () => {
    const lock = new PhaseLock()
    lock.sent(1, 20)
    expect(lock.rate).toBe(1)
  })
})
