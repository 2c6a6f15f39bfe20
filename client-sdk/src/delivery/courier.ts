/** A courier's side of a region: where it is, what it is asked, and what it has to do. */
import type { CourierView, FixAck, Offer, OrderView } from '../../../shared/delivery/types.ts'
import type { Vehicle } from '../../../shared/delivery/rules.ts'
import { TuttiError } from '../../../shared/errors.ts'
import type { Off } from '../listeners.ts'
import type { FixBuffer } from './fix-buffer.ts'
import type { FixKeeper } from './fix-keeper.ts'
import { FixSender } from './fix-sender.ts'
import { locate } from './locate.ts'
import type { LocateOptions } from './locate.ts'
import { Offers } from './offers.ts'
import { Part } from './part.ts'
import { FixRate } from './rate.ts'
import type { PositionInput } from './rate.ts'
import type { RegionSeat } from './region-seat.ts'
import type { Courier, CourierEvent, FixFigures, LiveOffer, Proof } from './types.ts'

/** Another page may have been closed since. */
const AGAIN_MS = 2_000

export class Rider extends Part<CourierEvent> implements Courier {
  me: CourierView | null
  last: PositionInput | null = null
  readonly #buffer: FixBuffer
  readonly #sender: FixSender
  readonly #offers: Offers
  readonly #rate = new FixRate()
  readonly #located = new Set<Off>()
  readonly #keeper: FixKeeper
  #cancelTake: (() => void) | undefined
  #taken = 0

  constructor(seat: RegionSeat, buffer: FixBuffer, keeper: FixKeeper) {
    super(seat)
    const { clock } = seat.client
    this.#buffer = buffer
    this.#keeper = keeper
    this.me = seat.state.courier
    this.#offers = new Offers(clock, () => this.ring('offer'))
    this.#sender = new FixSender(seat.seat, clock, buffer, () => {
      keeper.changed()
      this.ring('fixes')
    })
    seat.on('courier', (me: CourierView) => this.#is(me))
    seat.on('offer', (offer: Offer | null) => this.#offers.put(offer))
    seat.on('ack', (ack: FixAck) => this.#sender.ack(ack))
    this.until(
      seat.ordered.add(() => this.ring('jobs')),
      seat.joined.add(({ courier, offer }) => {
        this.#offers.put(offer)
        this.#sender.reconnected()
        if (courier !== null) this.#is(courier)
      }),
      seat.onRegion('status', () => this.#open()),
      () => this.#offers.close(),
      () => this.#sender.close(),
      () => this.#cancelTake?.(),
      () => keeper.close(),
    )
    this.#offers.put(seat.state.offer)
    this.#open()
    this.#takeLater()
  }

  get offer(): LiveOffer | null {
    return this.#offers.current
  }
  get elsewhere(): boolean {
    return this.#keeper.elsewhere
  }
  get jobs(): readonly OrderView[] {
    return (this.me?.jobs ?? []).flatMap((id) => this.seat.orders.get(id) ?? [])
  }
  get fixes(): FixFigures {
    const { acked, uploaded, unsent } = this.#sender
    const { rows, lost } = this.#buffer
    return { taken: this.#taken, waiting: rows.length, unsent, acked, lost, uploaded }
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
    if (!this.#works || this.status === 'left' || this.elsewhere) return false
    if (!this.#rate.due(at, this.seat.client.clock.now())) return false
    this.#taken++
    this.#sender.send(at, this.now())
    return true
  }

  locate(options: LocateOptions = {}): Off {
    const end = locate(this.seat.client.clock, options, (at) => this.position(at))
    const off = (): void => {
      this.#located.delete(off)
      end()
    }
    this.#located.add(off)
    return off
  }

  seen(): void {
    const offer = this.#offers.see()
    if (offer !== null) this.seat.seat.send('seen', { offer: offer.id })
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
  async putPhoto(content: Blob): Promise<string> {
    return (await this.seat.files.upload(content, 'door')).hash
  }
  async rate(order: string, stars: number): Promise<void> {
    await this.command('rate', { order, of: 'customer', stars })
  }

  override close(): void {
    for (const off of this.#located) off()
    super.close()
  }

  get #works(): boolean {
    return this.me !== null && this.me.status !== 'offline'
  }

  #is(me: CourierView): void {
    this.me = me
    this.#open()
    this.ring('me')
    this.ring('jobs')
  }

  #open(): void {
    this.#sender.open(this.status === 'live' && this.#works && !this.elsewhere)
  }

  #takeLater(): void {
    if (!this.elsewhere) return
    this.#cancelTake = this.seat.client.clock.after(AGAIN_MS, () => {
      void this.#keeper.take().then((taken) => {
        if (this.status === 'left') return
        if (!taken) return this.#takeLater()
        this.#open()
        this.ring('fixes')
      })
    })
  }

  /** @throws TuttiError `conflict` */
  #asked(): LiveOffer {
    if (this.offer === null) throw new TuttiError('conflict', 'there is no offer')
    return this.offer
  }

  /** @throws TuttiError `not_found` */
  #epochOf(order: string): number {
    const view = this.seat.orders.get(order)
    if (view === undefined) throw new TuttiError('not_found', 'this order is not yours')
    return view.epoch
  }
}
