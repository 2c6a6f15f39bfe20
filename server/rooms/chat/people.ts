/** The people that a room has at hand: who is here, who was named lately, and in a small channel every member. */
import { CHAT } from '../../../shared/chat/rules.ts'
import { TuttiError } from '../../../shared/errors.ts'
import type { Member } from '../../engine/room.ts'
import type { Loaded, MemberRecord } from './loaded.ts'
import { Overlay } from '../../../shared/overlay.ts'
import { Person } from './person.ts'

/** Above this many in memory, those who are gone are let go. */
const FORGET_ABOVE = 1_000
/** Those who left are remembered longer than any read of their rows is believed. */
const FORGET_MS = 60_000

export class People {
  /** Members who own the channel, at hand or not. */
  readonly owners = new Set<string>()
  /** Every member is at hand: so it is while a channel is small. */
  complete: boolean
  readonly #byId = new Map<string, Person>()
  /** Without a device here, by room time of the last change; earliest first. */
  readonly #away = new Map<string, number>()
  /** Read elsewhere, while they were not at hand. */
  readonly #readUpTo = new Overlay<string, number>()
  readonly #now: () => number

  constructor(members: readonly MemberRecord[], complete: boolean, now: () => number) {
    this.#now = now
    this.complete = complete
    for (const row of members) {
      const person = this.adopt(row)
      if (person.role === 'owner') this.owners.add(person.id)
    }
  }

  get(id: string): Person | undefined {
    return this.#byId.get(id)
  }

  all(): Iterable<Person> {
    return this.#byId.values()
  }

  /** What the room knows of somebody goes before what was read. */
  adopt(row: MemberRecord): Person {
    const known = this.#byId.get(row.user_id)
    if (known !== undefined) return known
    const person = Person.of(row)
    person.read = Math.max(person.read, this.#readUpTo.get(person.id) ?? 0)
    this.#put(person)
    return person
  }

  /** Who sits down. Somebody who was only an id until now gets the name they come with. */
  seat(user: Member['user'], row: MemberRecord | null): Person {
    const person = this.#byId.get(user.id) ?? (row === null ? this.stranger(user.id, user.name) : this.adopt(row))
    if (person.name === person.id) person.name = user.name
    return person
  }

  /** Somebody without a row. */
  stranger(id: string, name: string): Person {
    const person = new Person(id, name)
    this.#put(person)
    return person
  }

  /** Somebody whom a command names, as the room or what was read for the command knows them. */
  find(id: string, loaded: Loaded | undefined): Person | undefined {
    const known = this.#byId.get(id)
    if (known !== undefined) return known
    const row = loaded?.members?.find((one) => one.user_id === id)
    return row === undefined ? undefined : this.adopt(row)
  }

  /** As find(), or somebody new, named as the house knows them. */
  findOrMeet(id: string, loaded: Loaded | undefined): Person {
    return this.find(id, loaded) ?? this.stranger(id, loaded?.people?.find((one) => one.id === id)?.name ?? id)
  }

  /** @throws TuttiError `not_found` */
  member(id: string, loaded: Loaded | undefined): Person {
    const person = this.find(id, loaded)
    if (person === undefined || !person.in) throw new TuttiError('not_found', 'no such member')
    return person
  }

  /** Somebody who is not at hand has read up to here. */
  readElsewhere(id: string, n: number, wallMs: number): void {
    this.#readUpTo.set(id, n, wallMs)
  }

  /** Something about them changed, or their last device went: they are kept a while. */
  touched(person: Person): void {
    this.#away.delete(person.id)
    if (person.devices.size === 0) this.#away.set(person.id, this.#now())
  }

  /** The channel has this many members now. */
  counted(members: number): void {
    if (members > CHAT.receiptsMax) this.complete = false
  }

  /**
   * Lets go of those who are gone. Only ever before a command: while commits are stuck there are no commands, so that
   * what is let go has long been written.
   */
  forget(): void {
    if (this.#byId.size <= FORGET_ABOVE) return
    const beforeMs = this.#now() - FORGET_MS
    for (const [id, sinceMs] of this.#away) {
      if (sinceMs > beforeMs || this.#byId.size <= FORGET_ABOVE) return
      this.#away.delete(id)
      if (!this.complete || this.#byId.get(id)?.in !== true) this.#byId.delete(id)
    }
  }

  #put(person: Person): void {
    this.#byId.set(person.id, person)
    this.#away.set(person.id, this.#now())
  }
}
