import { describe, expect, it } from 'vitest'
import {
  BOARD_COURIER_BYTES,
  BOARD_HEAD_BYTES,
  BOARD_STATUS,
  cellKey,
  writeBoardCourier,
  writeBoardHead,
} from '../../../shared/delivery/output-codec.ts'
import type { Box } from '../../../shared/delivery/types.ts'
import { openDispatch } from '../delivery.ts'
import { settled } from '../fake-host.ts'
import { FakeRegion } from './fake-region.ts'

const SOUTH = 525_000_000
const WEST = 134_000_000
const A = cellKey(0, 0, 0)
const B = cellKey(0, 1, 0)
const BOX: Box = { south: SOUTH, west: WEST, north: SOUTH + 100_000, east: WEST + 100_000 }

type Shown = readonly [slot: number, eastE7: number, northE7: number]

const cellOf = (t: number, couriers: readonly Shown[]): Uint8Array => {
  const bytes = new Uint8Array(BOARD_HEAD_BYTES + couriers.length * BOARD_COURIER_BYTES)
  const view = new DataView(bytes.buffer)
  writeBoardHead(view, 0, t, WEST, SOUTH, couriers.length)
  couriers.forEach(([slot, east, north], i) =>
    writeBoardCourier(
      view,
      BOARD_HEAD_BYTES + i * BOARD_COURIER_BYTES,
      slot,
      east,
      north,
      9_000,
      BOARD_STATUS.carrying,
    ),
  )
  return bytes
}

const open = async () => {
  const region = new FakeRegion({ role: 'dispatcher' })
  const board = await openDispatch(region.client, 'town')
  const tell = (key: number, ...couriers: Shown[]): void => region.says('board', cellOf(region.now(), couriers), key)
  const slots = (): number[] => [...board.couriers.slots.subarray(0, board.couriers.count)].sort((a, b) => a - b)
  const look = async (cells: readonly number[], level: 0 | 1 = 0): Promise<void> => {
    region.next('look').answer({ level, cells })
    await settled()
  }
  return { region, board, tell, slots, look }
}

