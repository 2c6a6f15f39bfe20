/** Who is here and where their cursors stand: relayed under the name they sign in with, once in a while for all. */
import type { DocContract } from '../../../shared/doc/contract.ts'
import { DOC } from '../../../shared/doc/rules.ts'
import type { Member, Room } from '../../engine/room.ts'
import { joinEntries, readAware, writeEntry } from './aware-codec.ts'
import type { AwareEntry } from './aware-codec.ts'
import type { DocDesk } from './desk.ts'

const EVERY_MS = 50
/** The same in a crowd. */
const CROWD = 50
const CROWD_MS = 100
/** Yjs clients of one seat: tabs have one each. */
const CLIENTS_MAX = 8

/** One Yjs client. */
interface Here {
  readonly client: number
  readonly user: Member['user']
  /** Undefined: its connection went. */
  member: Member | undefined
  /** Room time at which it went. */
  goneMs: number
  clock: number
  /** Its part of an update. */
  bytes: Uint8Array
}

export class Aware {
  readonly #desk: DocDesk
  readonly #here = new Map<number, Here>()
  readonly #clients = new Map<Member, number>()
  /** Changed since the last frame: its part of the next one. */
  readonly #news = new Map<number, Uint8Array>()
  #all: Uint8Array | undefined
  #toldMs = -Infinity

  constructor(desk: DocDesk) {
    this.#desk = desk
  }

  readonly on: Pick<Room<DocContract>['on'], 'aware'> = {
    aware: (from, update) => {
      this.#desk.allow(from, 'viewer')
      const entries = readAware(update)
      this.#desk.holders.heard(from, entries)
      for (const entry of entries) this.#take(from, entry)
    },
  }

  /** An update with everybody. */
  all(): Uint8Array {
    return (this.#all ??= joinEntries([...this.#here.values()].map(({ bytes }) => bytes)))
  }

  /** Those who were lost are given some time: whoever comes back meanwhile was never gone. */
  leave(member: Member, why: 'left' | 'lost'): void {
    if (!this.#clients.delete(member)) return
    const goneMs = this.#desk.ctx.now()
    for (const here of this.#here.values()) {
      if (here.member !== member) continue
      here.member = undefined
      here.goneMs = goneMs
      if (why === 'left') this.#remove(here)
      else this.#desk.wakes.at('aware grace', goneMs + DOC.awareGraceMs, () => this.#fade())
    }
  }

  /** The tick is over: what changed is told, unless that was done just now. */
  ended(): void {
    if (this.#news.size === 0) return
    const nowMs = this.#desk.ctx.now()
    const dueMs = this.#toldMs + (this.#here.size > CROWD ? CROWD_MS : EVERY_MS)
    if (dueMs > nowMs) return this.#desk.wakes.at('aware', dueMs, () => undefined)
    this.#toldMs = nowMs
    this.#desk.ctx.broadcast('aware', joinEntries([...this.#news.values()]))
    this.#news.clear()
  }

  #take(from: Member, entry: AwareEntry): void {
    const { client, clock, state } = entry
    const known = this.#here.get(client)
    // Providers send on what they hear: what is not the sender's own is not the sender's to say.
    if (known !== undefined && known.user.id !== from.user.id) return
    if (known === undefined) {
      if (state !== null) this.#enter(from, entry)
      return
    }
    if (known.member !== from && !this.#bind(known, from)) return
    if (state === null) {
      if (clock < known.clock) return
      known.clock = clock
      this.#remove(known)
    } else if (clock > known.clock) {
      known.clock = clock
      this.#tell(known, writeEntry(entry, from.user))
    }
  }

  #enter(from: Member, entry: AwareEntry): void {
    const { client, clock } = entry
    if (this.#here.size >= DOC.awarePeopleMax || !this.#isOwn(from, client)) return
    const bytes = writeEntry(entry, from.user)
    const here: Here = { client, user: from.user, member: undefined, goneMs: 0, clock, bytes }
    if (!this.#bind(here, from)) return
    this.#here.set(client, here)
    this.#tell(here, bytes)
  }

  /** Nobody else has written with it, in the document or beside it, or is here with it. */
  #isOwn(from: Member, client: number): boolean {
    const { holders, log } = this.#desk
    const { id } = from.user
    if ((holders.of(client) ?? id) !== id || (log.door.held.of(client) ?? id) !== id) return false
    const owner = log.door.clients.owners.get(client) ?? ''
    return owner === '' || owner === id || log.door.clients.mayTakeOver(client, from)
  }

  /** The client speaks through this seat from now on. False: the seat has too many. */
  #bind(here: Here, member: Member): boolean {
    const count = this.#clients.get(member) ?? 0
    if (count >= CLIENTS_MAX) return false
    this.#clients.set(member, count + 1)
    this.#unbind(here)
    here.member = member
    return true
  }

  #unbind({ member }: Here): void {
    const count = member === undefined ? undefined : this.#clients.get(member)
    if (member !== undefined && count !== undefined) this.#clients.set(member, count - 1)
  }

  #tell(here: Here, bytes: Uint8Array): void {
    here.bytes = bytes
    this.#all = undefined
    this.#news.set(here.client, bytes)
  }

  #remove(here: Here): void {
    this.#unbind(here)
    this.#here.delete(here.client)
    this.#tell(here, writeEntry({ client: here.client, clock: here.clock, state: null }, here.user))
  }

  #fade(): void {
    const { ctx, wakes } = this.#desk
    let nextMs = Infinity
    for (const here of this.#here.values()) {
      if (here.member !== undefined) continue
      const dueMs = here.goneMs + DOC.awareGraceMs
      if (dueMs <= ctx.now()) this.#remove(here)
      else nextMs = Math.min(nextMs, dueMs)
    }
    if (nextMs !== Infinity) wakes.at('aware grace', nextMs, () => this.#fade())
  }
}
