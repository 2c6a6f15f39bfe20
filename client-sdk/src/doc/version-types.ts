/** Versions and history as a page sees them. */
import type * as Y from 'yjs'
import type { LogEntry, Version, VersionDiff, Writer } from '../../../shared/doc/types.ts'

export interface DocVersions {
  /** The newest first, as far as they were loaded; another array whenever something changed. Asked for when first looked at. */
  readonly list: readonly Version[]
  readonly loaded: boolean
  /** There are older ones. */
  readonly more: boolean
  loadMore(): Promise<void>
  /** Names the document as it is now. */
  keep(name: string): Promise<Version>
  rename(id: string, name: string): Promise<void>
  /** A forward edit to what it was at `n`: others keep typing, and it can be undone by another restore. */
  restore(n: number): Promise<Version>
  /**
   * Undoes what that user did in [fromMs, toMs] (Unix ms), leaving what others did. It is an edit of mine at the
   * version's `at`: reverting me then and then takes it back.
   * @throws TuttiError `not_found` where they wrote nothing then
   */
  revert(user: string, fromMs: number, toMs: number): Promise<Version>
  /** The present, and what revert() would make of it. */
  reverted(user: string, fromMs: number, toMs: number): Promise<{ readonly from: Uint8Array; readonly to: Uint8Array }>
  /** Whoever has ever written in it. */
  authors(): Promise<readonly Writer[]>
  /** The document as it was at `n`, in a Y.Doc of its own. */
  at(n: number): Promise<Y.Doc>
  /** From `from` to `to`, or to now. */
  diff(from: number, to?: number): Promise<VersionDiff>
  /**
   * The log, step by step, for playback; `after` 0 is the beginning. `stride`: so many edits are one step, default 1.
   * `head`: how many there are by now.
   */
  history(
    after: number,
    limit?: number,
    stride?: number,
  ): Promise<{ readonly entries: readonly LogEntry[]; readonly next: number | null; readonly head: number }>
}