describe('a board', () => {
  it('tells once of when the oldest of its news was, and nothing of what was there before', async () => {
    const { region, board, tell, look } = await open()
    board.look(BOX)
    tell(A, [7, 0, 0])
    await look([A])
    expect(board.takeNews()).toEqual([])
    const t = Math.floor(region.now())
    tell(A, [7, 500, 0])
    region.clock.advance(80)
    tell(A, [7, 900, 0])
    expect(board.takeNews()).toEqual([t, t + 80])
    expect(board.takeNews()).toEqual([])
  })

  it('lets couriers glide from fix to fix, in the time that lay between them', async () => {
    const { region, board, tell, look } = await open()
    board.look(BOX)
    tell(A, [7, 0, 0])
    await look([A, B])
    expect(board.frame()).toBe(true)
    expect(board.frame()).toBe(false)
    region.clock.advance(4_000)
    tell(A, [7, 40_000, 0])
    const east: number[] = []
    for (let i = 0; i < 5; i++) {
      board.frame()
      east.push(Math.round(board.couriers.lonsE7[0]! - WEST))
      region.clock.advance(1_000)
    }
    expect(east).toEqual([0, 10_000, 20_000, 30_000, 40_000])
    expect(board.frame()).toBe(false)
    expect(board.couriers).toMatchObject({ count: 1 })
    expect([board.couriers.statuses[0], board.couriers.headingsDeg[0]]).toEqual([BOARD_STATUS.carrying, 90])
  })

  it('shows who goes from cell to cell all the time, and whoever is gone no longer', async () => {
    const { region, board, tell, slots, look } = await open()
    board.look(BOX)
    await look([A, B])
    tell(A, [1, 0, 0], [2, 0, 0], [3, 0, 0])
    // 1 goes to B, whose turn is later; 2 is there before A has told that it left; 3 is nowhere any more.
    tell(B, [2, 50_000, 0])
    tell(A)
    region.clock.advance(600)
    board.frame()
    expect(slots()).toEqual([1, 2, 3])
    tell(B, [1, 50_000, 0], [2, 50_000, 0])
    region.clock.advance(1_000)
    board.frame()
    expect(slots()).toEqual([1, 2])
    for (const slot of [1, 2]) expect(board.couriers.slots[board.rowOf(slot)]).toBe(slot)
    expect(board.rowOf(3)).toBe(-1)
    expect(board.nearest(SOUTH, WEST + 50_000, 100)).toBeGreaterThan(0)
    expect(board.nearest(SOUTH + 1_000_000, WEST, 100)).toBe(-1)
  })

  it('forgets what is out of view, and what comes of it late', async () => {
    const { region, board, tell, slots, look } = await open()
    board.look(BOX)
    await look([A, B])
    tell(A, [1, 0, 0])
    tell(B, [2, 0, 0])
    board.look({ ...BOX, west: WEST + 1 })
    region.clock.advance(100)
    // Ahead of its answer.
    tell(cellKey(0, 2, 0), [3, 0, 0])
    await look([B, cellKey(0, 2, 0)])
    expect(slots()).toEqual([2, 3])
    tell(A, [1, 0, 0])
    expect(slots()).toEqual([2, 3])
    expect(board.cells).toEqual([B, cellKey(0, 2, 0)])
  })

  it('asks for the last view alone while the map moves', async () => {
    const { region, board, look } = await open()
    const at = (n: number): Box => ({ ...BOX, west: WEST + n })
    for (let n = 0; n < 50; n++) board.look(at(n))
    await look([A])
    for (let n = 50; n < 80; n++) board.look(at(n))
    region.clock.advance(100)
    expect(region.asked.map(({ body }) => body)).toEqual([{ box: at(79) }])
    await look([B])
    region.clock.advance(1_000)
    expect(region.asked).toEqual([])
    board.look(null)
    await look([])
    expect(board.cells).toEqual([])
  })

  it('shows counts where there is too much to see', async () => {
    const { region, board, tell, slots, look } = await open()
    board.look(BOX)
    await look([A])
    tell(A, [1, 0, 0])
    board.look({ ...BOX, north: SOUTH + 9_000_000 })
    region.clock.advance(100)
    const bytes = new Uint8Array(BOARD_HEAD_BYTES + 4)
    const view = new DataView(bytes.buffer)
    writeBoardHead(view, 1, region.now(), WEST, SOUTH, 40)
    view.setUint16(BOARD_HEAD_BYTES, 30, true)
    view.setUint16(BOARD_HEAD_BYTES + 2, 10, true)
    const key = cellKey(1, 0, 0)
    region.says('board', bytes, key)
    await look([key], 1)
    expect(board.level).toBe(1)
    expect(slots()).toEqual([])
    expect(board.counts).toMatchObject([{ key, online: 40, idle: 30, busy: 10, box: { south: SOUTH, west: WEST } }])
    expect(board.counts[0]!.box.north - SOUTH).toBeCloseTo(4_000 * 89.93, -3)
  })

  it('looks again after a reconnect, and leaves nobody listening in the end', async () => {
    const { region, board, tell, slots, look } = await open()
    board.look(BOX)
    await look([A])
    tell(A, [1, 0, 0], [2, 0, 0])
    region.clock.advance(1_000)
    region.lose()
    region.returns()
    await look([A])
    tell(A, [2, 0, 0])
    region.clock.advance(2_000)
    board.frame()
    expect(slots()).toEqual([2])
    board.close()
    await settled()
    expect(region).toMatchObject({ listening: 0, status: 'left' })
    expect(region.clock.pending).toBe(0)
  })

  it('holds eight thousand couriers', async () => {
    const { region, board, tell, look } = await open()
    board.look(BOX)
    await look([A, B])
    const many = (from: number, east: number): Shown[] => Array.from({ length: 4_000 }, (_, i) => [from + i, east, i])
    tell(A, ...many(0, 0))
    tell(B, ...many(4_000, 0))
    region.clock.advance(1_000)
    tell(A, ...many(100, 10_000))
    region.clock.advance(5_000)
    board.frame()
    expect(board.couriers.count).toBe(7_900)
    for (let row = 0; row < board.couriers.count; row++) expect(board.rowOf(board.couriers.slots[row]!)).toBe(row)
  })
})
