/** Who is here: each person once, however many devices, and gone only when they have been gone a while. */
import type { ChatContract } from '../../../shared/chat/contract.ts'
import { CHAT } from '../../../shared/chat/rules.ts'
import type { Crowd, Presence as Shown, Status } from '../../../shared/chat/types.ts'
import type { Member, Room } from '../../engine/room.ts'
import type { Desk } from './desk.ts'
import type { Person } from './person.ts'
import { SETTLE_MS } from './settle.ts'

const EVERY_MS = 1_000
const SEEN_MS = 60_000
/** Once they are too many to be named, they are named again below this many: no flapping at the edge. */
const NAMED_AGAIN = CHAT.namesMax * 0.9

interface Here {
  readonly person: Person
  /** The name that the person signs in with, for those who look for people. */
  readonly name: string
  /** What the person has chosen, for all devices; `online`: what the devices say. */
  chosen: 'online' | 'dnd' | 'invisible'
  readonly idle: Set<Member>
  /** Room time and wall clock at which the last device went. */
  goneMs: number
  goneWall: number
  /** Null: not to be seen. */
  status: Shown['status'] | null
}

export class Presence {
  readonly #desk: Desk
  readonly #here = new Map<Person, Here>()
  /** Those whose last device went, the earliest first. */
  readonly #fading = new Set<Here>()
  /** Whose presence may differ from what was told, and what was told of whom. */
  readonly #dirty = new Set<Person>()
  readonly #told = new Map<Person, string>()
  #visible = 0
  #named = true
  #toldCrowd = ''
  #beatMs = -Infinity

  constructor(desk: Desk) {
    this.#desk = desk
  }

  readonly on: Pick<Room<ChatContract>['on'], 'presence'> = {
    presence: (from, { status }) => {
      const here = this.#here.get(this.#desk.allow(from, 'presence'))
      if (here !== undefined) this.#choose(here, from, status)
    },
  }

  arrive(person: Person, device: Member, status: Status | undefined): void {
    const { ctx } = this.#desk
    let here = this.#here.get(person)
    if (here === undefined) {
      const chosen = 'online' as const
      const { name } = device.user
      here = { person, name, chosen, idle: new Set(), goneMs: 0, goneWall: 0, status: null }
      this.#here.set(person, here)
    }
    this.#fading.delete(here)
    if (status === undefined) this.#look(here)
    else if (status === 'online' && here.chosen !== 'online') this.#look(here)
    else this.#choose(here, device, status)
    const wallMs = ctx.wall()
    if (wallMs - person.seenAt < SEEN_MS) return
    person.seenAt = wallMs
    // Whoever is invisible can be found by name, and was not seen.
    const seen = here.chosen === 'invisible' ? 0 : wallMs
    ctx.record('person', { id: person.id, name: here.name, last_seen_at: seen })
  }

  depart(person: Person, device: Member): void {
    const here = this.#here.get(person)
    if (here === undefined) return
    here.idle.delete(device)
    if (person.devices.size > 0) {
      this.#look(here)
      return
    }
    here.goneMs = this.#desk.ctx.now()
    here.goneWall = this.#desk.ctx.wall()
    if (this.#desk.channel?.type === 'public' || person.in) {
      this.#fading.add(here)
      this.#fadeLater()
    } else this.#gone(here)
  }

  /** Up to CHAT.namesMax are named. */
  people(): Shown[] {
    const all: Shown[] = []
    if (!this.#named || this.#visible > CHAT.namesMax) return all
    for (const here of this.#here.values()) if (here.status !== null) all.push(shownOf(here.person, here.status))
    return all
  }

  crowd(): Crowd {
    return { online: this.#visible, members: this.#desk.channel?.memberCount ?? 0 }
  }

  /** Members came or went. */
  counted(): void {
    this.#soon()
  }

  renamed(person: Person): void {
    const here = this.#here.get(person)
    if (here !== undefined) this.#look(here)
  }

  /** The room closes: nobody will be there to notice. */
  close(): void {
    for (const here of this.#fading) this.#gone(here)
  }

  #choose(here: Here, device: Member, status: Status): void {
    if (status === 'away') here.idle.add(device)
    else {
      here.idle.delete(device)
      here.chosen = status
    }
    this.#look(here)
  }

  #look(here: Here): void {
    const before = here.status
    here.status = statusOf(here)
    this.#visible += Number(here.status !== null) - Number(before !== null)
    this.#dirty.add(here.person)
    this.#soon()
  }

  #fadeLater(): void {
    for (const { goneMs } of this.#fading) {
      this.#desk.wakes.at('fading', goneMs + CHAT.offlineMs, () => this.#fade())
      break
    }
  }

  #fade(): void {
    const nowMs = this.#desk.ctx.now()
    for (const here of this.#fading) {
      if (here.goneMs + CHAT.offlineMs > nowMs) break
      this.#gone(here)
    }
    this.#fadeLater()
  }

  #gone(here: Here): void {
    this.#fading.delete(here)
    this.#here.delete(here.person)
    if (here.status !== null) this.#visible--
    this.#dirty.add(here.person)
    this.#soon()
    if (here.chosen === 'invisible') return
    here.person.seenAt = here.goneWall
    this.#desk.ctx.record('person', { id: here.person.id, name: here.name, last_seen_at: here.goneWall })
  }

  #soon(): void {
    const { ctx, wakes } = this.#desk
    wakes.at('presence', Math.max(ctx.now() + SETTLE_MS, this.#beatMs + EVERY_MS), () => this.#beat())
  }

  #beat(): void {
    const { ctx } = this.#desk
    this.#beatMs = ctx.now()
    const named = this.#visible <= (this.#named ? CHAT.namesMax : NAMED_AGAIN)
    if (named !== this.#named) for (const person of this.#here.keys()) this.#dirty.add(person)
    this.#named = named
    for (const person of this.#dirty) this.#tell(person)
    this.#dirty.clear()
    const crowd = this.crowd()
    const text = `${crowd.online}/${crowd.members}`
    if (text === this.#toldCrowd) return
    this.#toldCrowd = text
    ctx.broadcast('crowd', crowd)
  }

  #tell(person: Person): void {
    const status = this.#here.get(person)?.status ?? null
    const shown = !this.#named || status === null ? null : shownOf(person, status)
    const text = shown === null ? '' : `${shown.name} ${shown.status} ${shown.devices}`
    if (text === (this.#told.get(person) ?? '')) return
    if (shown === null) this.#told.delete(person)
    else this.#told.set(person, text)
    this.#desk.ctx.broadcast('presence', shown, person.id)
  }
}

/** The best of the devices. */
const statusOf = (here: Here): Shown['status'] | null => {
  const { devices } = here.person
  if (here.chosen === 'invisible') return null
  if (here.chosen === 'dnd') return 'dnd'
  return devices.size > 0 && here.idle.size >= devices.size ? 'away' : 'online'
}

/** While they may yet come back, they count as they did. */
const shownOf = ({ id, name, devices }: Person, status: Shown['status']): Shown => ({
  user: id,
  name,
  status,
  devices: Math.max(1, devices.size),
})
