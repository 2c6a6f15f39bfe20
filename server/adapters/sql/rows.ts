/** Rows of the engine's tables, as the ports name what is in them. */
import type { Acquired } from '../../ports.ts'

export interface RoomRow {
  readonly key: number
  readonly fence: number
  readonly rev: number
  readonly seq: number
  readonly epoch: string
  readonly floor_seq: number
  readonly nonce_ms: number
}

export const acquired = ({ key, fence, rev, seq, epoch, floor_seq, nonce_ms }: RoomRow): Acquired => ({
  key,
  fence,
  rev,
  seq,
  epoch,
  floorSeq: floor_seq,
  nonceMs: nonce_ms,
})
