/** A document with what one person proposes: every change by itself, to be taken over or left. */
import * as Y from 'yjs'
import { copied } from './fork-copy.ts'
import { Ids } from './fork-ids.ts'
import type { Draft } from './fork-draft.ts'
import { restOf } from './fork-rest.ts'
import { Walk } from './fork-walk.ts'

/** One single change. */
export interface Change {
  /** The same as long as it changes the same. */
  readonly id: string
  readonly type: 'insert' | 'delete' | 'format'
  readonly text: string
  /**
   * Encoded Y.RelativePositions of the document: around what is inserted (in the document itself, around nothing),
   * deleted, or set.
   */
  readonly from: Uint8Array
  readonly to: Uint8Array
}

export class Fork {
  readonly changes: readonly Change[]
  readonly #update: Uint8Array
  readonly #walk: Walk
  readonly #drafts = new Map<string, Draft>()

  /** `update`: what the fork has beyond the document. @throws whatever Yjs throws at what it cannot apply */
  constructor(main: Y.Doc, update: Uint8Array) {
    this.#update = update
    const fork = docOf(main, update)
    this.#walk = new Walk(main, fork)
    const changes: Change[] = []
    const seen = new Set<Draft>()
    for (const { whole } of this.#walk.drafts) {
      const { span, isHidden } = whole
      if (isHidden || span === undefined || seen.has(whole)) continue
      seen.add(whole)
      const { id, type, text } = whole
      this.#drafts.set(id, whole)
      const from = Y.encodeRelativePosition(span.from)
      const to = Y.encodeRelativePosition(span.to)
      changes.push({ id, type, text, from, to })
    }
    this.changes = changes
  }

  has(id: string): boolean {
    return this.#drafts.has(id)
  }

  /** What these bring, as an update of the document by a client that has written nothing yet. */
  taken(ids: ReadonlySet<string>, client: number): Uint8Array {
    const chosen = this.#chosen(ids)
    const rows = this.#walk.gaps
      .map((gap) => ({ ...gap, puts: gap.puts.filter(({ draft }) => chosen.has(draft.whole)) }))
      .filter(({ puts }) => puts.length > 0)
    const takes = new Ids()
    for (const draft of chosen) takes.addAll(draft.takes)
    return copied(rows, takes, client)
  }

  /** The fork without these. */
  without(ids: ReadonlySet<string>): Uint8Array {
    const [listed, inner, revived] = [new Ids(), new Ids(), new Ids()]
    for (const draft of this.#chosen(ids)) {
      listed.addAll(draft.listed)
      inner.addAll(draft.inner)
      revived.addAll(draft.takesAll)
    }
    return restOf(this.#update, { listed, inner, revived })
  }

  #chosen(ids: ReadonlySet<string>): Set<Draft> {
    return new Set([...ids].map((id) => this.#drafts.get(id)).filter((draft) => draft !== undefined))
  }
}

/** Both together. What is deleted keeps its place, and Yjs tidies nothing up. */
export const docOf = (main: Y.Doc, update: Uint8Array): Y.Doc => {
  const fork = new Y.Doc({ gc: false })
  fork.transact((transaction) => {
    Y.applyUpdate(fork, Y.encodeStateAsUpdate(main))
    Y.applyUpdate(fork, update)
    transaction.local = true
  })
  return fork
}
