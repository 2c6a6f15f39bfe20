/** A recorded writing of one text, edit by edit, as the Yjs updates that an editor would send of it. */
import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import * as Y from 'yjs'
import { UsageError } from './arguments.ts'
import { ROOT } from './doc-typing.ts'

/** At a place of the text: so many letters less, and these more. */
type Patch = readonly [at: number, deleted: number, inserted: string]

export interface Trace {
  readonly endContent: string
  readonly patches: readonly Patch[]
}

/** A file of josephg/editing-traces, with one author. @throws UsageError where it is none */
export const readTrace = (path: string): Trace => {
  try {
    const bytes = readFileSync(path)
    const json: unknown = JSON.parse((path.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString())
    const { endContent, txns } = json as { endContent: string; txns: readonly { readonly patches: readonly Patch[] }[] }
    return { endContent, patches: txns.flatMap(({ patches }) => patches) }
  } catch (cause) {
    throw new UsageError(`--trace ${path}: ${cause instanceof Error ? cause.message : String(cause)}`)
  }
}

/** Whoever writes it again, with a document of their own. */
export class TraceWriter {
  readonly #doc = new Y.Doc()
  readonly #text = this.#doc.getText(ROOT)
  readonly #patches: readonly Patch[]
  #made: Uint8Array | undefined
  /** Edits so far. */
  edits = 0

  constructor(patches: readonly Patch[]) {
    this.#patches = patches
    this.#doc.on('update', (update: Uint8Array) => {
      this.#made = update
    })
  }

  get client(): number {
    return this.#doc.clientID
  }

  /** The clock behind its last letter. */
  get clock(): number {
    return Y.getState(this.#doc.store, this.client)
  }

  get over(): boolean {
    return this.edits === this.#patches.length
  }

  get content(): string {
    return this.#text.toJSON()
  }

  /** The next so many edits as one update; undefined: they came to nothing. */
  next(edits: number): Uint8Array | undefined {
    this.#made = undefined
    this.#doc.transact(() => {
      for (const [at, deleted, inserted] of this.#patches.slice(this.edits, this.edits + edits)) {
        if (deleted > 0) this.#text.delete(at, deleted)
        if (inserted !== '') this.#text.insert(at, inserted)
        this.edits++
      }
    })
    return this.#made
  }
}
