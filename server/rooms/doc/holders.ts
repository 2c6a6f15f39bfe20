/** Who is here with which Yjs client: whoever said first that it is theirs, or writes with it. */
import { DOC } from '../../../shared/doc/rules.ts'
import type { Member } from '../../engine/room.ts'
import type { AwareEntry } from './aware-codec.ts'
import type { DocContext } from './desk.ts'

/** The first word of a seat was about several: none of them is known to be its own. */
const NONE = -1

interface Hold {
  readonly user: string
  /** Undefined: its connection went. */
  member: Member | undefined
  /** Room time up to which it counts though nobody speaks for it. */
  untilMs: number
}

export class Holders {
  readonly #ctx: Pick<DocContext, 'now'>
  /** Of each client, in the order in which they came. */
  readonly #holds = new Map<number, Hold[]>()
  readonly #clients = new Map<Member, Set<number>>()
  readonly #claims = new Map<Member, number>()
  /** Whose connection went, the earliest first. */
  #lost: { readonly client: number; readonly untilMs: number }[] = []

  constructor(ctx: Pick<DocContext, 'now'>) {
    this.#ctx = ctx
  }

  /**
   * A seat says who it is. Providers begin with their own client, and send on what they hear of others later: the
   * first word alone is believed.
   */
  heard(member: Member, entries: readonly AwareEntry[]): void {
    const [first] = entries
    if (this.#claims.has(member) || first === undefined || first.state === null) return
    this.#claims.set(member, entries.length === 1 ? first.client : NONE)
    if (entries.length === 1) this.hold(member, first.client)
  }

  /** It writes as that client, or says that it is it. */
  hold(member: Member, client: number): void {
    let own = this.#clients.get(member)
    if (own === undefined) this.#clients.set(member, (own = new Set()))
    if (own.has(client)) return
    own.add(client)
    const hold: Hold = { user: member.user.id, member, untilMs: Infinity }
    const all = this.#living(client)
    // Whoever comes back takes the place that is theirs.
    const left = all.findIndex(({ user, member: at }) => user === hold.user && at === undefined)
    if (left >= 0) all[left] = hold
    else all.push(hold)
    this.#holds.set(client, all)
  }

  /** The client that it said it is; undefined: it said nothing of the kind. */
  claimOf(member: Member): number | undefined {
    const claim = this.#claims.get(member)
    return claim === NONE ? undefined : claim
  }

  /** The user who is here with it, of several the one who came first. */
  of(client: number): string | undefined {
    return this.#holds.has(client) ? this.#living(client)[0]?.user : undefined
  }

  /** Somebody else than that user is here with it, too. */
  contested(client: number, user: string): boolean {
    return this.#holds.has(client) && this.#living(client).some((hold) => hold.user !== user)
  }

  /** Who was lost is given as long as with a cursor. */
  leave(member: Member, why: 'left' | 'lost'): void {
    this.#claims.delete(member)
    const own = this.#clients.get(member)
    this.#clients.delete(member)
    this.#sweep()
    const untilMs = why === 'left' ? -Infinity : this.#ctx.now() + DOC.awareGraceMs
    for (const client of own ?? []) {
      const hold = this.#holds.get(client)?.find((one) => one.member === member)
      if (hold === undefined) continue
      hold.member = undefined
      hold.untilMs = untilMs
      if (why === 'left') this.#tidy(client)
      else this.#lost.push({ client, untilMs })
    }
  }

  #sweep(): void {
    const nowMs = this.#ctx.now()
    const over = this.#lost.findIndex(({ untilMs }) => untilMs > nowMs)
    const gone = this.#lost.splice(0, over < 0 ? this.#lost.length : over)
    for (const { client } of gone) this.#tidy(client)
  }

  #tidy(client: number): void {
    const left = this.#living(client)
    if (left.length === 0) this.#holds.delete(client)
    else this.#holds.set(client, left)
  }

  #living(client: number): Hold[] {
    const nowMs = this.#ctx.now()
    return (this.#holds.get(client) ?? []).filter(({ member, untilMs }) => member !== undefined || untilMs > nowMs)
  }
}
