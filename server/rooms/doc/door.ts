/** What of somebody's update is let into a document, and whose it is there. */
import { TuttiError } from '../../../shared/errors.ts'
import type { Member } from '../../engine/room.ts'
import { Budget } from './budget.ts'
import { Clients } from './clients.ts'
import type { ClientParts, Sender } from './clients.ts'
import type { DocView } from './guard/doc-view.ts'
import { inspect } from './guard/inspect.ts'
import { GUARD, MADE } from './guard/limits.ts'
import type { GuardLimits } from './guard/limits.ts'
import type { Accepted, Refused, Written } from './guard/verdict.ts'
import { HeldClients } from './held-clients.ts'
import { HOST } from './keeper.ts'
import type { Author, Row } from './keeper.ts'

export interface DoorParts extends ClientParts {
  /** Root types that documents may have; null: any, some. */
  readonly roots: ReadonlySet<string> | null
  /** It has refused something because the document is full. */
  readonly full: () => void
}

export class Door {
  readonly clients: Clients
  /** They write in forks, and not here. */
  readonly held = new HeldClients()
  /** What people's updates are held to. */
  readonly limits: GuardLimits
  readonly #parts: DoorParts
  readonly #budget: Budget

  constructor(parts: DoorParts) {
    this.#parts = parts
    this.clients = new Clients(parts)
    this.limits = { ...GUARD, roots: parts.roots }
    this.#budget = new Budget(parts.ctx, parts.full)
  }

  /** The same view, for an update of theirs. */
  by(view: DocView, sender: Sender): DocView {
    this.clients.judging(sender)
    return view.by(sender.user)
  }

  /**
   * `made`: the host made it, of what was let in before. `bytes`: what the document has by now.
   * @throws TuttiError what it is refused with
   */
  judge(update: Uint8Array, view: DocView, sender: Sender, bytes: number, made = false): Accepted | 'nothing' | 'gap' {
    const verdict = inspect(update, this.by(view, sender), made ? MADE : this.limits)
    if (verdict.verdict === 'refuse') throw this.#refusal(verdict, sender.seat)
    if (verdict.verdict !== 'accept') return verdict.verdict
    if (verdict.written.some(({ client }) => this.held.holds(client)))
      throw new TuttiError('forbidden', 'this Yjs client writes suggestions')
    this.#budget.spend(verdict, sender.user, bytes)
    return verdict
  }

  /** Whose row of the log it is that this seat's author has sent; it is theirs while they are here. */
  letIn(written: readonly Written[], author: Author, seat: Member): Pick<Row, 'author' | 'by' | 'type'> {
    if (this.clients.brings(written)) return { author: HOST, by: author.id, type: 'recovered' }
    for (const { client } of written) this.#parts.holders.hold(seat, client)
    return { author, type: null }
  }

  #refusal({ code, reason }: Refused, seat: Member | undefined): TuttiError {
    // Soon it may be theirs, or here already.
    const passes = reason === 'foreign_client' && seat !== undefined
    if (passes && (this.#parts.recovery.open || this.clients.waits(seat)))
      return new TuttiError('unavailable', 'this Yjs client is another’s still', { retryMs: 1_000 })
    return new TuttiError(code, `the update is not taken: ${reason}`)
  }
}
