/** Who is here and what they may do now: the table that decides at every command. */
import type { DocRole } from '../../../shared/doc/rules.ts'
import { TuttiError } from '../../../shared/errors.ts'
import type { ErrorCode } from '../../../shared/errors.ts'
import { Overlay } from '../../../shared/overlay.ts'
import type { Member } from '../../engine/room.ts'
import { believe } from './access-facts.ts'
import type { AccessFacts, StoredAccess } from './access-facts.ts'
import type { GrantRecord } from './access-rows.ts'
import type { DocDesk, DocRoles } from './desk.ts'
import { grantedRole, roleOf } from './entitled.ts'
import { Links } from './links.ts'
import { nameOf } from './names.ts'

/** People who came by links and keep what they got; who comes after them has it while they are here. */
const VIA_MAX = 2_000
/** However far away the end of a link is, it is looked for this often. */
const LOOK_MS = 3_600_000

interface Person {
  readonly id: string
  readonly name: string
  grants: readonly GrantRecord[]
  readonly seats: Set<Member>
  /** What they were told last; null: they are on their way out. */
  told: DocRole | null
}

export class Roles implements DocRoles {
  readonly links: Links
  readonly #desk: DocDesk
  readonly #people = new Map<string, Person>()
  /** Grants that changed lately, whole, by user. */
  readonly #lately = new Overlay<string, readonly GrantRecord[]>()
  readonly #counts: Map<string, number>

  constructor(desk: DocDesk, stored: StoredAccess | undefined) {
    this.#desk = desk
    this.links = new Links(stored?.links ?? [])
    this.#counts = new Map(stored?.counts)
    this.lookAhead()
  }

  of({ user }: Member): DocRole | null {
    const person = this.#people.get(user.id)
    return person === undefined ? null : this.#roleOf(person.id, person.grants)
  }

  /** How many people the owner has let in one by one. */
  get given(): number {
    return this.#counts.get('') ?? 0
  }

