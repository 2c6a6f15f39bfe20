/** What dispatchers see is what is there, however slow they are and however they pan. */
import { describe, expect, it } from 'vitest'
import { localFrame } from '../../../../shared/delivery/geo.ts'
import { readBoard } from '../../../../shared/delivery/output-codec.ts'
import type { Box } from '../../../../shared/delivery/types.ts'
import { seededRandom } from '../../../../shared/random.ts'
import type { Member } from '../../../engine/room.ts'
import { GridIndex } from '../index/grid.ts'
import { Boards } from './boards.ts'

const COURIERS = 500
const SIDE_M = 4_000

const open = (seed: string) => {
  const random = seededRandom(seed)
  const frame = localFrame(525_200_000, 134_050_000)
  const index = new GridIndex()
  const x = new Float64Array(COURIERS)
  const y = new Float64Array(COURIERS)
  const inbox = new Map<Member, Map<number, Uint8Array>>()
  let frames = 0
  const boards = new Boards(
    {
      frame,
      within: (...box) => index.within(...box),
      x: (slot) => x[slot]!,
      y: (slot) => y[slot]!,
      headingCdeg: () => 0,
      status: () => 0,
    },
    (to, cells) => {
      // A slow socket keeps the newest of each cell, and may lose all that was between.
      const own = inbox.get(to)!
      for (const [cell, bytes] of cells) own.set(cell, bytes)
      frames += cells.length
    },
  )
  const move = (slot: number, toX: number, toY: number): void => {
    const known = index.has(slot)
    const [fromX, fromY] = known ? [x[slot]!, y[slot]!] : [NaN, NaN]
    x[slot] = toX
    y[slot] = toY
    index.place(slot, toX, toY)
    boards.moved(fromX, fromY, toX, toY)
  }
  const anywhere = (): number => (random() - 0.5) * SIDE_M
  for (let slot = 0; slot < COURIERS; slot++) move(slot, anywhere(), anywhere())
  const box = (eastM: number, northM: number, halfM: number): Box => ({
    south: frame.latE7Of(northM - halfM),
    north: frame.latE7Of(northM + halfM),
    west: frame.lonE7Of(eastM - halfM),
    east: frame.lonE7Of(eastM + halfM),
  })
  const sit = (id: number): Member => {
    const who: Member = { id, user: { id: `d${id}`, name: 'd', guest: false }, role: 'dispatcher' }
    inbox.set(who, new Map())
    return who
  }
  const seen = (who: Member, cells: readonly number[]): number[] =>
    cells
      .flatMap((cell) => {
        const bytes = inbox.get(who)!.get(cell)
        const board = bytes && readBoard(bytes, 0)
        return board?.level === 0 ? board.couriers.map(({ slot }) => slot) : []
      })
      .toSorted((a, b) => a - b)
  return { random, index, boards, move, anywhere, box, sit, seen, x, y, inbox, frames: () => frames }
}

describe('a board', () => {
  it('shows each courier once and where it is, after any panning and any loss (20 seeds)', () => {
    for (let seed = 0; seed < 20; seed++) {
      const { random, index, boards, move, anywhere, box, sit, seen, x, y } = open(`board ${seed}`)
      const who = sit(1)
      let cells: readonly number[] = []
      for (let round = 0; round < 60; round++) {
        if (round % 3 === 0) ({ cells } = boards.look(who, box(anywhere() / 2, anywhere() / 2, 900), round))
        for (let i = 0; i < 100; i++) {
          const slot = Math.floor(random() * COURIERS)
          if (random() < 0.1) move(slot, anywhere(), anywhere())
          else move(slot, x[slot]! + random() * 40 - 20, y[slot]! + random() * 40 - 20)
        }
        boards.flush(round)
      }
      // Quiet: every cell has had its turn.
      for (let turn = 0; turn < 5; turn++) boards.flush(100)
      const shown = seen(who, cells)
      expect(new Set(shown).size).toBe(shown.length)
      const oracle: number[] = []
      const covered = new Set(cells)
      for (let slot = 0; slot < COURIERS; slot++) {
        const key = 0x2000 * 0x4000 + 0x2000 + Math.floor(x[slot]! / 500) * 0x4000 + Math.floor(y[slot]! / 500)
        if (index.has(slot) && covered.has(key)) oracle.push(slot)
      }
      expect(shown).toEqual(oracle)
    }
  })

  it('is told of a cell at most once in five flushes, and counts where too many cells are looked at', () => {
    const { boards, move, box, sit, frames, x, y } = open('board turns')
    const who = sit(1)
    boards.look(who, box(x[0]!, y[0]!, 1), 0)
    const before = frames()
    for (let turn = 0; turn < 50; turn++) {
      move(0, x[0]!, y[0]!)
      boards.flush(turn)
    }
    expect(frames() - before).toBe(10)
    expect(boards.look(who, box(0, 0, 20_000), 0)).toMatchObject({ level: 1 })
    expect(boards.look(who, null, 0)).toEqual({ level: 0, cells: [] })
    expect(boards.viewers > 0).toBe(false)
  })

  it('say of when the oldest fix is that they tell, each once', () => {
    const { boards, box, sit, x, y, inbox } = open('news')
    const who = sit(1)
    const near = box(x[0]!, y[0]!, 1)
    const [cell] = boards.look(who, near, 5_000).cells
    const told = (nowMs: number): number => {
      for (let turn = 0; turn < 5; turn++) boards.flush(nowMs)
      return readBoard(inbox.get(who)!.get(cell!)!, nowMs).t
    }
    boards.moved(x[0]!, y[0]!, x[0]!, y[0]!, 5_900)
    boards.moved(x[0]!, y[0]!, x[0]!, y[0]!, 5_700)
    expect(told(6_000)).toBe(5_700)
    // It does something else: there is no fix to tell of.
    boards.moved(x[0]!, y[0]!, x[0]!, y[0]!)
    expect(told(7_000)).toBe(7_000)
  })
})
