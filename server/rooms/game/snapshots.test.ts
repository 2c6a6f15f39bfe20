/** What a player is told is what is true, whatever it missed. */
import { expect, test } from 'vitest'
import { sameBody } from '../../../shared/game/bodies.ts'
import { SIGHT, STATUS, WIRE_SHIFT } from '../../../shared/game/rules.ts'
import type { SnapshotView } from '../../../shared/game/snapshot-view.ts'
import { seededRandom } from '../../../shared/random.ts'
import type { Member } from '../../engine/room.ts'
import { GameTable } from '../../../test/support/game-table.ts'

const ENTER = SIGHT.enter >> WIRE_SHIFT
const LEAVE = SIGHT.leave >> WIRE_SHIFT

/** Where a view that was just brought up to date differs from the quantized world; '' if nowhere. */
const difference = (table: GameTable, view: SnapshotView): string => {
  const { world, room } = table
  const { now, live } = room.snapshots.scene
  const { slot, facts } = view
  const eye = world.eye[slot]!
  if (view.tick !== world.tick || view.alive !== world.alive || view.match !== world.match) return 'world'
  if (!sameBody(view.own, 0, world.bodies, slot)) return 'own body'
  const own = [facts.health, facts.armour, facts.status, facts.eye, facts.kills, facts.place].join()
  const real = [
    world.health[slot],
    world.armour[slot],
    world.status[slot],
    eye,
    world.kills[slot],
    world.place[slot],
  ].join()
  if (own !== real) return `own facts ${own} for ${real}`
  const x = world.bodies.x[eye]! >> WIRE_SHIFT
  const y = world.bodies.y[eye]! >> WIRE_SHIFT
  for (let id = 0; id < live.length; id++) {
    const square = (now.x[id]! - x) ** 2 + (now.y[id]! - y) ** 2
    const there = live[id] === 1 && id !== slot
    if (view.present[id] === 0) {
      if (there && square <= ENTER ** 2) return `${id} is missing`
      continue
    }
    if (!there || square > LEAVE ** 2) return `${id} should be gone`
    const seen = [view.x[id], view.y[id], view.yaw[id], view.health[id], view.armour[id], view.flags[id]].join()
    const fact = [now.x[id], now.y[id], now.yaw[id], now.health[id], now.armour[id], now.flags[id]].join()
    if (seen !== fact) return `${id} is seen as ${seen} for ${fact}`
  }
  const stale = world.arena.pickups.findIndex((pickup, i) => {
    const square = ((pickup.x >> WIRE_SHIFT) - x) ** 2 + ((pickup.y >> WIRE_SHIFT) - y) ** 2
    return square <= ENTER ** 2 && view.taken[i] !== (world.pickupWait[i]! > 0 ? 1 : 0)
  })
  return stale < 0 ? '' : `pickup ${stale}`
}

/** Plays on, with sockets that fall behind and catch up, and compares every view with the truth each time. */
const play = (table: GameTable, ticks: number, seed: string): number => {
  const random = seededRandom(seed)
  const told = new Map<Member, number>(table.bots.map(({ member, bot }) => [member, bot.view.tick]))
  let compared = 0
  for (let t = 0; t < ticks; t++) {
    for (const { member } of table.bots) {
      // Mostly a few ticks, sometimes longer than any difference reaches back.
      if (random() < 0.01) table.test.behind.add(member)
      else if (table.test.behind.has(member) && random() < (random() < 0.7 ? 0.1 : 0.003))
        table.test.behind.delete(member)
    }
    table.step()
    for (const { member, bot } of table.bots) {
      if (bot.view.tick === told.get(member) || !bot.view.usable) continue
      told.set(member, bot.view.tick)
      const differs = difference(table, bot.view)
      if (differs !== '') expect.fail(`tick ${t}: ${differs}`)
      compared++
    }
  }
  return compared
}

test('a view equals the quantized world after every snapshot, skipped ones included', () => {
  for (const seed of ['a', 'b', 'c']) {
    const table = new GameTable({ side: 150 }, seed)
    table.seatBots(30)
    expect(play(table, 900, seed)).toBeGreaterThan(3000)
    expect(table.bots.reduce((sum, { bot }) => sum + bot.view.resyncs, 0)).toBe(0)
    expect(table.room.snapshots.skipped).toBeGreaterThan(100)
  }
})

test('ticks and command numbers wrap around without anybody noticing', () => {
  const table = new GameTable({ side: 60 }, 'wrap')
  table.world.tick = 65_536 * 3 - 200
  table.seatBots(12)
  const me = table.seat('me')
  table.step(3)
  // What comes too fast is acknowledged without effect: the quickest way to the end of the numbers.
  while (me.seq < 65_500) table.send(me, 20, 1)
  const before = table.room.summary().refused
  for (let i = 0; i < 100; i++) {
    table.send(me, 1, 1, i)
    table.step()
  }
  expect(me.view.ackSeq).toBe((me.seq - 1) & 0xffff)
  expect(me.view.ackSeq).toBeLessThan(100)
  play(table, 600, 'wrap')
  const { refused } = table.room.summary()
  expect([refused.replayed, refused.skipped, refused.ack, refused.aim, refused.bad_input]).toEqual([0, 0, 0, 0, 0])
  expect(before.budget).toBeGreaterThan(60_000)
  expect(table.bots.reduce((sum, { bot }) => sum + bot.view.resyncs, 0)).toBe(0)
})

test('a match from countdown to the next one is told without a gap', () => {
  const table = new GameTable({ mode: 'match', side: 0 }, 'match')
  table.seatBots(10)
  play(table, 60 * 60, 'match')
  expect(table.world.match).toBeGreaterThan(0)
  expect(table.bots.reduce((sum, { bot }) => sum + bot.view.resyncs, 0)).toBe(0)
})

