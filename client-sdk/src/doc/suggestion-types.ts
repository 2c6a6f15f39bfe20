/** Suggestions as a page sees them: a fork of the document for each who proposes something. */
import type * as Y from 'yjs'
import type { Suggester, Suggestion } from '../../../shared/doc/types.ts'
import type { TuttiError } from '../../../shared/errors.ts'
import type { DocProvider } from './types.ts'

/** The document and what one user proposes. Bind an editor to `doc`. */
export interface DocFork {
  readonly user: string
  /** Another one when some of it is settled, or all of it rejected: Yjs cannot take back what was applied. See on(). */
  readonly doc: Y.Doc
  /** Of my own: every proposal is durable at the host. */
  readonly saved: boolean
  readonly waiting: number
  /** Of my own: proposals that the host does not take, and why the last of them: discard() or keepCopy(). */
  readonly refused: number
  readonly refusal: TuttiError | undefined
  /** Of my own: what is not durable is in a copy in the browser, and sent when this is opened again. */
  readonly kept: boolean
  /** Drops what the host does not have. The new `doc`. */
  discard(): Y.Doc
  /** Makes a document of mine with all that stands here. Resolves with it once it is saved. */
  keepCopy(title?: string): Promise<DocProvider>
  /** `replaced`: `doc` is another one. `saved`: `saved`, `waiting` or `refused` changed. */
  on(event: 'replaced' | 'saved', run: () => void): () => void
  close(): void
}

export interface DocSuggestions {
  /** Who proposes something. */
  readonly people: readonly Suggester[]
  /** What they propose, change by change; a user's alone, or everybody's. */
  list(user?: string): Promise<readonly Suggestion[]>
  /**
   * My own fork, to write in: without a connection from its copy in the browser, where there is one. Rejects with
   * `forbidden` below a suggester.
   */
  mine(): Promise<DocFork>
  /** Whether there are proposals of mine, from an earlier visit too, that the host does not have: mine() sends them. */
  unsent(): Promise<boolean>
  /** Another user's fork, to look at. */
  of(user: string): Promise<DocFork>
  /** Editors. Without ids: all of that user's. */
  accept(user: string, ids?: readonly string[]): Promise<void>
  /** Editors; my own in any case. */
  reject(user: string, ids?: readonly string[]): Promise<void>
}
