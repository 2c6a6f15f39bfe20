/** Cheats: each is refused by name, counted, and gains nothing. */
import { describe, expect, test } from 'vitest'
import { encodeInput } from '../../../shared/game/input-codec.ts'
import { BUTTON, RIFLE, SPEED, UNITS_PER_METRE } from '../../../shared/game/rules.ts'
import { seededRandom } from '../../../shared/random.ts'
import { GameTable } from '../../../test/support/game-table.ts'
import type { Hand } from '../../../test/support/game-table.ts'
import type { Rule } from './refusals.ts'

/** Two players on an empty floor, twenty metres apart, with nothing refused so far. */
const duel = (): { table: GameTable; me: Hand; you: Hand; refused: () => Record<Rule, number> } => {
  const table = new GameTable({ side: 100 })
  table.clear()
  const me = table.seat('me')
  const you = table.seat('you')
  table.place(me.state.slot, 20, 50)
  table.place(you.state.slot, 40, 50)
  table.step(3)
  return { table, me, you, refused: () => table.room.summary().refused }
}

const far = (table: GameTable, hand: Hand): number => table.world.bodies.x[hand.state.slot]! - 20 * UNITS_PER_METRE

describe('who runs fast', () => {
  test('by a fifth more commands gets no farther than the one per cent that clocks may differ', () => {
    const { table, me, you, refused } = duel()
    table.place(you.state.slot, 40, 90)
    const start = table.world.tick
    for (let second = 0; second < 10; second++) {
      for (let frame = 0; frame < 20; frame++) {
        // 72 instead of 60 a second.
        table.send(me, frame % 5 < 3 ? 4 : 3, BUTTON.MOVE, 0)
        table.step(3)
      }
    }
    const fair = (table.world.tick - start) * SPEED
    expect(far(table, me)).toBeLessThanOrEqual(fair * 1.01 + 15 * SPEED)
    expect(refused().budget).toBeGreaterThan(80)
    expect(me.view.facts.refused).toBe(refused().budget)
  })

  test('by silence and a burst gets back no more than a quarter of a second', () => {
    const { table, me, refused } = duel()
    table.step(120)
    for (let i = 0; i < 4; i++) table.send(me, 30, BUTTON.MOVE, 0)
    table.step()
    expect(far(table, me)).toBe(15 * SPEED)
    expect(refused().budget).toBe(105)
    expect(me.view.ackSeq).toBe((me.seq - 1) & 0xffff)
  })

  test('by a million commands at once stands where the first fifteen left it', () => {
    const { table, me, refused } = duel()
    for (let i = 0; i < 1000; i++) table.send(me, 32, BUTTON.MOVE | BUTTON.DASH, 0)
    table.step()
    expect(refused().budget).toBe(32_000 - 15)
    expect(far(table, me)).toBeLessThan(6 * UNITS_PER_METRE)
  })
})

describe('who repeats or leaves out commands', () => {
  test('moves once, however often it sends the same frame', () => {
    const { table, me, refused } = duel()
    const frame = encodeInput(table.frame(me, 3, BUTTON.MOVE, 0))
    for (let i = 0; i < 10; i++) table.room.input(me.member, frame)
    table.step()
    expect(far(table, me)).toBe(3 * SPEED)
    expect(refused().replayed).toBe(27)
  })

  test('loses the frame with the gap and goes on after it', () => {
    const { table, me, refused } = duel()
    table.send(me, 3, BUTTON.MOVE, 0)
    me.seq += 5
    table.send(me, 3, BUTTON.MOVE, 0)
    table.send(me, 3, BUTTON.MOVE, 0)
    table.step()
    expect(far(table, me)).toBe(6 * SPEED)
    expect(refused()).toMatchObject({ skipped: 1, replayed: 0 })
    expect(me.view.ackSeq).toBe(me.seq - 1)
  })

  test('cannot go back by jumping half the numbers ahead', () => {
    const { table, me, refused } = duel()
    const frame = table.frame(me, 3, BUTTON.MOVE, 0)
    frame.firstSeq = (me.seq + 40_000) & 0xffff
    table.room.input(me.member, encodeInput(frame))
    table.step()
    expect(far(table, me)).toBe(0)
    expect(refused().replayed).toBe(3)
  })
})

