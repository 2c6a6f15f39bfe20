/** What a search comes down to, whatever the database. */
import type { MESSAGE } from './message.ts'
import type { ReadTables } from './view.ts'

export interface Hunt {
  /** The channels to look in. */
  readonly rooms: readonly string[]
  /** As it was typed. */
  readonly text: string
  readonly from: string | undefined
  readonly has: 'file' | 'link' | undefined
  /** Positions to look at: from this one on, and below that one. */
  readonly low: number
  readonly high: number
  readonly limit: number
}

export type Found = Pick<ReadTables['chat_message'], (typeof MESSAGE)[number] | 'pos' | 'room'>

export interface Catch {
  /** Newest first. */
  readonly found: readonly Found[]
  /** It gave up before the end: what lies below this position has not been looked at. */
  readonly stopped: number | null
}
