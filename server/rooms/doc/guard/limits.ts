/** How much an update may hold, and how far it may reach. */
import { DOC } from '../../../../shared/doc/rules.ts'

export interface GuardLimits {
  readonly bytesMax: number
  readonly structsMax: number
  /**
   * Clients in it that nobody has written with before; more where the document has no more than `clientsMax` with them:
   * each page that was ever open is one, and whoever brings such a document brings them all.
   */
  readonly newClientsMax: number
  readonly clientsMax: number
  /** Clocks that it may add for one client: a claim of 2^50 takes nine bytes and would end that client for ever. */
  readonly advanceMax: number
  /**
   * Items of the document that Yjs may have to look at (it does five million a second), but for the struct that needs
   * most: whoever was away writes at many places where others wrote little, or at one where they wrote much.
   */
  readonly stepsMax: number
  /** The same for the structs of the update that meet one another, each counted against all of its list. */
  readonly contestedMax: number
  /** The names that roots may have; null: any, and so many. */
  readonly roots: ReadonlySet<string> | null
  readonly rootsMax: number
  /** The last of these are for those who have brought fewer than so many: nobody takes them all. */
  readonly rootsLast: number
  readonly rootNameMax: number
  /** Types around types. */
  readonly depthMax: number
  /** Lists and objects within one value. */
  readonly nestingMax: number
  /** One embed, value or binary. */
  readonly embedMax: number
  /** Keys of maps and formats, names of elements. */
  readonly keyMax: number
}

export const GUARD: GuardLimits = {
  bytesMax: DOC.partsBytesMax,
  structsMax: 2_000_000,
  newClientsMax: 1_024,
  clientsMax: DOC.clientsMax,
  advanceMax: 4_000_000,
  stepsMax: 300_000,
  contestedMax: 20_000_000,
  roots: null,
  rootsMax: DOC.rootsMax,
  rootsLast: 16,
  rootNameMax: DOC.rootNameMax,
  depthMax: 64,
  nestingMax: 32,
  embedMax: 64 * 1024,
  keyMax: 1_024,
}

/** What the host makes of what was let in: a copy, or what was. It is as large, and as much work, as that. */
export const MADE: GuardLimits = {
  ...GUARD,
  bytesMax: DOC.madeBytesMax,
  newClientsMax: Infinity,
  stepsMax: 5_000_000,
  contestedMax: 100_000_000,
  rootsMax: Infinity,
}

/** Those that editors take where nobody says otherwise: they are to be had whatever others there are. */
export const USUAL_ROOTS: ReadonlySet<string> = new Set([
  'code',
  'codemirror',
  'content',
  'default',
  'document-store',
  'monaco',
  'prosemirror',
  'quill',
  'root',
])

/** Clocks end here, for everybody. */
export const CLOCK_MAX = 2 ** 31