  /** What they may do now. @throws TuttiError `unknown_room`, `forbidden` where it is in the trash; nothing is recorded then */
  enter(who: Member): DocRole {
    const { ctx, doc } = this.#desk
    const wallMs = ctx.wall()
    // What authorize() of this kind has found out.
    const facts = who.facts === undefined ? undefined : believe(who.facts as AccessFacts, wallMs)
    const { id } = who.user
    const had = this.grantsOf(id, facts?.grants)
    const came = this.#comesBy(who, had, facts?.via ?? null)
    const grants = came === undefined ? had : [...had, came]
    const role = this.#roleOf(id, grants)
    if (role === null && doc !== null) {
      if (doc.trashedAt !== null && this.#granted(had) !== null)
        throw new TuttiError('forbidden', 'the document is in the trash')
      throw new TuttiError('unknown_room')
    }
    const person = this.#people.get(id) ?? { id, name: nameOf(who), grants, seats: new Set(), told: role }
    this.#people.set(id, person)
    person.seats.add(who)
    person.grants = grants
    if (came !== undefined && this.#mayKeep()) {
      this.#record(came)
      this.#set(id, grants)
    }
    this.#rename(person)
    if (person.told !== role) this.changed(id)
    // Where there is no document yet, it is for whoever makes it.
    return role ?? 'viewer'
  }

  leave(who: Member): void {
    const person = this.#people.get(who.user.id)
    if (person?.seats.delete(who) === true && person.seats.size === 0) this.#people.delete(person.id)
  }

  /** What they hold by now. `read`: as the database had it. */
  grantsOf(user: string, read: readonly GrantRecord[] | undefined): readonly GrantRecord[] {
    return this.#people.get(user)?.grants ?? this.#lately.get(user) ?? read ?? []
  }

  /** What is granted to them, whatever is public; null: nothing. */
  grantedTo(user: string, read: readonly GrantRecord[] | undefined): DocRole | null {
    return this.#granted(this.grantsOf(user, read))
  }

  /** What they may do by what they hold, or because they are here; null: nothing, or only what everybody may. */
  having(user: string, read: readonly GrantRecord[]): DocRole | null {
    const grants = this.grantsOf(user, read)
    const known = this.#desk.doc?.owner === user || grants.length > 0 || this.#people.has(user)
    return known ? this.#roleOf(user, grants) : null
  }

  nameOf(user: string): string | undefined {
    return this.#people.get(user)?.name
  }

  /** Everybody who is here, by user. */
  present(): IterableIterator<string> {
    return this.#people.keys()
  }

  /** Records what the owner gives them. `read`: as for grantsOf(). */
  keep(grant: GrantRecord, read?: readonly GrantRecord[]): void {
    const known = this.grantsOf(grant.user_id, read)
    const others = known.filter(({ via }) => via !== grant.via)
    if (others.length < known.length) this.#count(grant.via, -1)
    this.#record(grant)
    this.#set(grant.user_id, [...others, grant])
  }

  /** Records that nothing is granted to them any more. */
  drop(user: string, read?: readonly GrantRecord[]): void {
    for (const { via } of this.grantsOf(user, read)) this.#count(via, -1)
    this.#desk.ctx.record('ungrant', { room: this.#desk.ctx.id, user_id: user })
    this.#set(user, [])
  }

  /** Records that a link gives nothing any more. */
  close(code: string): void {
    const { ctx } = this.#desk
    this.links.remove(code)
    this.#counts.delete(code)
    for (const person of this.#people.values())
      if (person.grants.some(({ via }) => via === code)) person.grants = person.grants.filter(({ via }) => via !== code)
    ctx.record('unlink', { code, room: ctx.id })
    ctx.record('dropVia', { room: ctx.id, via: code })
  }

  /** Tells whoever may do something else by now; who may do nothing leaves. `user` absent: anybody's may have changed. */
  changed(user?: string, code: ErrorCode = 'forbidden'): void {
    const one = user === undefined ? undefined : this.#people.get(user)
    const people = user === undefined ? this.#people.values() : one === undefined ? [] : [one]
    const { ctx } = this.#desk
    for (const person of people) {
      const role = this.#roleOf(person.id, person.grants)
      if (role === person.told) continue
      person.told = role
      if (role === null) for (const seat of person.seats) ctx.kick(seat, code)
      else ctx.send(person.seats, 'role', role)
    }
  }

  /** Sees to it that who came by a link leaves when it ends. */
  lookAhead(): void {
    const { ctx, wakes } = this.#desk
    const wallMs = ctx.wall()
    const end = this.links.nextEnd(wallMs)
    if (end === Infinity) return
    wakes.at('links', ctx.now() + Math.min(end - wallMs, LOOK_MS), () => {
      this.changed()
      this.lookAhead()
    })
  }

  #roleOf(user: string, grants: readonly GrantRecord[]): DocRole | null {
    const { doc } = this.#desk
    return doc === null ? null : roleOf(doc, user, this.#granted(grants))
  }

  #granted(grants: readonly GrantRecord[]): DocRole | null {
    return grants.length === 0 ? null : grantedRole(grants, this.links.get, this.#desk.ctx.wall())
  }

  /** What a link gives them that they do not have yet. */
  #comesBy(who: Member, had: readonly GrantRecord[], code: string | null): GrantRecord | undefined {
    const { ctx, doc } = this.#desk
    const { id } = who.user
    const link = code === null || doc === null || doc.trashedAt !== null ? undefined : this.links.open(code, ctx.wall())
    if (link === undefined || doc?.owner === id || had.some(({ via }) => via === link.code)) return undefined
    const { role, code: via } = link
    return { room: ctx.id, user_id: id, via, name: nameOf(who), role, at: ctx.wall() }
  }

  #mayKeep(): boolean {
    let kept = -this.given
    for (const count of this.#counts.values()) kept += count
    return kept < VIA_MAX
  }

  /** Who was let in by name may have been given another one then; and people change theirs. */
  #rename({ id, name, grants }: Person): void {
    const { ctx } = this.#desk
    const isOld = (grant: GrantRecord): boolean =>
      grant.name !== name && (grant.via === '' || this.links.get(grant.via) !== undefined)
    if (!grants.some(isOld)) return
    const renamed = grants.map((grant) => {
      if (!isOld(grant)) return grant
      ctx.record('grant', { ...grant, name })
      return { ...grant, name }
    })
    this.#set(id, renamed)
  }

  #record(grant: GrantRecord): void {
    this.#count(grant.via, 1)
    this.#desk.ctx.record('grant', grant)
  }

  #set(user: string, grants: readonly GrantRecord[]): void {
    this.#lately.set(user, grants, this.#desk.ctx.wall())
    const person = this.#people.get(user)
    if (person !== undefined) person.grants = grants
  }

  #count(via: string, by: number): void {
    this.#counts.set(via, Math.max(0, (this.#counts.get(via) ?? 0) + by))
  }
}