test('who comes near is seen from the inner circle on and until the outer one', () => {
  const table = new GameTable({ side: 200 })
  table.clear()
  const me = table.seat('me')
  const you = table.seat('you')
  const there = (metres: number): boolean => {
    table.place(me.state.slot, 10, 10)
    table.place(you.state.slot, 10 + metres, 10)
    table.step(3)
    return me.view.present[you.state.slot] === 1
  }
  const enter = SIGHT.enter / 1024
  const leave = SIGHT.leave / 1024
  expect(there(enter + 1)).toBe(false)
  expect(there(enter - 1)).toBe(true)
  expect(there(leave - 1)).toBe(true)
  expect(there(leave + 1)).toBe(false)
  expect(there(leave - 1)).toBe(false)
})

test('nobody is told of what lies beyond sight', () => {
  const table = new GameTable({ side: 200 })
  table.clear()
  const me = table.seat('me')
  const you = table.seat('you')
  const third = table.seat('third')
  table.place(me.state.slot, 5, 5)
  table.place(you.state.slot, 190, 190)
  table.place(third.state.slot, 180, 190)
  table.step(3)
  for (let i = 0; i < 60; i++) {
    table.send(you, 1, 2 | 4, 0, 32_768)
    table.step()
    expect(me.view.eventCount).toBe(0)
    expect(me.view.present.reduce((sum, there) => sum + there, 0)).toBe(0)
  }
})

test('an entity is encoded once for all who see it at the same age', () => {
  const table = new GameTable({ side: 40 })
  table.seatBots(60)
  table.step(60)
  const before = table.room.snapshots.records.encoded
  table.step(60)
  // 60 viewers × 59 entities × 20 and more snapshots would be 70,000.
  expect(table.room.snapshots.records.encoded - before).toBeLessThan(60 * 62 * 4)
})

test('a shot pulls the snapshot of who sees it forward to the end of the very step', () => {
  const table = new GameTable({ side: 60 })
  table.clear()
  const me = table.seat('me')
  const you = table.seat('you')
  table.place(me.state.slot, 10, 10)
  table.place(you.state.slot, 20, 10)
  table.step(30)
  for (let offset = 0; offset < 3; offset++) {
    // Its own clock has to pass, or the rifle is not ready again.
    table.send(you, 10)
    table.step(20 + offset)
    const { tick } = table.world
    table.send(you, 1, 2, 0, 16_384)
    table.step()
    expect(me.view.tick).toBe(tick + 1)
    expect(me.view.event(0)).toMatchObject({ type: 'shot', shooter: you.state.slot })
  }
})

test('a frame that was lost, or one that does not fit, is noticed and healed by one keyframe', () => {
  const table = new GameTable({ side: 60 })
  table.seatBots(8)
  const me = table.seat('me')
  table.step(30)
  table.test.take(me.member)
  const { member, view } = me
  table.hands.splice(0)
  table.step(10)
  // A snapshot never reaches the client.
  const lost = table.snapshots(member)
  expect(lost.length).toBeGreaterThan(2)
  expect(view.apply(lost[1]!)).toBe('resync')
  expect(view.apply(lost[2]!)).toBe('resync')
  table.room.on.keyframe(member, {})
  expect(() => table.room.on.keyframe(member, {})).toThrow(/too much/)
  table.step()
  const [key] = table.snapshots(member)
  expect(view.apply(key!)).toBe('applied')
  expect([view.key, view.resyncs]).toEqual([true, 1])
  expect(difference(table, view)).toBe('')
})

test('a client that holds something else is found out within a second', () => {
  const table = new GameTable({ side: 60 })
  table.seatBots(8)
  const me = table.seat('me')
  table.step(30)
  const someone = me.view.present.indexOf(1)
  me.view.health[someone]! ^= 1
  table.step(70)
  expect(me.view.resyncs).toBe(1)
  expect(me.view.usable).toBe(false)
})

test('who does not acknowledge gets one snapshot a second until it does', () => {
  const table = new GameTable({ side: 60 })
  table.seatBots(3)
  const me = table.seat('me')
  table.step(60)
  table.hands.splice(0)
  table.step(60 * 3)
  table.test.take(me.member)
  table.step(60 * 5)
  const thin = table.snapshots(me.member)
  expect(thin.length).toBeGreaterThanOrEqual(4)
  expect(thin.length).toBeLessThanOrEqual(6)
  // A key brings the client up to date: the test has thrown away what came before.
  table.room.on.keyframe(me.member, {})
  table.step(60)
  me.view.apply(table.snapshots(me.member)[0]!)
  table.send(me, 0)
  table.step(60)
  expect(table.snapshots(me.member).length).toBeGreaterThanOrEqual(19)
})

test('who is out sees through the eyes of the one who did it', () => {
  const table = new GameTable({ mode: 'match', side: 60 })
  table.clear()
  const [me, you, third] = [table.seat('me'), table.seat('you'), table.seat('third')]
  table.step(60 * 5 + 3)
  expect(table.world.phase).toBe(2)
  table.clear()
  table.place(me.state.slot, 20, 20)
  table.place(you.state.slot, 30, 20)
  table.place(third.state.slot, 30, 50)
  table.world.health[me.state.slot] = 1
  table.step(3)
  table.send(you, 1, 2, 0, 32_768)
  table.step(3)
  expect(me.view.facts).toMatchObject({ status: STATUS.DOWN, eye: you.state.slot, place: 3 })
  expect(me.view.present[you.state.slot]).toBe(1)
})
