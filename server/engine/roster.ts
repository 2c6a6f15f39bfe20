/** Who sits in a room, as the room sees it (members) and as the runner does (memberships). */
import type { Membership } from './membership.ts'
import type { Granted, Member } from './room.ts'

export class Roster {
  readonly members = new Set<Member>()
  readonly #memberships = new Map<Member, Membership>()
  #nextId = 1

  of(member: Member): Membership | undefined {
    return this.#memberships.get(member)
  }

  add(from: Membership, granted: Granted): Member {
    const { role, facts } = typeof granted === 'string' ? { role: granted, facts: undefined } : granted
    const member: Member = { id: this.#nextId++, user: from.request.user, role, facts }
    from.member = member
    this.members.add(member)
    this.#memberships.set(member, from)
    return member
  }

  /** Undefined: was not in. */
  remove(from: Membership): Member | undefined {
    const { member } = from
    if (member === undefined) return undefined
    this.members.delete(member)
    this.#memberships.delete(member)
    from.member = undefined
    from.inputs.length = 0
    return member
  }

  /** Removes everybody. */
  clear(): Membership[] {
    const all = [...this.#memberships.values()]
    for (const from of all) this.remove(from)
    return all
  }
}
