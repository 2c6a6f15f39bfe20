/** What a command needs before its tick: whether it was done before, and the rows that its kind wants to read for it. */
import { check } from '../../shared/contract.ts'
import type { Contract } from '../../shared/contract.ts'
import { TuttiError, toError } from '../../shared/errors.ts'
import type { Clock, Journal, Log, User } from '../ports.ts'
import type { Command, Work } from './inbox.ts'
import { CONFLICT, digestBytes, digestOf } from './nonces.ts'
import type { Nonces } from './nonces.ts'
import type { AnyRoomKind, Asking, Role } from './room.ts'

export interface NeedsParts {
  readonly kind: AnyRoomKind
  readonly room: string
  readonly nonces: Nonces
  readonly clock: Clock
  readonly log: Log
  readonly asking: (user: User, role: Role) => Asking & { readonly role: Role }
  /** Where answers are kept; undefined: nowhere, the kind is not durable. */
  readonly answers: { readonly journal: Journal; readonly key: number } | undefined
}

type Load = (body: unknown, asking: Asking & { readonly role: Role }) => Promise<unknown> | undefined

export class Needs {
  readonly #parts: NeedsParts
  readonly #names: readonly string[]
  readonly #contract: Contract
  readonly #loads: Readonly<Record<string, Load | undefined>>

  constructor(parts: NeedsParts) {
    this.#parts = parts
    this.#contract = parts.kind.contract as Contract
    this.#names = Object.keys(this.#contract.commands)
    this.#loads = parts.kind.load ?? {}
  }

  /** Undefined: nothing. The promise never rejects. */
  of(work: Work): Promise<Work> | undefined {
    if (work.at !== 'command' || work.from.member === undefined) return undefined
    const { nonces, answers, clock } = this.#parts
    const { nonce } = work
    const repeat = nonce !== null && nonces.has(work.name)
    if (repeat) return undefined
    if (answers !== undefined && nonce !== null && nonces.doubtful(nonce, clock.wall()))
      return this.#lookUp(work, nonce, answers)
    return this.#load(work)
  }

  async #lookUp(work: Command, nonce: Uint8Array, { journal, key }: NonNullable<NeedsParts['answers']>): Promise<Work> {
    const user = work.from.request.user.id
    try {
      const stored = await journal.answer(key, user, nonce)
      if (stored === undefined) return (await this.#load(work)) ?? work
      const digest = digestOf(this.#names[work.op] ?? String(work.op), work.body)
      const same = digestBytes(digest).equals(stored.digest)
      return { ...work, known: same ? { refusal: null, body: stored.body } : CONFLICT }
    } catch (thrown) {
      return this.#refused(work, thrown)
    }
  }

  #load(work: Command): Promise<Work> | undefined {
    const name = this.#names[work.op]
    const load = name === undefined ? undefined : this.#loads[name]
    const { member } = work.from
    if (name === undefined || load === undefined || member === undefined) return undefined
    try {
      const body = check(this.#contract.commands[name]!, work.body)
      work.guarded = { body }
      const loading = load(body, this.#parts.asking(member.user, member.role))
      return loading?.then(
        (loaded) => ({ ...work, loaded }),
        (thrown: unknown) => this.#refused(work, thrown),
      )
    } catch (thrown) {
      return Promise.resolve(this.#refused(work, thrown))
    }
  }

  #refused(work: Command, thrown: unknown): Command {
    const refused = toError(thrown)
    const { kind, room, log } = this.#parts
    if (refused.code === 'internal')
      log.error('a load failed', { kind: kind.contract.kind, room, error: refused.cause })
    if (refused.code === 'unavailable' && refused.retryMs === undefined)
      return { ...work, refused: new TuttiError('unavailable', undefined, { retryMs: 500 }) }
    return { ...work, refused }
  }
}
