/** What the guard needs to know of a document, and what it says about an update. */
import type { ErrorCode } from '../../../../shared/errors.ts'
import type { Id, Spot } from './spot.ts'

/** What the room knows at the moment an update is judged. */
export interface GuardView {
  /** Who sent it. */
  readonly author: string
  /** How many root types the document has. */
  readonly roots: number
  hasRoot(name: string): boolean
  /** How many of them the author has brought, as far as that is known. */
  ownRoots(): number
  /** How many clients have written in it. */
  readonly clients: number
  /** The next clock expected of a client; 0 for one never seen. */
  clock(client: number): number
  /** Whose client id it is; undefined while nobody has written with it. */
  owner(client: number): string | undefined
  /** Whether all of a range is deleted already. It lies below `clock(client)`. */
  deleted(client: number, clock: number, length: number): boolean
  /** Where what has this id lies; undefined where it was collected. It is below `clock(client)`. */
  spot(client: number, clock: number): Spot | undefined
  /** Which of two in one list comes first. Both are applied. */
  isBefore(a: Id, b: Id): boolean
  /** How many items lie between the neighbours of a spot, up to `max`: Yjs looks at each to put something there. */
  between(spot: Spot, max: number): number
}

/** Yjs client → whose it is, for whom it is asked; undefined: nobody's. */
export type Owners = Pick<ReadonlyMap<number, string>, 'get'>

/** The clocks that an update adds for one client: `from` up to, not with, `to`. */
export interface Written {
  readonly client: number
  readonly from: number
  readonly to: number
}

export interface Accepted {
  readonly verdict: 'accept'
  /**
   * What to apply and to log: the update itself, in a buffer of its own, without the structs that are known
   * already. It integrates at once and as a whole.
   */
  readonly update: Uint8Array
  readonly written: readonly Written[]
  /** It deletes something that was not deleted. */
  readonly deletes: boolean
  /** Root types that the document did not have. */
  readonly roots: readonly string[]
  /** How many items of the document Yjs may look at to put it in its place. */
  readonly steps: number
  /** Where its new structs lie, for a view that is asked before it is applied. */
  readonly placed: Placed
}

export interface Placed {
  /** Of a clock that it writes. */
  spot(client: number, clock: number): Spot | undefined
}

export interface Refused {
  readonly verdict: 'refuse'
  readonly code: ErrorCode
  /** One word, to count by. */
  readonly reason: Reason
}

/**
 * `nothing`: everything in it is known and deleted already. `gap`: it hangs on something that neither the document
 * nor itself has, so it has to wait.
 */
export type Verdict = Accepted | { readonly verdict: 'nothing' } | { readonly verdict: 'gap' } | Refused

const CODES = {
  empty: 'bad_body',
  truncated: 'bad_body',
  trailing: 'bad_body',
  malformed: 'bad_body',
  text: 'bad_body',
  json: 'bad_body',
  clock: 'bad_body',
  client_id: 'bad_body',
  skip: 'bad_body',
  cycle: 'bad_body',
  key: 'bad_body',
  keyed_run: 'bad_body',
  two_parents: 'bad_body',
  order: 'bad_body',
  root: 'bad_body',
  too_deep: 'bad_body',
  too_many: 'body_too_large',
  too_large: 'body_too_large',
  too_scattered: 'body_too_large',
  embed_too_large: 'body_too_large',
  advance: 'body_too_large',
  subdocument: 'forbidden',
  foreign_client: 'forbidden',
} as const satisfies Record<string, ErrorCode>

export type Reason = keyof typeof CODES

/** Ends the reading of an update; never leaves the guard. */
export class Refusal extends Error {
  readonly reason: Reason

  constructor(reason: Reason) {
    super(reason)
    this.reason = reason
  }
}

export const refused = (reason: Reason): Refused => ({ verdict: 'refuse', code: CODES[reason], reason })
