/** One Y.Doc: what the host sends goes in, what is edited here goes out, and a copy of it stays in the browser. */
import * as Y from 'yjs'
import type { DocState } from '../../../shared/doc/types.ts'
import { TuttiError, toError } from '../../../shared/errors.ts'
import { Backoff } from '../backoff.ts'
import type { ClientClock } from '../clock.ts'
import { ahead, holdsMore, isEmpty } from './beyond.ts'
import type { LocalCopy } from './local-copies.ts'
import type { Snapshot } from './snapshot.ts'
import { Upload } from './upload.ts'

export interface ContentParts {
  readonly clock: ClientClock
  /** The origin of what comes from the host, for whoever looks at a transaction. */
  readonly origin: unknown
  /** Resolves when it is durable. */
  readonly send: (update: Uint8Array) => Promise<unknown>
  readonly snapshot: (atLeast: number) => Promise<Snapshot>
  /** What is saved, waits or was refused changed. */
  readonly changed: () => void
  /** The document holds what the host holds. */
  readonly synced: () => void
  /** The host is to say again what it has. */
  readonly again: () => void
  /** The document cannot be had from the host. */
  readonly failed: (error: TuttiError) => void
}

type FreshState = Pick<DocState, 'at' | 'snapshot' | 'tail' | 'vector'>

const FORBIDDEN = 'your role does not let you edit this document'

export class Content {
  readonly doc: Y.Doc
  readonly upload: Upload
  readonly #parts: ContentParts
  readonly #backoff: Backoff
  #copy: LocalCopy | undefined
  #loading = false
  #keeps = true
  /** Holds what was never compared with the host's. */
  #unsure: boolean
  #writable: boolean | undefined
  /** The JOINED that is still to be put into the document, and the events behind it. */
  #wanted: FreshState | undefined
  #early: Uint8Array[] = []
  #seated = false
  #applying = 0
  #turn = 0
  #cancel: (() => void) | undefined

  constructor(parts: ContentParts, doc: Y.Doc) {
    this.doc = doc
    this.#parts = parts
    this.#backoff = new Backoff(parts.clock, () => 0.5)
    this.#unsure = !isEmpty(doc)
    this.upload = new Upload({
      clock: parts.clock,
      send: parts.send,
      changed: parts.changed,
      gap: () => this.#lacking(),
    })
    doc.on('update', this.#changed)
  }

  get synced(): boolean {
    return this.#seated && this.#wanted === undefined
  }
  get saved(): boolean {
    return !this.#unsure && !this.#loading && this.upload.waiting === 0 && this.upload.refused === 0
  }
  /** There is a local copy, as far as it is known. */
  get kept(): boolean {
    return this.#copy !== undefined && this.#keeps
  }
  get hasCopy(): boolean {
    return this.#copy !== undefined
  }

  keep(copy: LocalCopy): void {
    this.#copy = copy
    this.#loading = true
    void copy.loaded.then((keeps) => {
      this.#keeps = keeps
      this.#loading = false
      this.#parts.changed()
    })
  }

  /** May I edit it? Undefined: not known yet, or not there yet. */
  allow(writable: boolean | undefined): void {
    this.#writable = writable
    this.#gate()
  }

  /** The host let us in. `fresh` undefined: nothing was missed, and what was sent meanwhile follows. */
  seated(fresh: FreshState | undefined): void {
    this.#seated = true
    if (fresh !== undefined) {
      this.#wanted = fresh
      this.#early = []
    }
    if (this.#wanted !== undefined) return void this.#build(this.#wanted)
    this.#gate()
    this.#parts.synced()
  }

  lost(): void {
    this.#seated = false
    this.#turn++
    this.#cancel?.()
    this.upload.shut()
  }

  edited(update: Uint8Array): void {
    if (this.#wanted !== undefined) this.#early.push(update)
    else this.#apply([update])
  }

  /** `forgotten`: its copy goes as well. */
  close(forgotten = false): void {
    this.lost()
    this.doc.off('update', this.#changed)
    this.upload.close()
    if (forgotten) this.#copy?.remove()
    else this.#copy?.close()
  }

  async #build(wanted: FreshState): Promise<void> {
    const turn = ++this.#turn
    this.#cancel?.()
    await this.#copy?.loaded
    let { snapshot } = wanted
    if (snapshot === null && turn === this.#turn) {
      try {
        const fetched = await this.#parts.snapshot(wanted.at)
        // Another node may not have heard of the newest edits yet: a hole in front of the tail is no document.
        if ((fetched.at ?? wanted.at) < wanted.at) throw new TuttiError('unavailable', 'the snapshot is too old')
        snapshot = fetched.update
      } catch (thrown) {
        if (turn === this.#turn) this.#later(wanted, toError(thrown))
        return
      }
    }
    if (turn !== this.#turn || snapshot === null) return
    this.#backoff.healthy()
    const sent = [snapshot, ...wanted.tail].filter((update) => update.length > 0)
    const missing = this.#missing(wanted.vector, sent)
    const updates = [...sent, ...this.#early]
    this.#wanted = undefined
    this.#early = []
    this.#apply(updates)
    this.#unsure = false
    if (missing !== undefined && this.#writable === false)
      this.upload.refuse(missing, new TuttiError('forbidden', FORBIDDEN))
    else if (missing !== undefined) this.upload.replace(missing)
    this.#gate()
    this.#parts.changed()
    this.#parts.synced()
  }

  #later(wanted: FreshState, error: TuttiError): void {
    if (error.code === 'forbidden' || error.code === 'not_found') return this.#parts.failed(error)
    this.#cancel = this.#parts.clock.after(this.#backoff.nextMs(error.retryMs), () => void this.#build(wanted))
  }

  /** What the host lacks, before its own is put in. */
  #missing(vector: Uint8Array, sent: readonly Uint8Array[]): Uint8Array | undefined {
    const { doc, upload } = this
    let more: boolean
    if (this.#unsure) {
      const kind = holdsMore(doc, vector, sent)
      // A reader's Yjs tidies up behind deleted formats, and so does everybody's: no edit of theirs.
      more = kind === 'structs' || (kind === 'deletes' && this.#writable !== false)
    } else {
      const clients = ahead(doc, vector)
      const waits = upload.waiting > 0 || upload.refused > 0
      more = clients.length > 0 && !(waits && clients.every((client) => client === doc.clientID))
    }
    return more ? Y.encodeStateAsUpdate(doc, vector) : undefined
  }

  #apply(updates: readonly Uint8Array[]): void {
    this.#applying++
    try {
      Y.transact(
        this.doc,
        () => {
          for (const update of updates) Y.applyUpdate(this.doc, update, this.#parts.origin)
        },
        this.#parts.origin,
        false,
      )
    } finally {
      this.#applying--
    }
  }

  /** It lacks what an edit of mine builds on: everything is compared again. */
  #lacking(): void {
    this.#unsure = true
    this.#parts.again()
  }

  readonly #changed = (update: Uint8Array, origin: unknown): void => {
    if (origin === this.#parts.origin) return
    if (this.#copy?.owns(origin) === true) {
      if (!this.synced) this.#unsure = true
    } else if (this.#writable !== false) this.upload.add(update)
    else if (this.#applying === 0) this.upload.refuse(update, new TuttiError('forbidden', FORBIDDEN))
  }

  #gate(): void {
    if (this.#writable === false) this.upload.forbid(new TuttiError('forbidden', FORBIDDEN))
    else if (this.#writable === true && this.synced) this.upload.open()
    else this.upload.shut()
  }
}
