/** From a COMMAND's op to the room's handler, and to the answer: guarded, limited, contained, and done once for each nonce. */
import { Buckets } from '../../shared/bucket.ts'
import { check } from '../../shared/contract.ts'
import type { Contract } from '../../shared/contract.ts'
import { TuttiError } from '../../shared/errors.ts'
import type { Containment } from './containment.ts'
import type { Tick } from './context.ts'
import type { Command } from './inbox.ts'
import type { Lates } from './lates.ts'
import type { Ledger } from './ledger.ts'
import { digestBytes, digestOf, reachOf } from './nonces.ts'
import type { Answer, Nonces } from './nonces.ts'
import { NIL } from './output.ts'
import type { Output } from './output.ts'
import type { AnyRoomKind, Member, Rate, Room } from './room.ts'

export interface CommandParts {
  readonly kind: AnyRoomKind
  readonly room: Room<Contract>
  readonly tick: Tick
  readonly output: Output
  readonly containment: Containment
  readonly nonces: Nonces
  readonly lates: Lates
  readonly ledger: Ledger | undefined
}

export class Commands {
  readonly names: readonly string[]
  readonly #parts: CommandParts
  readonly #contract: Contract
  /** By command: how often each user may give it. */
  readonly #limits: ReadonlyMap<string, Buckets>

  constructor(parts: CommandParts) {
    this.#parts = parts
    this.#contract = parts.kind.contract as Contract
    this.names = Object.keys(this.#contract.commands)
    const limits = new Map<string, Buckets>()
    for (const [name, rate] of Object.entries<Rate | undefined>(parts.kind.limits ?? {}))
      if (rate !== undefined) limits.set(name, new Buckets(rate))
    this.#limits = limits
  }

  run(work: Command): Answer {
    const from = work.from.member
    if (from === undefined) return { refusal: new TuttiError('not_joined'), body: NIL }
    this.#parts.lates.begin(work.from, work.rid)
    if (work.nonce === null) return this.#try(from, work)
    const { nonces, output, tick, ledger, lates } = this.#parts
    const digest = digestOf(this.#nameOf(work), work.body)
    const known = work.known ?? nonces.get(work.name, digest)
    if (known !== undefined) return known
    const { seq } = output
    const rows = ledger?.rows
    const answer = this.#try(from, work)
    if (lates.made) return answer
    // One that changed nothing may be done again once memory is gone: keeping its answer would cost a commit.
    const changed = output.seq !== seq || ledger?.rows !== rows
    const keep = ledger !== undefined && answer.refusal === null && changed
    nonces.set(work.name, work.nonce, digest, answer, tick.wallMs, keep)
    if (keep) this.#keep(from, work.nonce, digest, answer)
    return answer
  }

  #try(from: Member, work: Command): Answer {
    const { room, tick, containment } = this.#parts
    if (work.refused !== undefined) return { refusal: work.refused, body: NIL }
    tick.reply = NIL
    const refusal = containment.attempt(() => {
      const name = this.names[work.op]
      if (name === undefined) throw new TuttiError('unknown_command')
      this.#charge(from.user.id, name)
      // The guard just made it the body that the handler of this name takes.
      const body = work.guarded === undefined ? check(this.#contract.commands[name]!, work.body) : work.guarded.body
      room.on[name]!(from, body as never, work.loaded)
    })
    const answer = { refusal, body: tick.reply }
    tick.reply = undefined
    return answer
  }

  #charge(user: string, name: string): void {
    const waitMs = this.#limits.get(name)?.take(user, this.#parts.tick.nowMs) ?? 0
    if (waitMs > 0) throw new TuttiError('rate_limited', undefined, { retryMs: Math.ceil(waitMs) })
  }

  #keep(from: Member, nonce: Uint8Array, digest: string, { body }: Answer): void {
    const reachMs = reachOf(nonce, this.#parts.tick.wallMs)
    this.#parts.ledger!.answer({ user: from.user.id, nonce: nonce.slice(), digest: digestBytes(digest), body }, reachMs)
  }

  #nameOf({ op }: Command): string {
    return this.names[op] ?? String(op)
  }
}
