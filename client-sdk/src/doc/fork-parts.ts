/** What a fork is made of. */
import type * as Y from 'yjs'
import type { ClientClock } from '../clock.ts'
import type { Fork } from './fork.ts'
import type { ForkCopy } from './local-copies.ts'
import type { DocProvider } from './types.ts'

/** Of my own fork. */
export interface OwnParts {
  /** Resolves when it is durable. */
  readonly send: (update: Uint8Array) => Promise<unknown>
  /** Undefined: none is kept. Another one where the document is another. */
  readonly copy: () => ForkCopy | undefined
}

export interface ForkParts {
  readonly clock: ClientClock
  /** The document itself, now. */
  readonly main: () => Y.Doc
  /** Undefined: somebody else's. */
  readonly own: OwnParts | undefined
  /** What the host has of it is to be asked for: see ask(). */
  readonly unsure: (fork: Fork) => void
  readonly keepCopy: (doc: Y.Doc, title: string | undefined) => Promise<DocProvider>
  readonly closed: (fork: Fork) => void
}

/** `forbidden`: for what my role is now. */
export type Sending = 'open' | 'shut' | 'forbidden'
