/** What is read about rights beside the room for it. All of it may be older than the room. */
import { TuttiError } from '../../../shared/errors.ts'
import { READ_MS } from '../../../shared/overlay.ts'
import type { GrantRecord, LinkRecord } from './access-rows.ts'
import type { Beginning } from './beginning.ts'
import type { Locked } from './passwords.ts'

/** For open(). Nobody else writes these rows meanwhile. */
export interface StoredAccess {
  readonly links: readonly LinkRecord[]
  /** How many grants there are, by what they came by. */
  readonly counts: ReadonlyMap<string, number>
  /** Log position of what search knows of it. */
  readonly wordsAt: number
}

/** For join(): what authorize() has found out. */
export interface AccessFacts {
  readonly asOfMs: number
  /** Of whoever joins. */
  readonly grants: readonly GrantRecord[]
  /** The link that they have shown, and whose password they knew. */
  readonly via: string | null
}

/** For a command. */
export interface Loaded {
  readonly asOfMs: number
  /** Of the users that the command names. */
  readonly grants?: readonly GrantRecord[]
  /** link: a code that nobody can guess, and the password as it is kept. */
  readonly code?: string
  readonly lock?: Locked | null
  /** create: what it begins with; null: nothing. */
  readonly content?: Beginning | null
}

/** @throws TuttiError `unavailable` where a read took so long that the room may have forgotten what changed meanwhile */
export const believe = <T extends { readonly asOfMs: number }>(read: T, wallMs: number): T => {
  if (wallMs - read.asOfMs > READ_MS) throw new TuttiError('unavailable', 'the database is slow', { retryMs: 1000 })
  return read
}
