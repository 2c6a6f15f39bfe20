/** The document and what one user proposes, as a Y.Doc that follows both. */
import * as Y from 'yjs'
import type { ClientClock } from '../clock.ts'
import { Bell } from '../bell.ts'
import type { Off } from '../listeners.ts'
import { holdsMore } from './beyond.ts'
import type { DocFork } from './suggestion-types.ts'
import { Upload } from './upload.ts'

export interface ForkParts {
  readonly clock: ClientClock
  /** The document itself, now. */
  readonly main: () => Y.Doc
  /** Of my own fork: resolves when it is durable. Undefined: somebody else's. */
  readonly send: ((update: Uint8Array) => Promise<unknown>) | undefined
  readonly closed: (fork: Fork) => void
}

export class Fork implements DocFork {
  readonly user: string
  doc: Y.Doc
  readonly #parts: ForkParts
  readonly #bell = new Bell<'replaced' | 'saved'>()
  #main: Y.Doc
  #upload: Upload | undefined
  #open = false
  #cancel: (() => void) | undefined

  constructor(user: string, parts: ForkParts) {
    this.user = user
    this.#parts = parts
    this.#main = parts.main()
    this.doc = this.#build()
  }

  get waiting(): number {
    return this.#upload?.waiting ?? 0
  }
  get saved(): boolean {
    return this.waiting === 0 && (this.#upload?.refused ?? 0) === 0
  }

  on(event: 'replaced' | 'saved', run: () => void): Off {
    return this.#bell.on(event, run)
  }

  /** What the host has of it: undefined is nothing. */
  heard(update: Uint8Array | undefined): void {
    if (update !== undefined && update.length > 0) Y.applyUpdate(this.doc, update, this)
  }

  /** All of it was accepted or rejected. Behind the edits of the same moment, which tell which. */
  gone(): void {
    this.#cancel?.()
    this.#cancel = this.#parts.clock.after(0, () => {
      const main = this.#parts.main()
      if (holdsMore(this.doc, Y.encodeStateVector(main), [Y.encodeStateAsUpdate(main)]) !== null) this.begin()
    })
  }

  /** From the document alone, without what was proposed. */
  begin(): void {
    this.#release()
    this.doc = this.#build()
    this.#gate()
    this.#bell.ring('replaced')
  }

  allow(open: boolean): void {
    this.#open = open
    this.#gate()
  }

  close(): void {
    this.#cancel?.()
    this.#release()
    this.#parts.closed(this)
  }

  #build(): Y.Doc {
    this.#main = this.#parts.main()
    this.#main.on('update', this.#followed)
    const doc = new Y.Doc()
    Y.applyUpdate(doc, Y.encodeStateAsUpdate(this.#main), this)
    const { send, clock } = this.#parts
    if (send !== undefined) {
      this.#upload = new Upload({ clock, send, changed: () => this.#bell.ring('saved') })
      doc.on('update', this.#proposed)
    }
    return doc
  }

  #release(): void {
    this.#main.off('update', this.#followed)
    this.doc.off('update', this.#proposed)
    this.#upload?.close()
    this.#upload = undefined
  }

  #gate(): void {
    if (this.#open) this.#upload?.open()
    else this.#upload?.shut()
  }

  readonly #followed = (update: Uint8Array): void => Y.applyUpdate(this.doc, update, this)
  readonly #proposed = (update: Uint8Array, origin: unknown): void => {
    if (origin !== this) this.#upload?.add(update)
  }
}
