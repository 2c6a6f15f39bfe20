/** Copies of documents in the browser: one for each room, creation of it, and user; none is ever merged into another. */
import { IndexeddbPersistence } from 'y-indexeddb'
import type * as Y from 'yjs'
import type { DocRole } from '../../../shared/doc/rules.ts'
import type { DocInfo } from '../../../shared/doc/types.ts'
import { BrowserForkCopy } from './fork-copy.ts'

/** What was last known of a document, beside its content. */
export interface Remembered {
  readonly info: DocInfo
  readonly role: DocRole
  /** Counts copies that were thrown away: the next one has another name, since windows may hold the old one open. */
  readonly turn: number
}

export interface LocalCopy {
  /** Is this the origin of what it loads into the document? */
  owns(origin: unknown): boolean
  /** It is in the document; false: it cannot be had. */
  readonly loaded: Promise<boolean>
  /** Follows the document no longer. */
  close(): void
  /** For good. */
  remove(): void
}

/** What was kept of a fork of mine. */
export interface KeptFork {
  /** As the host had it when it was last heard of. */
  readonly host: Uint8Array | undefined
  /** What the host has not said that it has, in order. */
  readonly mine: readonly Uint8Array[]
}

export interface ForkCopy {
  /** Undefined: nothing can be kept here. */
  readonly loaded: Promise<KeptFork | undefined>
  /** What is given to it is kept: false where the browser does not. */
  readonly works: boolean
  /** One more of mine. */
  add(update: Uint8Array): void
  /** In place of all that was loaded and added here. What another window keeps stays. */
  write(kept: KeptFork): void
  close(): void
}

export interface LocalCopies {
  recall(room: string, user: string): Remembered | undefined
  remember(room: string, user: string, what: Remembered): void
  open(room: string, user: string, what: Remembered, doc: Y.Doc): LocalCopy
  /** Of that user's own suggestions, in that creation of the document. */
  fork(room: string, user: string, born: string): ForkCopy
}

/** Undefined where the browser keeps nothing. */
export const browserCopies = (): LocalCopies | undefined => {
  try {
    // Reading the name alone throws where a browser forbids it.
    return typeof indexedDB === 'undefined' || typeof localStorage === 'undefined' ? undefined : BROWSER
  } catch {
    return undefined
  }
}

const keyOf = (room: string, user: string): string => `tutti-doc/${room}/${user}`

const BROWSER: LocalCopies = {
  recall: (room, user) => {
    try {
      const kept = JSON.parse(localStorage.getItem(keyOf(room, user)) ?? 'null') as Remembered | null
      return typeof kept?.info?.born === 'string' ? kept : undefined
    } catch {
      return undefined
    }
  },
  remember: (room, user, what) => {
    try {
      localStorage.setItem(keyOf(room, user), JSON.stringify(what))
    } catch {
      // Full, or forbidden: the next visit begins with the host's document.
    }
  },
  open: (room, user, { info: { born }, turn }, doc) =>
    new BrowserCopy(`tutti-doc/${room}/${born}/${user}${turn > 0 ? `/${turn}` : ''}`, doc),
  fork: (room, user, born) => new BrowserForkCopy(`tutti-doc-fork/${room}/${born}/${user}`),
}

class BrowserCopy implements LocalCopy {
  readonly loaded: Promise<boolean>
  #persistence: IndexeddbPersistence | undefined
  #closed = false

  constructor(name: string, doc: Y.Doc) {
    this.loaded = this.#open(name, doc)
  }

  async #open(name: string, doc: Y.Doc): Promise<boolean> {
    if (!(await mayOpen()) || this.#closed) return false
    this.#persistence = new IndexeddbPersistence(name, doc)
    await this.#persistence.whenSynced
    return !this.#closed
  }

  owns(origin: unknown): boolean {
    return origin === this.#persistence && origin !== undefined
  }

  close(): void {
    this.#closed = true
    void this.#persistence?.destroy()
  }

  remove(): void {
    this.#closed = true
    void this.#persistence?.clearData()
  }
}

/** Asked before, since y-indexeddb does not tell that a browser refuses, as private windows do. */
const mayOpen = (): Promise<boolean> =>
  new Promise((resolve) => {
    const request = indexedDB.open('tutti-doc')
    request.onsuccess = () => {
      request.result.close()
      resolve(true)
    }
    request.onerror = () => resolve(false)
  })
