/** How far everybody has got, and has read: two watermarks a member that only grow, told and written now and then. */
import { CHAT } from '../../../shared/chat/rules.ts'
import type { Receipt } from '../../../shared/chat/types.ts'
import { TuttiError } from '../../../shared/errors.ts'
import type { Member, Room } from '../../engine/room.ts'
import type { ChatContract } from '../../../shared/chat/contract.ts'
import type { Desk } from './desk.ts'
import type { Person } from './person.ts'
import { SETTLE_MS } from './settle.ts'

/** What heals by itself after a crash (delivered, and read by writing) is written at leisure: so many a second. */
const LAZY_MS = 5_000 // On average.
const LAZY_ROWS = 50

type On = Room<ChatContract>['on']

export class Reading {
  readonly #desk: Desk
  readonly #unwritten = new Set<Person>()
  readonly #lazy = new Set<Person>()
  readonly #untold = new Set<Person>()
  readonly #mine = new Set<Person>()
  #beatAtMs = -Infinity

  constructor(desk: Desk) {
    this.#desk = desk
  }

  readonly on: Pick<On, 'read' | 'notify'> = {
    read: (from, { n }) => {
      const person = this.#desk.allow(from, 'read')
      this.#advance(person, Math.min(n, this.#desk.lastN))
    },
    notify: (from, { level, untilMs }) => {
      const person = this.#desk.allow(from, 'notify')
      person.notify = level
      person.notifyUntil = untilMs ?? 0
      this.#desk.keepPerson(person)
      this.moved(person)
    },
  }

  /** Another room of the same user says so: they are not seated here, perhaps not even at hand. */
  mail(body: unknown): void {
    const { user, n } = body as { user: unknown; n: unknown }
    if (typeof user !== 'string' || typeof n !== 'number' || !Number.isSafeInteger(n) || n < 0)
      throw new TuttiError('bad_body')
    const { ctx, people, lastN } = this.#desk
    if (this.#desk.channel === null) return
    const person = people.get(user)
    const upTo = Math.min(n, lastN)
    if (person !== undefined) {
      if (person.in) this.#advance(person, upTo)
      return
    }
    // Every member is at hand: whoever it is, they are none, and must not learn from a row of theirs how much is said here.
    if (people.complete) return
    people.readElsewhere(user, upTo, ctx.wall())
    ctx.record('watermark', { room: ctx.id, user_id: user, delivered: 0, read: upTo })
  }

  /** Whoever writes has read what was there. */
  wrote(person: Person, n: number): void {
    person.read = n
    if (person.mentions.length > 0) person.mentions = []
    this.#leave(person)
    if (person.devices.size > 1) this.moved(person)
  }

  acked(from: Member, seq: number): void {
    const { people } = this.#desk
    const person = people.get(from.user.id)
    if (person?.in !== true || !people.complete) return
    const n = this.#desk.passed.upTo(seq)
    if (n <= person.delivered) return
    person.delivered = n
    this.#leave(person)
    this.#untold.add(person)
    this.#soon()
  }

  /** Their own devices are to be told where they stand. */
  moved(person: Person): void {
    if (person.devices.size === 0) return
    this.#mine.add(person)
    this.#soon()
  }

  receipts(): Receipt[] {
    const all: Receipt[] = []
    if (!this.#desk.people.complete) return all
    for (const person of this.#desk.people.all()) if (person.in) all.push(receiptOf(person))
    return all
  }

  /** Everything that waits is written. */
  flush(): void {
    for (const person of this.#unwritten) this.#write(person)
    for (const person of this.#lazy) this.#write(person)
  }

  #advance(person: Person, n: number): void {
    if (n <= person.read) return
    person.read = n
    if (person.mentions.length > 0) person.mentions = person.mentions.filter((one) => one > n)
    if (person.delivered < n) person.delivered = n
    this.#desk.people.touched(person)
    this.#unwritten.add(person)
    this.#untold.add(person)
    this.moved(person)
    this.#soon()
    this.#desk.wakes.at('watermarks', this.#desk.ctx.now() + CHAT.receiptMs, () => {
      for (const unwritten of this.#unwritten) this.#write(unwritten)
    })
  }

  #leave(person: Person): void {
    const { ctx, wakes } = this.#desk
    if (this.#lazy.size === 0) {
      // At a moment of its own: 200 channels that woke together wrote 1,000 rows together, and acks waited 100 ms.
      wakes.at('lazy watermarks', ctx.now() + LAZY_MS * (0.5 + ctx.random()), () => this.#writeSome())
    }
    this.#lazy.add(person)
  }

  /** A crowd that talks must not be a burst of rows now and then. */
  #writeSome(): void {
    let left = LAZY_ROWS
    for (const person of this.#lazy) {
      if (left-- === 0) break
      this.#write(person)
    }
    if (this.#lazy.size > 0)
      this.#desk.wakes.at('lazy watermarks', this.#desk.ctx.now() + CHAT.receiptMs, () => this.#writeSome())
  }

  #write(person: Person): void {
    this.#unwritten.delete(person)
    this.#lazy.delete(person)
    const { ctx } = this.#desk
    const { id, delivered, read } = person
    ctx.record('watermark', { room: ctx.id, user_id: id, delivered, read })
  }

  #soon(): void {
    const { ctx, wakes } = this.#desk
    wakes.at('receipts', Math.max(ctx.now() + SETTLE_MS, this.#beatAtMs + CHAT.receiptMs), () => this.#beat())
  }

  #beat(): void {
    const { ctx, people } = this.#desk
    this.#beatAtMs = ctx.now()
    if (people.complete)
      for (const person of this.#untold) if (person.in) ctx.broadcast('receipt', receiptOf(person), person.id)
    this.#untold.clear()
    for (const person of this.#mine) ctx.send(person.devices, 'mine', this.#desk.mine(person))
    this.#mine.clear()
  }
}

const receiptOf = ({ id, delivered, read }: Person): Receipt => ({ user: id, delivered, read })
