/** An order as the region has it: facts, present state, and the events that led there. */
import type {
  Actor,
  Amounts,
  AssignmentState,
  Eta,
  OrderLine,
  OrderState,
  OrderStep,
  Place,
} from '../../../../shared/delivery/types.ts'

/** All that is kept of an order; times are Unix ms. */
export interface OrderFacts {
  readonly id: string
  readonly customer: { readonly id: string; readonly name: string }
  readonly restaurant: { readonly id: string; readonly name: string; readonly place: Place }
  readonly drop: { readonly place: Place; readonly address: string; readonly note: string }
  readonly lines: readonly OrderLine[]
  readonly amounts: Amounts
  readonly currency: string
  readonly pin: string
  readonly placedMs: number
  state: OrderState
  assignment: AssignmentState
  epoch: number
  readyMs: number
  promisedMs: number
  /** A courier's id. */
  courier: string | null
  /** Of the courier, for it. */
  pay: number
  /** Offers that came to nothing. */
  rounds: number
  endedMs: number | null
  rated: { restaurant?: number; courier?: number; customer?: number }
  steps: OrderStep[]
}

/** With what is only known while it is open. */
export interface Order extends OrderFacts {
  /** In the region's frame. */
  readonly pickup: { readonly xM: number; readonly yM: number }
  readonly door: { readonly xM: number; readonly yM: number }
  eta: Eta | null
  /** Couriers that are not asked again before then. */
  readonly excluded: Map<string, number>
}

export interface OrderEvent {
  readonly type: string
  readonly actor: Actor
  readonly note?: string | undefined
}

export const stepOf = ({ steps }: OrderFacts, { type, actor, note }: OrderEvent, at: number): OrderStep => ({
  n: steps.length + 1,
  type,
  at,
  by: actor,
  ...(note !== undefined && { note }),
})

/** What of an order is kept as one value. */
export const factsJson = (order: Order): string => {
  const { pickup: _pickup, door: _door, eta: _eta, excluded: _excluded, ...facts } = order
  return JSON.stringify(facts)
}
