/** What a document tells the address that its owner has set with `hook`, as JSON. */
import type { Version } from './types.ts'

/** People wrote: who, and how far the log is since. At most every two seconds, at least every ten while they write. */
export interface DocChanged {
  readonly type: 'doc.changed'
  readonly n: number
  readonly by: readonly string[]
}

/** A version was kept, or has another name. */
export interface DocVersioned {
  readonly type: 'doc.version'
  readonly version: Version
}

export interface DocCommented {
  readonly type: 'doc.comment'
  readonly thread: string
  readonly comment: string
  readonly by: string
  readonly name: string
  readonly text: string
}

export type DocNews = DocChanged | DocVersioned | DocCommented

/** As it arrives. */
export type DocDelivery = DocNews & {
  /** Of this delivery, as in the header `tutti-id`: the same in every try. */
  readonly id: string
  readonly kind: 'doc'
  readonly room: string
  readonly title: string
  readonly at: number
}
