/** One decision as bytes: all that it depended on and what came of it. Whole numbers in MessagePack, times from then. */
import { readAll } from '../../../../shared/reader.ts'
import { Writer } from '../../../../shared/writer.ts'
import type { Notes } from './recording.ts'
import { DISPATCH } from './settings.ts'
import type { DispatchSettings } from './settings.ts'
import type { Decided, FreeCourier, OpenOrder, Pair, PolicyName } from './types.ts'

/** Entries of another layout are refused. */
const LAYOUT = 2
const POLICIES: readonly PolicyName[] = ['nearest', 'greedy', 'batchedGreedy', 'batched']
const SETTINGS = Object.keys(DISPATCH) as (keyof DispatchSettings)[]
const BOUNDS = { frames: 1, depth: 8, items: Infinity, textBytes: Infinity, strictText: false }

export interface LogEntry {
  readonly settings: DispatchSettings
  readonly notes: Notes
  readonly decided: Decided
}

type OrderRow = [string, number, number, number, number, number, number, number, number, number[]]
type CourierRow = [number, number, number, number, number, number, number, number, number]
type PairRow = [number[], number, number, number[], number]
type Row = [
  layout: number,
  policy: number,
  optimal: boolean,
  nowMs: number,
  settings: number[],
  orders: OrderRow[],
  free: CourierRow[],
  soonFree: CourierRow[],
  others: number,
  nearTape: number[],
  travelTape: number[],
  pairs: PairRow[],
  waiting: number,
  surplus: number[],
]

const tenths = (value: number): number => Math.round(value * 10)

const orderRow = (
  { id, placedMs, readyMs, pickup, drop, promisedMs, rounds, excluded }: OpenOrder,
  nowMs: number,
): OrderRow => [
  id,
  placedMs - nowMs,
  readyMs - nowMs,
  promisedMs - nowMs,
  tenths(pickup.xM),
  tenths(pickup.yM),
  tenths(drop.xM),
  tenths(drop.yM),
  rounds,
  [...excluded],
]

const orderOf = (
  [id, placed, ready, promised, px, py, dx, dy, rounds, excluded]: OrderRow,
  nowMs: number,
): OpenOrder => ({
  id,
  placedMs: nowMs + placed,
  readyMs: nowMs + ready,
  promisedMs: nowMs + promised,
  pickup: { xM: px / 10, yM: py / 10 },
  drop: { xM: dx / 10, yM: dy / 10 },
  rounds,
  excluded: new Set(excluded),
})

const courierRow = (courier: FreeCourier, nowMs: number): CourierRow => [
  courier.slot,
  tenths(courier.xM),
  tenths(courier.yM),
  courier.freeAtMs - nowMs,
  courier.load,
  courier.maxLoad,
  Math.round(courier.speedMS * 100),
  Math.round(courier.acceptance * 1000),
  courier.idleSinceMs - nowMs,
]

const courierOf = (
  [slot, x, y, free, load, maxLoad, speed, acceptance, idle]: CourierRow,
  nowMs: number,
): FreeCourier => ({
  slot,
  xM: x / 10,
  yM: y / 10,
  freeAtMs: nowMs + free,
  load,
  maxLoad,
  speedMS: speed / 100,
  acceptance: acceptance / 1000,
  idleSinceMs: nowMs + idle,
})

const writer = new Writer(16 * 1024)

/** The caller owns the bytes. */
export const encodeEntry = ({ settings, notes, decided }: LogEntry): Uint8Array => {
  const { nowMs } = notes
  const placeOf = new Map(notes.orders.map(({ id }, i) => [id, i]))
  const places = (ids: readonly string[]): number[] => ids.map((id) => placeOf.get(id)!)
  const row: Row = [
    LAYOUT,
    POLICIES.indexOf(decided.policy),
    decided.how === 'optimal',
    nowMs,
    SETTINGS.map((name) => settings[name]),
    notes.orders.map((order) => orderRow(order, nowMs)),
    notes.free.map((courier) => courierRow(courier, nowMs)),
    notes.soonFree.map((courier) => courierRow(courier, nowMs)),
    notes.others,
    [...notes.nearTape],
    [...notes.travelTape],
    decided.pairs.map((pair) => [
      places(pair.orders),
      pair.slot,
      pair.pickupMs - nowMs,
      pair.dropMs.map((ms) => ms - nowMs),
      pair.costS,
    ]),
    decided.waiting,
    places(decided.surplus),
  ]
  return writer.clear().value(row).copy()
}

/** @throws TypeError where it is not one of ours */
export const decodeEntry = (bytes: Uint8Array): LogEntry => {
  const row = readAll(bytes, BOUNDS)[0]
  if (!Array.isArray(row) || row[0] !== LAYOUT) throw new TypeError('not a decision of this layout')
  // Written by encodeEntry of the same layout, and never by anybody else.
  const [
    ,
    policy,
    optimal,
    nowMs,
    settings,
    orders,
    free,
    soonFree,
    others,
    nearTape,
    travelTape,
    pairs,
    waiting,
    surplus,
  ] = row as Row
  const idOf = (place: number): string => orders[place]![0]
  return {
    settings: Object.fromEntries(SETTINGS.map((name, i) => [name, settings[i]!])) as unknown as DispatchSettings,
    notes: {
      nowMs,
      orders: orders.map((one) => orderOf(one, nowMs)),
      free: free.map((one) => courierOf(one, nowMs)),
      soonFree: soonFree.map((one) => courierOf(one, nowMs)),
      others,
      nearTape,
      travelTape,
    },
    decided: {
      policy: POLICIES[policy]!,
      how: optimal ? 'optimal' : 'greedy',
      pairs: pairs.map(([ids, slot, pickup, drops, costS]): Pair => ({
        orders: ids.map(idOf),
        slot,
        pickupMs: nowMs + pickup,
        dropMs: drops.map((ms) => nowMs + ms),
        costS,
      })),
      waiting,
      surplus: surplus.map(idOf),
    },
  }
}