describe('who shoots', () => {
  const shots = (table: GameTable, me: Hand, buttons: (i: number) => number, ticks: number): number => {
    let count = 0
    const { magazine } = table.world.bodies
    for (let i = 0; i < ticks; i++) {
      const before = magazine[me.state.slot]!
      table.send(me, 1, buttons(i), 0, 16_384)
      table.step()
      if (magazine[me.state.slot]! < before) count++
    }
    return count
  }

  test('at a rapid click gets the rifle’s own rate', () => {
    const { table, me, refused } = duel()
    expect(shots(table, me, (i) => (i % 2 === 0 ? BUTTON.FIRE : 0), 120)).toBe(120 / RIFLE.waitTicks)
    expect(refused().cooldown).toBe(60 - 120 / RIFLE.waitTicks)
  })

  test('without ammunition hears a click', () => {
    const { table, me, refused } = duel()
    table.world.bodies.magazine[me.state.slot] = 0
    table.world.bodies.reserve[me.state.slot] = 0
    expect(shots(table, me, (i) => (i % 10 === 0 ? BUTTON.FIRE : 0), 60)).toBe(0)
    expect(refused().ammo).toBe(6)
  })

  test('hits at once in the open', () => {
    const { table, me, you } = duel()
    table.send(me, 1, BUTTON.FIRE, 0, 0)
    table.step()
    expect(table.world.health[you.state.slot]).toBe(100 - RIFLE.damage)
  })

  test('through a wall hits the wall, and is counted', () => {
    const { table, me, you, refused } = duel()
    const { arena } = table.world
    const metre = UNITS_PER_METRE
    table.world.arena = { ...arena, walls: Int32Array.of(30 * metre, 45 * metre, 31 * metre, 55 * metre) }
    table.step()
    table.send(me, 1, BUTTON.FIRE, 0, 0)
    table.step()
    expect(table.world.health[you.state.slot]).toBe(100)
    expect(refused().wall).toBe(1)
    expect(me.view.event(0)).toMatchObject({ type: 'shot', shooter: me.state.slot, distance: 10 })
  })

  test('beyond the rifle’s range hits nobody', () => {
    const { table, me, you } = duel()
    table.place(you.state.slot, 20 + RIFLE.range / UNITS_PER_METRE + 1, 50)
    table.step(3)
    table.send(me, 1, BUTTON.FIRE, 0, 0)
    table.step()
    expect(table.world.health[you.state.slot]).toBe(100)
  })

  test('when it is out does nothing', () => {
    const { table, me, you } = duel()
    table.world.status[me.state.slot] = 2
    table.send(me, 1, BUTTON.FIRE, 0, 0)
    table.step()
    expect(table.world.health[you.state.slot]).toBe(100)
  })
})

describe('who lies about what it sees', () => {
  test('is held to the last snapshot it acknowledged', () => {
    const { table, me, refused } = duel()
    const frame = table.frame(me, 1, BUTTON.FIRE)
    frame.render = ((me.view.tick + 500) * 256) & 0xffffff
    table.room.input(me.member, encodeInput(frame))
    expect(refused().aim).toBe(1)
    const ancient = table.frame(me, 1, BUTTON.FIRE)
    ancient.firstSeq = me.seq + 1
    ancient.render = ((me.view.tick - 100) * 256) & 0xffffff
    table.room.input(me.member, encodeInput(ancient))
    expect(refused().aim).toBe(2)
  })

  test('about snapshots it never got is not believed', () => {
    const { table, me, refused } = duel()
    const frame = table.frame(me, 0)
    frame.ackFrame = (me.view.frame + 9) & 255
    frame.ackTick = table.world.tick & 0xffff
    table.room.input(me.member, encodeInput(frame))
    expect(refused().ack).toBe(1)
    const other = table.frame(me, 0)
    other.ackTick ^= 1
    table.room.input(me.member, encodeInput(other))
    expect(refused().ack).toBe(2)
  })

  test('cannot shoot where somebody was more than 200 ms ago', () => {
    const { table, me, you } = duel()
    // The target walks away across the line of fire.
    for (let i = 0; i < 40; i++) {
      table.send(you, 1, BUTTON.MOVE, 64)
      table.send(me, 1)
      table.step()
    }
    const frame = table.frame(me, 1, BUTTON.FIRE, 0, 0)
    frame.render = ((me.view.tick - 29) * 256) & 0xffffff
    table.room.input(me.member, encodeInput(frame))
    table.step()
    expect(table.world.health[you.state.slot]).toBe(100)
  })
})

test('garbage is counted and changes nothing', () => {
  const { table, me, refused } = duel()
  const random = seededRandom('garbage')
  const nan = new Uint8Array(new Float64Array([NaN, Infinity, -Infinity, 1e308]).buffer)
  const all = [new Uint8Array(0), Uint8Array.of(255), Uint8Array.of(33, 0, 0), new Uint8Array(137).fill(255), nan]
  for (let i = 0; i < 2000; i++) all.push(Uint8Array.from({ length: Math.floor(random() * 140) }, () => random() * 256))
  for (const bytes of all) table.room.input(me.member, bytes)
  table.step(3)
  expect(refused().bad_input).toBeGreaterThan(1900)
  expect(table.world.bodies.x[me.state.slot]).toBeGreaterThanOrEqual(0)
  expect(table.world.bodies.x[me.state.slot]).toBeLessThanOrEqual(table.world.arena.size)
  expect(Math.abs(far(table, me))).toBeLessThan(6 * UNITS_PER_METRE)
})
