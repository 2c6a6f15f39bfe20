/** The document and what one user proposes, as a Y.Doc that follows both; of my own, with what the host does not have yet. */
import * as Y from 'yjs'
import { TuttiError } from '../../../shared/errors.ts'
import { Bell } from '../bell.ts'
import type { Off } from '../listeners.ts'
import { holdsMore } from './beyond.ts'
import { fitted, joined, keptOf } from './fork-fit.ts'
import { ForkKeeping } from './fork-keeping.ts'
import type { ForkParts, Sending } from './fork-parts.ts'
import type { DocFork } from './suggestion-types.ts'
import type { DocProvider } from './types.ts'
import { Upload } from './upload.ts'

const MERGE_AT = 64
export class Fork implements DocFork {
  readonly user: string
  doc: Y.Doc
  /** It was never compared with the host's, or not since the connection was gone. */
  isUnsure = true
  readonly #parts: ForkParts
  readonly #bell = new Bell<'replaced' | 'saved'>()
  #main: Y.Doc
  #upload: Upload | undefined
  readonly #copy: ForkKeeping | undefined
  #sending: Sending = 'shut'
  /** What the host has of it. */
  #host: Uint8Array[] = []
  /** The host lacks what mine builds on: all of mine is to be sent anew. */
  #lacking = false
  #cancel: (() => void) | undefined
  /** Under way: what was heard since, and whether it is another one by now. */
  #asked: { readonly heard: Uint8Array[]; isOld: boolean } | undefined
  #closed = false

  constructor(user: string, parts: ForkParts) {
    this.user = user
    this.#parts = parts
    this.#main = parts.main()
    this.doc = this.#build()
    const { own, clock } = parts
    if (own !== undefined) this.#copy = new ForkKeeping(clock, own.copy, () => keptOf(this.#host, this.#mine()))
  }

  get waiting(): number {
    return this.#upload?.waiting ?? 0
  }
  get refused(): number {
    return this.#upload?.refused ?? 0
  }
  get refusal(): TuttiError | undefined {
    return this.#upload?.refusal
  }
  get saved(): boolean {
    return this.waiting === 0 && this.refused === 0
  }
  get kept(): boolean {
    return this.#copy?.works ?? false
  }

  on(event: 'replaced' | 'saved', run: () => void): Off {
    return this.#bell.on(event, run)
  }
  discard(): Y.Doc {
    this.#begin([])
    this.#copy?.now()
    return this.doc
  }
  keepCopy(title?: string): Promise<DocProvider> {
    return this.#parts.keepCopy(this.doc, title)
  }

