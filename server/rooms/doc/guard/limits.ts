/** How much an update may hold, and how far it may reach. */
import { DOC } from '../../../../shared/doc/rules.ts'

export interface GuardLimits {
  readonly bytesMax: number
  readonly structsMax: number
  /** Clients in it that nobody has written with before. */
  readonly newClientsMax: number
  /** Clocks that it may add for one client: a claim of 2^50 takes nine bytes and would end that client for ever. */
  readonly advanceMax: number
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
  rootsMax: DOC.rootsMax,
  rootNameMax: DOC.rootNameMax,
  depthMax: 64,
  nestingMax: 32,
  embedMax: 64 * 1024,
  keyMax: 1_024,
}

/** Clocks end here, for everybody. */
export const CLOCK_MAX = 2 ** 31
