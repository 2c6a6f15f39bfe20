/** What the time machine reads. */
import { expect, it } from 'vitest'
import type { Dispatch, OrderView, TrackReplay } from '@tutti/client/delivery'
import { readTracks } from './tracks.ts'

const NOW_MS = 1_000_000_000

/** So many couriers that were on the road, and orders that were carried. */
const fleet = (couriers: number, orders: number) => {
  const asked: unknown[] = []
  const replay = { fromMs: NOW_MS - 60_000, toMs: NOW_MS } as TrackReplay
  const order = (i: number) =>
    ({ id: `order${i}`, state: 'in_transit', courier: {}, steps: [{ type: 'picked_up', at: NOW_MS }] }) as unknown
  const dispatch = {
    orders: Array.from({ length: orders }, (_, i) => order(i) as OrderView),
    couriersPages: async (sinceMs?: number) => {
      asked.push(sinceMs)
      return { rows: Array.from({ length: couriers }, (_, i) => ({ id: `courier${i}` })), atEnd: true }
    },
    replay: async () => replay,
  } as unknown as Dispatch
  const read = () =>
    readTracks({
      dispatch,
      fromMs: NOW_MS - 900_000,
      toMs: NOW_MS,
      signal: new AbortController().signal,
      progress: () => {},
    })
  return { read, asked }
}

it('the orders that were carried are there, however many couriers are known', async () => {
  const { read, asked } = fleet(400, 5)
  const { tracks, left, any } = await read()
  expect(any).toBe(true)
  expect(tracks.filter(({ key }) => key.startsWith('order'))).toHaveLength(5)
  expect([tracks.length, left]).toEqual([300, 105])
  // Those of the window alone.
  expect(asked).toEqual([NOW_MS - 900_000])
})

it('of a crowd of orders it shows so many, and says how many are left', async () => {
  const { read, asked } = fleet(400, 320)
  const { tracks, left } = await read()
  expect([tracks.length, left, asked.length]).toEqual([300, 20, 0])
})