  /** Begins with what its copy has; false: there is none. */
  async restore(): Promise<boolean> {
    const kept = await this.#copy?.read()
    if (kept === undefined || this.#closed) return false
    if (kept.host !== undefined) this.#has(kept.host)
    for (const update of kept.mine) this.#propose(update)
    return true
  }

  /** The host has this as well. */
  heard(update: Uint8Array): void {
    this.#asked?.heard.push(update)
    this.#has(update)
    this.#copy?.soon()
  }

  /** All of it was accepted or rejected. Behind the edits of the same moment, which tell which. */
  gone(): void {
    this.#begins([])
    this.#cancel = this.#parts.clock.after(0, () => {
      if (!this.isUnsure) this.#compare()
    })
  }

  /** Some of it was accepted or rejected, and this is what is left: what I have not sent yet goes on from there. */
  settled(rest: Uint8Array): void {
    this.#begins([rest])
    if (!this.isUnsure && this.#fitting() !== undefined) this.#begin(this.#mine())
  }

  /** Goes on from what the host has, which `query` asks; undefined: nothing. Rejects with what that rejects with. */
  async ask(query: () => Promise<Uint8Array | undefined>): Promise<void> {
    for (;;) {
      const asked = (this.#asked = { heard: [] as Uint8Array[], isOld: false })
      const update = await query()
      // Settled while it was on its way: that is not what it is now.
      if (asked.isOld && !this.#closed) continue
      this.#asked = undefined
      return this.#told([...(update === undefined ? [] : [update]), ...asked.heard])
    }
  }

  /** Takes this of mine in, which the document's host did not. */
  take(update: Uint8Array): void {
    this.#propose(update)
    this.#copy?.now()
  }

  /** The document is built anew; `same`: it is the same one, and what I proposed is still that. */
  replaced(same: boolean): void {
    const mine = same ? this.#mine() : []
    if (!same) this.#host = []
    if (!same) this.#copy?.another()
    this.isUnsure = true
    this.#sending = 'shut'
    this.#begin(mine)
  }

  allow(sending: Sending): void {
    if (this.#sending === sending) return
    this.#sending = sending
    this.#gate()
  }

  close(): void {
    if (this.#closed) return
    this.#copy?.now()
    this.#closed = true
    this.#cancel?.()
    this.#release()
    this.#copy?.close()
    this.#parts.closed(this)
  }

  #told(updates: Uint8Array[]): void {
    if (this.#closed) return
    this.#begins(updates)
    this.isUnsure = false
    const lacking = this.#lacking
    this.#lacking = false
    if (!this.#compare() || !lacking) return
    this.#upload?.replace(Y.encodeStateAsUpdate(this.doc, Y.encodeStateVector(joined(this.#parts.main(), this.#host))))
  }

  /** The host has that of it, and nothing else. */
  #begins(updates: Uint8Array[]): void {
    if (this.#asked !== undefined) this.#asked.isOld = true
    this.#cancel?.()
    this.#host = updates
  }

  #has(update: Uint8Array): void {
    if (update.length === 0) return
    this.#host.push(update)
    if (this.#host.length >= MERGE_AT) this.#host = [Y.mergeUpdates(this.#host)]
    Y.applyUpdate(this.doc, update, this)
  }

  #propose(update: Uint8Array): void {
    Y.applyUpdate(this.doc, update, this)
    this.#upload?.add(update)
  }

  /** What the host is not known to have. */
  #mine(): Uint8Array[] {
    const rejected = this.#upload?.rejected()
    return [...(rejected === undefined ? [] : [rejected]), ...(this.#upload?.left() ?? [])]
  }

  /** What this should be. Undefined: what I wrote hangs on what was rejected, and is not taken away unasked. */
  #fitting(): Y.Doc | undefined {
    const known = fitted(this.#parts.main(), this.#host, this.#mine())
    if (known === undefined)
      this.#upload?.forbid(new TuttiError('conflict', 'what it was written behind is no suggestion any more'))
    return known
  }

  /** Goes on from what the host has; false: it cannot. */
  #compare(): boolean {
    const known = this.#fitting()
    if (known === undefined) return false
    if (holdsMore(this.doc, Y.encodeStateVector(known), [Y.encodeStateAsUpdate(known)]) !== null)
      this.#begin(this.#mine())
    else for (const update of this.#host) Y.applyUpdate(this.doc, update, this)
    this.#copy?.soon()
    return true
  }

  /** Anew, from the document, what the host has of this, and these of mine. */
  #begin(mine: readonly Uint8Array[]): void {
    this.#release()
    this.doc = this.#build()
    for (const update of this.#host) Y.applyUpdate(this.doc, update, this)
    for (const update of mine) this.#propose(update)
    this.#gate()
    this.#copy?.soon()
    this.#bell.ring('replaced')
    this.#bell.ring('saved')
  }

  #build(): Y.Doc {
    this.#main = this.#parts.main()
    this.#main.on('update', this.#followed)
    const doc = new Y.Doc()
    Y.applyUpdate(doc, Y.encodeStateAsUpdate(this.#main), this)
    const { own, clock } = this.#parts
    if (own === undefined) return doc
    const changed = (): void => this.#bell.ring('saved')
    const gap = (): void => {
      this.#lacking = this.isUnsure = true
      this.#parts.unsure(this)
    }
    this.#upload = new Upload({ clock, send: own.send, changed, gap })
    doc.on('update', this.#proposed)
    return doc
  }

  #release(): void {
    this.#main.off('update', this.#followed)
    this.doc.off('update', this.#proposed)
    this.#upload?.close()
    this.#upload = undefined
  }

  #gate(): void {
    if (this.#sending === 'open') this.#upload?.open()
    else if (this.#sending === 'shut') this.#upload?.shut()
    else this.#upload?.forbid(new TuttiError('forbidden', 'your role does not let you suggest changes'))
  }

  readonly #followed = (update: Uint8Array): void => Y.applyUpdate(this.doc, update, this)
  readonly #proposed = (update: Uint8Array, origin: unknown): void => {
    if (origin === this) return
    this.#upload?.add(update)
    if (this.#sending === 'forbidden') this.#gate()
    this.#copy?.add(update)
  }
}
