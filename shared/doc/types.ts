/** What travels about a document beside its Yjs updates. Times are Unix ms; bytes are Yjs V1 updates where nothing else is said. */
import type { DocRole, DocType } from './rules.ts'

export interface DocInfo {
  readonly title: string
  readonly type: DocType
  readonly owner: string
  /** What everybody may do who knows the address; null: nothing. */
  readonly public: DocRole | null
  /** Which creation of this room: content of another one must never be merged into it. */
  readonly born: string
  readonly createdAt: number
  readonly trashedAt: number | null
}

/** What a member learns when it is let in. */
export interface DocState {
  /** Null: not created yet. */
  readonly doc: DocInfo | null
  readonly role: DocRole
  /** Log position (n) of `snapshot`; the updates behind it are `tail`. */
  readonly at: number
  /** Null: larger than DOC.inlineMax (ask the query `snapshot`), or the member is recovered and needs none. */
  readonly snapshot: Uint8Array | null
  readonly tail: readonly Uint8Array[]
  /** State vector of the whole: what a client need not upload. */
  readonly vector: Uint8Array
  /** An awareness update (y-protocols) of everybody who is here. */
  readonly aware: Uint8Array
  readonly suggesters: readonly Suggester[]
}

export interface Suggester {
  readonly user: string
  readonly name: string
  readonly at: number
}

/** Where in the text something hangs: encoded Y.RelativePositions, and what stood there. */
export interface Anchor {
  readonly from: Uint8Array
  readonly to: Uint8Array
  readonly quote: string
}

export interface Comment {
  readonly id: string
  readonly by: string
  readonly name: string
  readonly at: number
  readonly text: string
  readonly editedAt: number | null
  readonly reactions: readonly { readonly emoji: string; readonly users: readonly string[] }[]
}

export interface Thread {
  readonly id: string
  /** Null: about the whole document. */
  readonly anchor: Anchor | null
  /** What it hung on is gone from the document. */
  readonly detached: boolean
  readonly resolvedBy: string | null
  readonly resolvedAt: number | null
  readonly comments: readonly Comment[]
}

/** One change that somebody proposes. */
export interface Suggestion {
  readonly id: string
  readonly by: string
  readonly name: string
  readonly at: number
  readonly type: 'insert' | 'delete' | 'format'
  /** What is inserted or deleted, or the attributes that are set, as text. */
  readonly text: string
  readonly from: Uint8Array
  readonly to: Uint8Array
}

export interface Version {
  readonly id: string
  /** Log position: the document with every update up to it. */
  readonly n: number
  /** Empty: kept by itself. */
  readonly name: string
  readonly by: string
  readonly byName: string
  readonly at: number
  readonly type: 'automatic' | 'named' | 'restored'
}

/** Two states and who wrote what between them. */
export interface VersionDiff {
  readonly from: Uint8Array
  readonly to: Uint8Array
  /** Yjs client id → who writes with it. Empty: nobody knows, it came back after a restore. */
  readonly clients: readonly (readonly [client: number, user: string])[]
  /** Who went on with one of them, and from which of its clocks on; in order. */
  readonly heirs: readonly (readonly [client: number, clock: number, user: string])[]
  /** Who deleted: ranges of [client, clock, length], by user. */
  readonly deleted: readonly {
    readonly user: string
    readonly ranges: readonly (readonly [number, number, number])[]
  }[]
  readonly people: readonly Writer[]
}

/** Somebody who has written in a document, by the name they had then. */
export interface Writer {
  readonly id: string
  readonly name: string
}

/** One step of the history. */
export interface LogEntry {
  readonly n: number
  readonly by: string
  readonly name: string
  readonly at: number
  readonly update: Uint8Array
}

/** A document in a list. */
export interface DocRow {
  readonly room: string
  readonly title: string
  readonly type: DocType
  readonly role: DocRole
  readonly owner: string
  readonly ownerName: string
  readonly folder: string
  readonly starred: boolean
  readonly updatedAt: number
  readonly trashedAt: number | null
  /** Of a search: the text around what was found. */
  readonly excerpt?: string
}

export interface Grant {
  readonly user: string
  readonly name: string
  readonly role: DocRole
}

export interface ShareLink {
  readonly code: string
  readonly role: DocRole
  readonly expiresAt: number | null
  readonly password: boolean
  readonly createdAt: number
}

export type DocFormat = 'markdown' | 'html' | 'text' | 'json'
