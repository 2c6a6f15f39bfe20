/** An order as each of its people may see it: what is not theirs to know is not in it. */
import { isAssignable, isOver } from '../../../../shared/delivery/orders.ts'
import type { OrderView } from '../../../../shared/delivery/types.ts'
import type { OrderFacts } from '../orders/order.ts'
import type { Order } from '../orders/orders.ts'

export type Viewer = 'customer' | 'restaurant' | 'courier' | 'dispatcher' | 'guest'

/** What is known beside the order itself. */
export interface ViewMore {
  readonly courier: OrderView['courier']
  /** The code of its share link. */
  readonly link: string | null
  /** Stars that this viewer may see. */
  readonly rated: NonNullable<OrderView['rated']>
}

export const viewOrder = (
  order: OrderFacts & Partial<Pick<Order, 'eta'>>,
  viewer: Viewer,
  more: ViewMore,
): OrderView => {
  const guest = viewer === 'guest'
  // A courier knows where people live for as long as it has something for them.
  const seesDoor = viewer === 'customer' || viewer === 'dispatcher' || (viewer === 'courier' && !isOver(order.state))
  const seesMoney = !guest && viewer !== 'courier'
  const { state, refunds } = order.payment
  const own = viewer === 'customer'
  return {
    id: order.id,
    n: order.n,
    state: order.state,
    assignment: order.assignment,
    epoch: order.epoch,
    placedMs: order.placedMs,
    readyMs: order.readyMs,
    promisedMs: order.promisedMs,
    eta: order.eta ?? null,
    restaurant: order.restaurant,
    drop: seesDoor ? order.drop : null,
    customer: guest ? null : { name: order.customer.name },
    courier: more.courier,
    lines: guest ? [] : order.lines,
    amounts: seesMoney ? order.amounts : null,
    currency: order.currency,
    ...(seesMoney && { payment: { state, refunded: sumOf(refunds), fee: order.cancelFee } }),
    // Reasons are between those who gave them and those who must know.
    steps: guest ? order.steps.map(({ n, type, at, by }) => ({ n, type, at, by })) : order.steps,
    ...(own && { pin: order.pin, link: more.link }),
    ...(viewer === 'dispatcher' && warningOf(order)),
    ...(!guest && { rated: more.rated }),
  }
}

const warningOf = ({ state, courier, alertedMs, silence }: OrderFacts): Pick<OrderView, 'warning'> => {
  if (silence !== null) return { warning: 'courier_silent' }
  return courier === null && alertedMs !== null && isAssignable(state) ? { warning: 'no_courier' } : {}
}

const sumOf = (refunds: OrderFacts['payment']['refunds']): number =>
  refunds.reduce((sum, { amount, state }) => (state === 'done' ? sum + amount : sum), 0)
