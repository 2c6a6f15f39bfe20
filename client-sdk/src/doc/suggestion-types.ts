/** Suggestions as a page sees them: a fork of the document for each who proposes something. */
import type * as Y from 'yjs'
import type { Suggester, Suggestion } from '../../../shared/doc/types.ts'

/** The document and what one user proposes. Bind an editor to `doc`. */
export interface DocFork {
  readonly user: string
  /** Another one when some of it is settled, or all of it rejected: Yjs cannot take back what was applied. See on(). */
  readonly doc: Y.Doc
  /** Of my own: every proposal is durable at the host. */
  readonly saved: boolean
  readonly waiting: number
  /** `replaced`: `doc` is another one. `saved`: `saved` or `waiting` changed. */
  on(event: 'replaced' | 'saved', run: () => void): () => void
  close(): void
}

export interface DocSuggestions {
  /** Who proposes something. */
  readonly people: readonly Suggester[]
  /** What they propose, change by change; a user's alone, or everybody's. */
  list(user?: string): Promise<readonly Suggestion[]>
  /** My own fork, to write in. Suggesters and above. */
  mine(): Promise<DocFork>
  /** Another user's fork, to look at. */
  of(user: string): Promise<DocFork>
  /** Editors. Without ids: all of that user's. */
  accept(user: string, ids?: readonly string[]): Promise<void>
  /** Editors; my own in any case. */
  reject(user: string, ids?: readonly string[]): Promise<void>
}
