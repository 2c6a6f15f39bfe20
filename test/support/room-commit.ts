/** Commits of a room that a test drives by hand. */
import type { Acquired, NonceAnswer, RoomCommit } from '../../server/ports.ts'

export const EPOCH = 'epoch-1'
export const NAMES = ['said', 'edited']

/** A commit that follows `at`, with nothing in it but what is named. */
export const commitAfter = (at: Acquired, parts: Partial<RoomCommit> = {}): RoomCommit => ({
  key: at.key,
  fence: at.fence,
  rev: at.rev,
  nextRev: at.rev + 1,
  seq: at.seq,
  nonceMs: at.nonceMs,
  events: [],
  answers: [],
  rows: [],
  ...parts,
})

/** The room after such a commit. */
export const after = (at: Acquired, { nextRev, seq, nonceMs }: RoomCommit, fence = at.fence): Acquired => ({
  ...at,
  fence,
  rev: nextRev,
  seq,
  nonceMs,
})

/** 16 bytes that begin with their time, as a UUIDv7 does. */
export const nonceAt = (ms: number, tail = 1): Uint8Array => {
  const nonce = new Uint8Array(16).fill(tail, 6)
  for (let i = 0, rest = ms; i < 6; i++, rest = Math.floor(rest / 256)) nonce[5 - i] = rest % 256
  return nonce
}

export const answerOf = (user: string, nonce: Uint8Array, body = 7): NonceAnswer => ({
  user,
  nonce,
  digest: new Uint8Array(32).fill(body),
  body: Uint8Array.of(body),
})
