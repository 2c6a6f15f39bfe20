/** What couriers and feeders send of where couriers are: taken in, kept as tracks, and acknowledged once it is kept. */
import type { DeliveryContract } from '../../../shared/delivery/contract.ts'
import { FeederReader } from '../../../shared/delivery/feeder-frame.ts'
import { BULK_FRAME, FIX_BYTES, LIVE_FRAME, OwnHead } from '../../../shared/delivery/fixes.ts'
import { TuttiError } from '../../../shared/errors.ts'
import type { Member, Room } from '../../engine/room.ts'
import type { Desk } from './desk.ts'
import type { Field } from './field.ts'
import { newCourier } from './fleet.ts'
import type { Courier, Fleet } from './fleet.ts'
import { NumberedSlots } from './numbered-slots.ts'
import type { NewChunk } from './tracks/writer.ts'

type On = Room<DeliveryContract>['on']

/** Couriers whose tracks are written in one flush: 100,000 give 1,800 a second, in four flushes at least; 320,000 fixes a second 5,000. */
const CHUNKS_MAX = 2_000

interface Batch {
  readonly batch: number
  readonly epochMs: number
  readonly atMs: number
}

export class Intake {
  readonly on: Pick<On, 'bulk'>
  /** Frames that were none. */
  malformed = 0
  readonly #desk: Desk
  readonly #fleet: Fleet
  readonly #field: () => Field
  readonly #head = new OwnHead()
  readonly #reader = new FeederReader()
  /** Couriers that are owed an acknowledgement, by slot. */
  readonly #owed = new Set<number>()
  /** By feeder: its couriers by the numbers that it gives them. */
  readonly #slots = new Map<string, NumberedSlots>()
  readonly #batches = new Map<Member, Batch[]>()

  constructor(desk: Desk, fleet: Fleet, field: () => Field) {
    this.#desk = desk
    this.#fleet = fleet
    this.#field = field
    this.on = {
      bulk: (from, bytes) => {
        desk.allow(from, 'courier')
        const slot = this.#slotOf(from)
        this.#head.read(bytes)
        if (this.#head.op !== BULK_FRAME) throw new TuttiError('bad_body', 'not a bulk frame')
        this.#own(slot, bytes)
      },
    }
  }

  /** A raw frame of a member; what is none is counted and dropped. */
  input(from: Member, bytes: Uint8Array): void {
    if (this.#desk.regionOrNull === null) return
    try {
      if (from.role === 'courier') {
        this.#head.read(bytes)
        if (this.#head.op !== LIVE_FRAME) throw new TuttiError('bad_body', 'not a live frame')
        this.#own(this.#slotOf(from), bytes)
      } else if (from.role === 'feeder') this.#feed(from, bytes)
    } catch (thrown) {
      if (!(thrown instanceof TuttiError)) throw thrown
      this.malformed++
    }
  }

  /** Every 200 ms: what has waited long enough becomes rows, and their couriers hear of it once these are kept. */
  flush(): void {
    const field = this.#field()
    const nowMs = this.#desk.wall()
    field.tracks.flush(nowMs, CHUNKS_MAX, this.#record, (slot) => this.#ack(slot))
    for (const slot of this.#owed) {
      // Nothing of it waits: it has sent what was kept already, or what is not to be kept.
      if (!field.tracks.waits(slot)) this.#ack(slot)
    }
    this.#ackBatches(field.tracks.oldestMs ?? nowMs + 1)
  }

  /** The track of a courier that goes, as far as it is. */
  write(slot: number): void {
    this.#field().tracks.flushOne(slot, this.#record)
    this.#ack(slot)
    this.#owed.delete(slot)
  }

  /** What waits of its track is not kept; its phone sends none of it again. */
  drop(slot: number): void {
    this.#field().tracks.flushOne(slot, () => {})
    this.#ack(slot)
    this.#owed.delete(slot)
  }

  /** A courier of a feeder is gone: its number may name another one. */
  unfeed({ id, feeder, slot }: Courier): void {
    if (feeder === undefined) return
    const slots = this.#slots.get(feeder)
    const number = Number(id.slice(feeder.length + 1))
    if (slots?.get(number) === slot) slots.delete(number)
  }

  /** The region is about to be closed. */
  closing(): void {
    this.#field().tracks.flushAll(this.#record)
  }

  leave(who: Member): void {
    this.#batches.delete(who)
  }

  #own(slot: number, bytes: Uint8Array): void {
    this.#field().tracker.acceptOwn(slot, bytes, this.#head, this.#desk.wall())
    this.#owed.add(slot)
  }

  #feed(from: Member, bytes: Uint8Array): void {
    const reader = this.#reader
    reader.open(bytes)
    const { tracker } = this.#field()
    const nowMs = this.#desk.wall()
    let slots = this.#slots.get(from.user.id)
    if (slots === undefined) this.#slots.set(from.user.id, (slots = new NumberedSlots()))
    while (reader.next()) {
      const known = slots.get(reader.courier)
      const slot = known >= 0 ? known : this.#fed(from, reader.courier, slots)
      tracker.stream(slot, reader.epochMs, 0)
      for (let i = 0, at = reader.at; i < reader.count; i++, at += FIX_BYTES)
        tracker.accept(slot, bytes, at, reader.epochMs, nowMs)
    }
    const waiting = this.#batches.get(from)
    const batch = { batch: reader.batch, epochMs: reader.epochMs, atMs: nowMs }
    if (waiting === undefined) this.#batches.set(from, [batch])
    else waiting.push(batch)
  }

  /** A courier that a feeder speaks for is on the road from its first fix on. */
  #fed(from: Member, number: number, slots: NumberedSlots): number {
    const id = `${from.user.id}/${number}`
    const courier =
      this.#fleet.get(id) ??
      this.#fleet.add(newCourier(id, `${number}`, 'scooter', 1, this.#desk.wall(), { feeder: from.user.id }))
    const slot = this.#field().tracker.open(id, courier.vehicle)
    if (slot === undefined) throw new TuttiError('overloaded')
    courier.state = 'online'
    this.#fleet.seat(courier, slot)
    slots.set(number, slot)
    return slot
  }

  /** @throws TuttiError `conflict` while it is not online */
  #slotOf(from: Member): number {
    const slot = this.#fleet.get(from.user.id)?.slot ?? -1
    if (slot < 0) throw new TuttiError('conflict', 'go online first')
    return slot
  }

  readonly #record = (slot: number, chunk: NewChunk): void => {
    const courier = this.#fleet.at(slot)
    if (courier === undefined) return
    const { ctx } = this.#desk
    ctx.record('track', { room: ctx.id, courier: courier.id, id: ctx.newId(), vehicle: courier.vehicle, ...chunk })
  }

  #ack(slot: number): void {
    if (!this.#owed.delete(slot)) return
    const courier = this.#fleet.at(slot)
    if (courier === undefined) return
    const seats = this.#desk.people.couriers(courier.id)
    const { tracker } = this.#field()
    if (seats.size > 0)
      this.#desk.ctx.send(seats, 'ack', { epochMs: tracker.slots.epochMs[slot]!, seq: tracker.floorOf(slot) })
  }

  #ackBatches(beforeMs: number): void {
    for (const [feeder, waiting] of this.#batches) {
      let kept: Batch | undefined
      while (waiting.length > 0 && waiting[0]!.atMs < beforeMs) kept = waiting.shift()
      if (kept !== undefined) this.#desk.ctx.send(feeder, 'ack', { epochMs: kept.epochMs, seq: kept.batch })
      if (waiting.length === 0) this.#batches.delete(feeder)
    }
  }
}
