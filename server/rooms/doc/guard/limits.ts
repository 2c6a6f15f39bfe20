/** How much an update may hold, and how far it may reach. */
import { DOC } from '../../../../shared/doc/rules.ts'

export interface GuardLimits {
  readonly bytesMax: number
  readonly structsMax: number
  /** Clients in it that nobody has written with before. */
  readonly newClientsMax: number
  /** Clocks that it may add for one client: a claim of 2^50 takes nine bytes and would end that client for ever. */
  readonly advanceMax: number
  /**
   * Items of the document that Yjs may have to look at (it does five million a second), but for the struct that needs
   * most: whoever was away writes at many places where others wrote little, or at one where they wrote much.
   */
  readonly stepsMax: number
  /** The same for the structs of the update that meet one another, each counted against all of its list. */
  readonly contestedMax: number
  readonly rootsMax: number
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
  advanceMax: 4_000_000,
  stepsMax: 300_000,
  contestedMax: 20_000_000,
  rootsMax: DOC.rootsMax,
  rootNameMax: DOC.rootNameMax,
  depthMax: 64,
  nestingMax: 32,
  embedMax: 64 * 1024,
  keyMax: 1_024,
}

/** Clocks end here, for everybody. */
export const CLOCK_MAX = 2 ** 31
