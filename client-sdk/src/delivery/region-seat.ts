/** A seat in a region: what every role has, and the orders that it may see, each as new as it was heard of. */
import { isOver } from '../../../shared/delivery/orders.ts'
import type { DeliveryRole } from '../../../shared/delivery/rules.ts'
import type { DeliveryState, OrderView, RegionInfo } from '../../../shared/delivery/types.ts'
import type { ErrorCode } from '../../../shared/errors.ts'
import type { AnyRoom } from '../any-client.ts'
import { Bell } from '../bell.ts'
import type { JoinSettings } from '../kept.ts'
import { Listeners } from '../listeners.ts'
import type { Off } from '../listeners.ts'
import { RoomFiles } from '../room-files.ts'
import type { RequestOptions, RoomStatus } from '../typed.ts'
import type { DeliveryAnswer, DeliveryCommand, DeliveryCommands } from './asking.ts'
import type { DeliveryQueryAnswer, DeliveryQueryBody, DeliveryQueryName } from './asking.ts'
import { HostClock } from './host-clock.ts'
import type { DeliveryClient, RegionEvent, RegionPart } from './types.ts'

/** Orders that are over, and still known. */
const ENDED_MAX = 5_000

export interface JoinAs {
  readonly as: DeliveryRole
  readonly create?: true
  readonly restaurant?: string
  readonly link?: string
  readonly name?: string
}

export const sit = async (
  client: DeliveryClient,
  room: string,
  options: JoinAs,
  settings?: JoinSettings,
): Promise<RegionSeat> => new RegionSeat(client, await client.join('delivery', room, options, settings))

export class RegionSeat implements RegionPart {
  readonly client: DeliveryClient
  readonly seat: AnyRoom
  readonly clock: HostClock
  readonly files: RoomFiles
  /** Those of JOINED, of events and of pages that were read; of those that are over, the last that came. */
  readonly orders = new Map<string, OrderView>()
  region: RegionInfo | null
  gone: ErrorCode | undefined
  /** An order changed, or is not to be seen any more; `undefined`: any of them may have. */
  readonly ordered = new Listeners<[id: string | undefined]>()
  readonly joined = new Listeners<[state: DeliveryState]>()
  readonly #ended = new Set<string>()
  readonly #bell = new Bell<RegionEvent>()
  readonly #offs: Off[] = []

  constructor(client: DeliveryClient, seat: AnyRoom) {
    this.client = client
    this.seat = seat
    this.clock = new HostClock(client)
    this.files = new RoomFiles(client, 'delivery', seat.id)
    const { region, orders } = this.state
    this.region = region
    for (const order of orders) this.orders.set(order.id, order)
    this.on('order', (order: OrderView | null, { key }) => this.#heard(order, String(key)))
    this.on('region', (info: RegionInfo) => {
      this.region = info
      this.#bell.ring('region')
    })
    this.#offs.push(
      seat.onStatus(() => this.#bell.ring('status')),
      seat.onRetrying(() => this.#bell.ring('status')),
      seat.onJoined(() => this.#again()),
      seat.onLeft((code) => {
        this.gone = code
        this.#bell.ring('gone')
      }),
    )
  }

  /** Of the last JOINED. */
  get state(): DeliveryState {
    // What JOINED of a region carries.
    return this.seat.state as DeliveryState
  }
  get room(): string {
    return this.seat.id
  }
  get status(): RoomStatus {
    return this.seat.status
  }
  get retrying(): number | null {
    return this.seat.retrying
  }
  now(): number {
    return this.clock.now()
  }

  /** Until close(). */
  on(event: string, run: Parameters<AnyRoom['on']>[1]): void {
    this.#offs.push(this.seat.on(event, run))
  }
  onRegion(event: RegionEvent, run: () => void): Off {
    return this.#bell.on(event, run)
  }

  command<T extends DeliveryCommand>(
    name: T,
    body: DeliveryCommands[T],
    options?: RequestOptions,
  ): Promise<DeliveryAnswer<T>> {
    // What the host answers is the contract's to say.
    return this.seat.request(name, body, options) as Promise<DeliveryAnswer<T>>
  }
  query<T extends DeliveryQueryName>(name: T, body: DeliveryQueryBody<T>): Promise<DeliveryQueryAnswer<T>> {
    return this.client.query('delivery', this.room, name, body) as Promise<DeliveryQueryAnswer<T>>
  }

  /** Read beside the room: it may be older than what was heard. */
  learn(orders: readonly OrderView[]): void {
    for (const order of orders) {
      const known = this.orders.get(order.id)
      if (known === undefined || order.n > known.n) this.#put(order)
    }
  }

  photoUrl(hash: string): Promise<string> {
    return this.files.url(hash)
  }

  close(): void {
    this.files.close()
    for (const off of this.#offs.splice(0)) off()
    this.seat.leave()
  }

  #heard(order: OrderView | null, id: string): void {
    if (order !== null) return this.#put(order)
    this.orders.delete(id)
    this.ordered.emit(id)
  }

  #put(order: OrderView): void {
    const known = this.orders.get(order.id)
    if (known !== undefined && known.n > order.n) return
    this.orders.set(order.id, order)
    this.#bound(order)
    this.ordered.emit(order.id)
  }

  /** A board stays open for weeks. */
  #bound({ id, state }: OrderView): void {
    if (!isOver(state)) return
    this.#ended.delete(id)
    this.#ended.add(id)
    if (this.#ended.size <= ENDED_MAX) return
    const [first] = this.#ended
    this.#ended.delete(first!)
    this.orders.delete(first!)
  }

  /** What was open and is not named any more is over, or somebody else's: whoever shows it asks again. */
  #again(): void {
    const { region, orders } = this.state
    const named = new Set(orders.map(({ id }) => id))
    for (const [id, { state }] of this.orders) if (!named.has(id) && !isOver(state)) this.orders.delete(id)
    for (const order of orders) this.orders.set(order.id, order)
    this.region = region
    this.clock.set()
    this.joined.emit(this.state)
    this.ordered.emit(undefined)
    this.#bell.ring('region')
  }
}
