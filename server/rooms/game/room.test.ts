/** Who is in a game, and for how long. */
import { describe, expect, test } from 'vitest'
import type { JoinState } from '../../../shared/game/contract.ts'
import { AWAY_TICKS, BUTTON, FLAG, NOBODY, PLAYERS, STATUS } from '../../../shared/game/rules.ts'
import { GameTable } from '../../../test/support/game-table.ts'
import { heldBytes } from '../../../test/support/heap.ts'
import { setupOf } from './setup.ts'

const MATCH = { mode: 'match', side: 0, fillTo: 12 } as const

describe('a newcomer', () => {
  test('finds bots for company, a countdown and a match', () => {
    const table = new GameTable(MATCH)
    const me = table.seat('me')
    expect(me.state.phase).toBe('waiting')
    table.step(2)
    expect(table.room.summary()).toMatchObject({ phase: 'countdown', players: 1, bots: 11, alive: 12 })
    table.step(60 * 5 + 3)
    expect(table.room.summary()).toMatchObject({ phase: 'playing', match: 1 })
    expect(me.view.phase).toBe('playing')
    expect(me.view.facts.status).toBe(STATUS.ALIVE)
    expect(table.test.told('joined').filter(({ bot }) => bot)).toHaveLength(11)
    expect(table.test.told('phase').map(({ phase }) => phase)).toEqual(['countdown', 'playing'])
  })

  test('in the first part of a match gets in, later it watches until the next one', () => {
    const table = new GameTable(MATCH)
    table.seat('first')
    table.step(60 * 15)
    const early = table.seat('early')
    table.step(3)
    expect(early.view.facts.status).toBe(STATUS.ALIVE)
    table.step(60 * 30)
    expect(table.room.summary().phase).toBe('playing')
    const late = table.seat('late')
    table.step(3)
    expect(late.view.facts.status).toBe(STATUS.WATCHING)
    expect(table.world.status[late.view.facts.eye]).toBe(STATUS.ALIVE)
    expect(late.view.present[late.view.facts.eye]).toBe(1)
    for (let n = 0; n < 300 && table.world.match === 1; n++) table.step(60)
    table.step(3)
    expect(late.view.facts.status).toBe(STATUS.ALIVE)
  })

  test('takes the place of a bot when the room is full, and is refused when people fill it', () => {
    const table = new GameTable({ mode: 'match', side: 0, fillTo: PLAYERS })
    table.seat('first')
    table.step(2)
    expect(table.room.summary()).toMatchObject({ players: 1, bots: 99 })
    for (let i = 0; i < 99; i++) table.test.join(`more-${i}`)
    expect(table.room.summary()).toMatchObject({ players: 100, bots: 0 })
    expect(() => table.test.join('one too many')).toThrow(/full/)
  })
})

describe('who loses the connection', () => {
  test('gets its seat back within 30 s, body, score and numbers', () => {
    const table = new GameTable()
    const me = table.seat('me')
    table.seat('you')
    table.step(3)
    table.send(me, 5, BUTTON.MOVE, 40)
    table.step()
    table.world.kills[me.state.slot] = 3
    const { x, y } = table.world.bodies
    const body = [x[me.state.slot], y[me.state.slot]]
    table.test.leave(me.member, 'lost')
    table.step(AWAY_TICKS - 2)
    expect(table.room.snapshots.scene.now.flags[me.state.slot]! & FLAG.AWAY).toBe(FLAG.AWAY)
    const again = table.seat('me')
    table.step(3)
    expect([again.state.slot, again.state.seq]).toEqual([me.state.slot, me.seq - 1])
    expect([again.view.own.x[0], again.view.own.y[0]]).toEqual(body)
    expect(again.view.facts.kills).toBe(3)
    expect(table.room.snapshots.scene.now.flags[me.state.slot]! & FLAG.AWAY).toBe(0)
    expect(table.test.told('left')).toEqual([])
  })

  test('leaves a body that stands still and can be hit, and is taken away after 30 s', () => {
    const table = new GameTable({ side: 100 })
    table.clear()
    const me = table.seat('me')
    const you = table.seat('you')
    table.step(3)
    table.place(me.state.slot, 20, 50)
    table.place(you.state.slot, 30, 50)
    table.test.leave(me.member, 'lost')
    table.step(60)
    expect(table.world.bodies.x[me.state.slot]).toBe(20 * 1024)
    table.send(you, 1, BUTTON.FIRE, 0, 32_768)
    table.step()
    expect(table.world.health[me.state.slot]).toBeLessThan(100)
    table.step(AWAY_TICKS - 63)
    expect(you.view.present[me.state.slot]).toBe(1)
    table.step(6)
    expect(you.view.present[me.state.slot]).toBe(0)
    expect(table.world.status[me.state.slot]).toBe(STATUS.EMPTY)
    expect(table.test.told('left')).toEqual([{ slot: me.state.slot }])
  })

  test('and comes again in another window keeps one seat: the older session is shown out', () => {
    const table = new GameTable()
    const old = table.seat('me')
    table.step(3)
    const now = table.seat('me')
    expect(now.state.slot).toBe(old.state.slot)
    expect(table.test.kicked).toEqual([{ member: old.member, code: 'replaced_seat' }])
    expect(() => table.room.input(old.member, new Uint8Array(9))).toThrow(/another window/)
    table.hands.shift()
    table.step(3)
    expect(table.room.summary().players).toBe(1)
    expect(now.view.facts.status).toBe(STATUS.ALIVE)
  })
})

