/** Why this courier and no other: who was weighed for an order, and what each would have cost. */
import { COST_PARTS, PARTS } from './cost.ts'
import type { CostPart } from './cost.ts'
import type { Draft } from './draft.ts'

export interface Weighed {
  readonly slot: number
  /** Of this sum in seconds the least is best, but for what it leaves to other orders. */
  readonly totalS: number
  readonly parts: Readonly<Record<CostPart, number>>
  /** The courier's way to the restaurant. */
  readonly travelS: number
  readonly chosen: boolean
}

/** The cheapest first; of an order that nobody could take, or that was not thought of yet, none. */
export const weighedFor = (
  order: string,
  { trips, couriers, task, travelS, parts }: Draft,
  match: Int32Array,
): Weighed[] => {
  const row = trips.findIndex(({ orders }) => orders.some(({ id }) => id === order))
  if (row < 0) return []
  const all: Weighed[] = []
  for (let edge = task.starts[row]!; edge < task.starts[row + 1]!; edge++) {
    const partOf = (name: CostPart, i: number) => [name, parts[edge * PARTS + i]!] as const
    all.push({
      slot: couriers[task.ends[edge]!]!.slot,
      totalS: task.costs[edge]!,
      parts: Object.fromEntries(COST_PARTS.map(partOf)) as Record<CostPart, number>,
      travelS: travelS[edge]!,
      chosen: match[row] === edge,
    })
  }
  return all.sort((a, b) => a.totalS - b.totalS || a.slot - b.slot)
}
