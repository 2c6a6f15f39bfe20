/** Whose Yjs clients write here: who writes first with one has it, and nobody else writes as it. */
import { isGuestId } from '../../../shared/guest.ts'
import type { Member } from '../../engine/room.ts'
import type { DocContext } from './desk.ts'
import type { Written } from './guard/verdict.ts'
import type { Holders } from './holders.ts'
import type { Recovery } from './recovery.ts'

/** What came back after a restore, of a client that nobody here is. */
const NOBODY = ''

export interface ClientParts {
  readonly ctx: DocContext
  readonly holders: Holders
  readonly recovery: Recovery
  /** Yjs client → user. */
  readonly owners: ReadonlyMap<number, string>
}

/** Whose update is judged; `seat` undefined: the host makes it for them. */
export interface Sender {
  readonly user: string
  readonly seat: Member | undefined
}

export class Clients {
  readonly #parts: ClientParts
  readonly #owners: Map<number, string>
  #sender: Sender = { user: NOBODY, seat: undefined }

  constructor(parts: ClientParts) {
    this.#parts = parts
    this.#owners = new Map(parts.owners)
  }

  /** Yjs client → who writes with it now. */
  get owners(): ReadonlyMap<number, string> {
    return this.#owners
  }

  /** get() is asked about an update of theirs from now on. */
  judging(sender: Sender): void {
    this.#sender = sender
  }

  /** Whose that client is, as the guard wants to know it: the sender's, another's, or undefined for nobody's. */
  get(client: number): string | undefined {
    const { user, seat } = this.#sender
    const { holders, recovery } = this.#parts
    const owner = this.#owners.get(client)
    if (owner === user) return user
    const brings = seat !== undefined && recovery.takes(client)
    if (owner === undefined || owner === NOBODY) {
      // Nobody has written with it, but somebody here may have said that it is theirs.
      const holder = holders.of(client)
      return holder === user || brings ? undefined : holder
    }
    return brings || (seat !== undefined && this.mayTakeOver(client, seat)) ? user : owner
  }

  /**
   * A guest of a foreign wire is another one when its address changes, or when it signs in, and its page goes on with
   * the Yjs client that it has. Whoever says first of all that they are that client goes on with it, while nobody else
   * is here who is it. What was written before stays whose it was.
   */
  mayTakeOver(client: number, seat: Member): boolean {
    const owner = this.#owners.get(client)
    const { holders } = this.#parts
    return (
      owner !== undefined &&
      isGuestId(owner) &&
      holders.claimOf(seat) === client &&
      !holders.contested(client, seat.user.id)
    )
  }

  /** It may be that they take theirs over as soon as a connection is known to be gone. */
  waits(seat: Member): boolean {
    const client = this.#parts.holders.claimOf(seat)
    const owner = client === undefined ? undefined : this.#owners.get(client)
    return owner !== undefined && owner !== seat.user.id && isGuestId(owner)
  }

  /** Part of what the sender may write is not their own: it comes back to the document by them. */
  brings(written: readonly Written[]): boolean {
    return this.#parts.recovery.open && written.some(({ client }) => !this.#isOwn(client, written.length === 1))
  }

  /** The user wrote that, in the row `n`; `brought`: some of it may be of others. */
  wrote(user: string, written: readonly Written[], n: number, brought = false): void {
    const { ctx, recovery } = this.#parts
    const { id: room } = ctx
    for (const { client, from } of written) {
      const owner = this.#owners.get(client)
      if (owner === user) {
        recovery.settle(client)
        continue
      }
      const by = brought && (owner ?? this.#parts.holders.of(client) ?? NOBODY) !== user ? NOBODY : user
      if (owner === undefined) ctx.record('client', { room, client, user_id: by, first_n: n })
      else if (by === NOBODY) continue
      else ctx.record('heir', { room, client, clock: from, user_id: user, first_n: n })
      this.#owners.set(client, by)
      if (by !== NOBODY && owner !== NOBODY) recovery.settle(client)
    }
  }

  reset(): void {
    this.#owners.clear()
  }

  /** `alone`: nothing else is in the update. */
  #isOwn(client: number, alone: boolean): boolean {
    const { user } = this.#sender
    const owner = this.#owners.get(client)
    const holder = this.#parts.holders.of(client)
    // Who writes on with what was nobody's is whose it is, as it seems.
    return owner === user || holder === user || (alone && owner === NOBODY && holder === undefined)
  }
}