test('who leaves a match is out of it, and cannot come back for a second life', () => {
  const table = new GameTable(MATCH)
  const me = table.seat('me')
  table.seat('you')
  table.step(60 * 8)
  table.test.leave(me.member, 'left')
  table.step()
  expect(table.test.told('eliminated')).toContainEqual(expect.objectContaining({ slot: me.state.slot, weapon: 'left' }))
  const again = table.seat('me')
  table.step(3)
  expect(again.view.facts.status).toBe(STATUS.WATCHING)
})

describe('who only watches', () => {
  test('takes no slot, sees a player’s surroundings and may come in by a command', () => {
    const table = new GameTable(MATCH)
    const me = table.seat('me', { watch: true })
    expect(me.state.slot).toBe(NOBODY)
    table.step(60)
    expect(table.room.summary()).toMatchObject({ players: 0, bots: 12 })
    expect(me.view.facts.status).toBe(STATUS.WATCHING)
    expect(me.view.present[me.view.facts.eye]).toBe(1)
    expect(() => table.room.on.rename(me.member, { name: 'x' })).toThrow(/watches/)
    table.room.on.play(me.member, {})
    expect((table.test.reply as JoinState).slot).toBeLessThan(PLAYERS)
    expect(() => table.room.on.play(me.member, {})).toThrow(/already/)
    table.step(3)
    expect(me.view.slot).toBe((table.test.reply as JoinState).slot)
    expect(me.view.facts.status).toBe(STATUS.ALIVE)
    expect(me.view.resyncs).toBe(0)
  })

  test('asks in a way that is checked', () => {
    const table = new GameTable()
    expect(() => table.test.join('me', { watch: 'yes' })).toThrow(/watch/)
    expect(() => table.test.join('me', { spectate: true })).toThrow(/spectate/)
  })
})

test('a room without anybody stands still and sends its bots home', () => {
  const table = new GameTable(MATCH)
  const me = table.seat('me')
  table.step(10)
  table.test.leave(me.member, 'left')
  table.step(2)
  const { tick } = table.world
  table.step(100)
  expect(table.world.tick).toBe(tick)
  expect(table.room.summary()).toMatchObject({ players: 0, bots: 0, alive: 0 })
})

test('a new name is told to everybody and to who comes later', () => {
  const table = new GameTable()
  const me = table.seat('me')
  table.room.on.rename(me.member, { name: 'Mira' })
  expect(table.test.told('renamed')).toEqual([{ slot: me.state.slot, name: 'Mira' }])
  expect(table.seat('you').state.players).toContainEqual({
    slot: me.state.slot,
    name: 'Mira',
    bot: false,
    user: 'me',
    alive: true,
  })
})

test('a match of bots comes to a result that fits what was told on the way', () => {
  const table = new GameTable(MATCH)
  table.seat('me', { watch: true })
  for (let n = 0; n < 400 && table.test.told('result').length === 0; n++) table.step(60)
  const [result] = table.test.told('result')
  const fallen = table.test.told('eliminated')
  expect(result!.standings).toHaveLength(12)
  expect(result!.standings.map(({ place }) => place)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12])
  expect(result!.standings[0]!.slot).toBe(result!.winner)
  expect(fallen.some(({ weapon }) => weapon === 'rifle' || weapon === 'launcher')).toBe(true)
  for (const { slot, kills } of result!.standings) {
    expect(fallen.filter((one) => one.by === slot && one.slot !== slot)).toHaveLength(kills)
  }
  table.step(60 * 15)
  expect(table.test.told('phase').map(({ phase }) => phase)).toEqual([
    'countdown',
    'playing',
    'ended',
    'waiting',
    'countdown',
    'playing',
  ])
})

test('rooms for measuring are known by their names', () => {
  expect(setupOf('load-crowd-3')).toMatchObject({ mode: 'sandbox', side: 40, fillTo: 0 })
  expect(setupOf('load-spread-0')).toMatchObject({ mode: 'sandbox', side: 200, fillTo: 0 })
  expect(setupOf('load')).toMatchObject({ mode: 'match', fillTo: 12 })
})

test('time that the host had no time for is given to the players', () => {
  const table = new GameTable({ side: 100 })
  table.clear()
  const me = table.seat('me')
  table.step(3)
  table.place(me.state.slot, 20, 50)
  table.send(me, 15, BUTTON.MOVE, 0)
  table.room.overrun(6)
  table.send(me, 6, BUTTON.MOVE, 0)
  expect(table.room.summary().refused.budget).toBe(0)
})

test('a room of bots holds no more memory after forty seconds than before', () => {
  const table = new GameTable({ side: 200 })
  table.seatBots(60)
  const play = (): number => {
    table.step(60 * 20)
    table.test.said.length = 0
    return heldBytes()
  }
  // The first one fills caches: a view for each length of snapshot, code that is compiled again.
  play()
  const before = play()
  play()
  expect(play() - before).toBeLessThan(256 * 1024)
})
