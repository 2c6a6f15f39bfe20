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
  /** What came since the fork was gone; undefined: it is not. */
  #since: Uint8Array[] | undefined

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
    if (update === undefined || update.length === 0) return
    this.#since?.push(update)
    Y.applyUpdate(this.doc, update, this)
  }

  /** All of it was accepted or rejected. Behind the edits of the same moment, which tell which. */
  gone(): void {
    this.#since = []
    this.#cancel?.()
    this.#cancel = this.#parts.clock.after(0, () => {
      const since = this.#since ?? []
      this.#since = undefined
      // Without what was rejected, what I have written behind it fits nowhere.
      const kept = new Y.Doc()
      for (const update of [Y.encodeStateAsUpdate(this.#parts.main()), ...since, ...this.#mine()])
        Y.applyUpdate(kept, update)
      if (holdsMore(this.doc, Y.encodeStateVector(kept), [Y.encodeStateAsUpdate(kept)]) !== null) this.begin(since)
    })
  }

  /** Some of it was accepted or rejected, and this is what is left: what I have not sent yet goes on from there. */
  settled(rest: Uint8Array): void {
    this.#cancel?.()
    this.#since = undefined
    const mine = this.#mine()
    this.begin([rest])
    for (const update of mine) Y.applyUpdate(this.doc, update)
  }

  /** From the document alone, and these. */
  begin(updates: readonly Uint8Array[] = []): void {
    this.#release()
    this.doc = this.#build()
    for (const update of updates) this.heard(update)
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

  /** What is not durable yet. */
  #mine(): readonly Uint8Array[] {
    return this.#upload?.left() ?? []
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
