/** Updates of several people as one, put together by their bytes: what each wrote stands in a section of its own. */
import { createEncoder, toUint8Array, writeUint8Array, writeVarUint } from 'lib0/encoding'
import type { Written } from './guard/verdict.ts'

export interface Part {
  /** As the guard lets it in: every number in its shortest form, and nothing in it that is known. */
  readonly update: Uint8Array
  readonly written: readonly Written[]
}

/**
 * One V1 update with all that these say; undefined where that takes Yjs: somebody has deleted something, or speaks for
 * several Yjs clients, or wrote two of them.
 */
export const together = (parts: readonly Part[]): Uint8Array | undefined => {
  for (const { update, written } of parts) if (written.length !== 1 || !isPlain(update)) return undefined
  const [first] = parts
  if (parts.length === 1) return first!.update
  // Higher clients first, as Yjs has them: what merges updates later relies on it.
  const sorted = parts.toSorted((a, b) => clientOf(b) - clientOf(a))
  for (let i = 1; i < sorted.length; i++) if (clientOf(sorted[i - 1]!) === clientOf(sorted[i]!)) return undefined
  const encoder = createEncoder()
  writeVarUint(encoder, sorted.length)
  for (const { update } of sorted) writeUint8Array(encoder, update.subarray(1, -1))
  writeVarUint(encoder, 0)
  return toUint8Array(encoder)
}

/** It has one section, and no deletes: their number comes last, and were there any, a length would, which is never 0. */
const isPlain = (update: Uint8Array): boolean => update[0] === 1 && update.at(-1) === 0

const clientOf = ({ written }: Part): number => written[0]!.client
