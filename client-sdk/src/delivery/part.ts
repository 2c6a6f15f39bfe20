/** What every role's desk has: the region, and how things stand with it. */
import type { RegionInfo } from '../../../shared/delivery/types.ts'
import type { ErrorCode } from '../../../shared/errors.ts'
import { Bell } from '../bell.ts'
import type { Off } from '../listeners.ts'
import type { RoomStatus } from '../typed.ts'
import type { DeliveryAnswer, DeliveryCommand, DeliveryCommands } from './asking.ts'
import type { DeliveryQueryAnswer, DeliveryQueryBody, DeliveryQueryName } from './asking.ts'
import type { RegionSeat } from './region-seat.ts'
import type { RegionEvent, RegionPart } from './types.ts'

export class Part<E extends string> implements RegionPart {
  protected readonly seat: RegionSeat
  readonly #bell = new Bell<E | RegionEvent>()
  readonly #offs: Off[]

  constructor(seat: RegionSeat) {
    this.seat = seat
    this.#offs = (['region', 'status', 'gone'] as const).map((event) => seat.onRegion(event, () => this.ring(event)))
  }

  get room(): string {
    return this.seat.room
  }
  get region(): RegionInfo | null {
    return this.seat.region
  }
  get status(): RoomStatus {
    return this.seat.status
  }
  get retrying(): number | null {
    return this.seat.retrying
  }
  get gone(): ErrorCode | undefined {
    return this.seat.gone
  }

  now(): number {
    return this.seat.now()
  }
  on(event: E | RegionEvent, run: () => void): Off {
    return this.#bell.on(event, run)
  }
  command<T extends DeliveryCommand>(name: T, body: DeliveryCommands[T]): Promise<DeliveryAnswer<T>> {
    return this.seat.command(name, body)
  }
  query<T extends DeliveryQueryName>(name: T, body: DeliveryQueryBody<T>): Promise<DeliveryQueryAnswer<T>> {
    return this.seat.query(name, body)
  }

  photoUrl(hash: string): Promise<string> {
    return this.seat.photoUrl(hash)
  }

  close(): void {
    for (const off of this.#offs.splice(0)) off()
    this.seat.close()
  }

  protected ring(event: E | RegionEvent): void {
    this.#bell.ring(event)
  }
  /** Until close(). */
  protected until(...offs: readonly Off[]): void {
    this.#offs.push(...offs)
  }
}
