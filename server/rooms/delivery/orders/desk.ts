/** All that orders need of the region's room. A room's context is one. */
import type { RowOf } from '../../../engine/tables.ts'
import type { OrderWrites } from './tables.ts'

export interface OrdersDesk {
  /** The region. */
  readonly id: string
  /** Unix ms, whole; constant within a tick. */
  wall(): number
  record<T extends keyof OrderWrites>(write: T, row: RowOf<OrderWrites[T]>): void
  post(kind: string, room: string, op: string, body: unknown): void
  sendOut(channel: string, target: string, payload: unknown, dueMs?: number): void
}
