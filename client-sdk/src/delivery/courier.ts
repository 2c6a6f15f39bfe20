/** A courier's side of a region: where it is, what it is asked, and what it has to do. */
import type { CourierView, FixAck, Offer, OrderView, RegionInfo } from '../../../shared/delivery/types.ts'
import type { Vehicle } from '../../../shared/delivery/rules.ts'
import { TuttiError } from '../../../shared/errors.ts'
import type { ErrorCode } from '../../../shared/errors.ts'
import { Bell } from '../bell.ts'
import type { Off } from '../listeners.ts'
import type { RoomStatus } from '../typed.ts'
import type { DeliveryAnswer, DeliveryCommand, DeliveryCommands } from './asking.ts'
import type { DeliveryQueryAnswer, DeliveryQueryBody, DeliveryQueryName } from './asking.ts'
import type { FixBuffer } from './fix-buffer.ts'
import type { FixKeeper } from './fix-keeper.ts'
import { FixSender } from './fix-sender.ts'
import { locate } from './locate.ts'
import type { LocateOptions } from './locate.ts'
import { Offers } from './offers.ts'
import { FixRate } from './rate.ts'
import type { PositionInput } from './rate.ts'
import type { RegionSeat } from './region-seat.ts'
import type { Courier, CourierEvent, FixFigures, LiveOffer, Proof } from './types.ts'

export class Rider implements Courier {
  me: CourierView | null
  last: PositionInput | null = null
  readonly #region: RegionSeat
  readonly #bell = new Bell<CourierEvent>()
  readonly #buffer: FixBuffer
  readonly #keeper: FixKeeper
  readonly #sender: FixSender
  readonly #offers: Offers
  readonly #rate = new FixRate()
  readonly #located = new Set<Off>()
  readonly #offs: readonly Off[]
  #taken = 0

  constructor(region: RegionSeat, buffer: FixBuffer, keeper: FixKeeper) {
    const { clock } = region.client
    const ring = (event: CourierEvent): void => this.#bell.ring(event)
    this.#region = region
    this.#buffer = buffer
    this.#keeper = keeper
    this.me = region.state.courier
    this.#offers = new Offers(clock, () => ring('offer'))
    this.#sender = new FixSender(region.seat, clock, buffer, () => {
      keeper.changed()
      ring('fixes')
    })
    region.on('courier', (me: CourierView) => this.#is(me))
    region.on('offer', (offer: Offer | null) => this.#offers.put(offer))
    region.on('ack', (ack: FixAck) => this.#sender.ack(ack))
    this.#offs = [
      region.ordered.add(() => ring('jobs')),
      region.joined.add(({ courier, offer }) => {
        this.#offers.put(offer)
        this.#sender.reconnected()
        if (courier !== null) this.#is(courier)
      }),
      region.onRegion('status', () => {
        this.#open()
        ring('status')
      }),
      region.onRegion('region', () => ring('region')),
      region.onRegion('gone', () => ring('gone')),
    ]
    this.#offers.put(region.state.offer)
    this.#open()
  }

  get room(): string {
    return this.#region.room
  }
  get region(): RegionInfo | null {
    return this.#region.region
  }
  get status(): RoomStatus {
    return this.#region.status
  }
  get gone(): ErrorCode | undefined {
    return this.#region.gone
  }
  get offer(): LiveOffer | null {
    return this.#offers.current
  }
  get jobs(): readonly OrderView[] {
    return (this.me?.jobs ?? []).flatMap((id) => this.#region.orders.get(id) ?? [])
  }
  get fixes(): FixFigures {
    const { acked, uploaded, unsent } = this.#sender
    const { rows, lost } = this.#buffer
    return { taken: this.#taken, waiting: rows.length, unsent, acked, lost, uploaded }
  }

  now(): number {
    return this.#region.now()
  }
  on(event: CourierEvent, run: () => void): Off {
    return this.#bell.on(event, run)
  }
  command<T extends DeliveryCommand>(name: T, body: DeliveryCommands[T]): Promise<DeliveryAnswer<T>> {
    return this.#region.command(name, body)
  }
  query<T extends DeliveryQueryName>(name: T, body: DeliveryQueryBody<T>): Promise<DeliveryQueryAnswer<T>> {
    return this.#region.query(name, body)
  }

  async online({ vehicle, maxLoad = 1 }: { readonly vehicle: Vehicle; readonly maxLoad?: number }): Promise<void> {
    this.#is(await this.command('online', { vehicle, maxLoad }))
    // Whoever comes is somewhere: the last that is known is told at once.
    if (this.last !== null && this.#buffer.rows.length === 0) this.position(this.last)
  }
  async pause(on: boolean): Promise<void> {
    await this.command('pause', { on })
  }
  async offline(): Promise<void> {
    await this.command('offline', {})
    this.#rate.reset()
  }

  position(at: PositionInput): boolean {
    this.last = at
    if (!this.#works || this.status === 'left') return false
    if (!this.#rate.due(at, this.#region.client.clock.now())) return false
    this.#taken++
    this.#sender.send(at, this.now())
    return true
  }

  locate(options: LocateOptions = {}): Off {
    const end = locate(this.#region.client.clock, options, (at) => this.position(at))
    const off = (): void => {
      this.#located.delete(off)
      end()
    }
    this.#located.add(off)
    return off
  }

  seen(): void {
    const offer = this.#offers.see()
    if (offer !== null) this.#region.seat.send('seen', { offer: offer.id })
  }
  async accept(): Promise<void> {
    const { id: offer, epoch } = this.#asked()
    await this.command('accept', { offer, epoch })
  }
  async decline(): Promise<void> {
    const { id: offer, epoch } = this.#asked()
    await this.command('decline', { offer, epoch })
  }

  async pickUp(order: string, reason?: string): Promise<void> {
    const epoch = this.#epochOf(order)
    await this.command('pickUp', { order, epoch, ...(reason !== undefined && { reason }) })
  }
  async deliver(order: string, proof: Proof): Promise<void> {
    await this.command('deliver', { order, epoch: this.#epochOf(order), ...proof })
  }
  async rate(order: string, stars: number): Promise<void> {
    await this.command('rate', { order, of: 'customer', stars })
  }

  close(): void {
    for (const off of [...this.#located, ...this.#offs]) off()
    this.#offers.close()
    this.#sender.close()
    this.#keeper.close()
    this.#region.close()
  }

  get #works(): boolean {
    return this.me !== null && this.me.status !== 'offline'
  }

  #is(me: CourierView): void {
    this.me = me
    this.#open()
    this.#bell.ring('me')
    this.#bell.ring('jobs')
  }

  #open(): void {
    this.#sender.open(this.status === 'live' && this.#works)
  }

  /** @throws TuttiError `conflict` */
  #asked(): LiveOffer {
    if (this.offer === null) throw new TuttiError('conflict', 'there is no offer')
    return this.offer
  }

  /** @throws TuttiError `not_found` */
  #epochOf(order: string): number {
    const view = this.#region.orders.get(order)
    if (view === undefined) throw new TuttiError('not_found', 'this order is not yours')
    return view.epoch
  }
}
