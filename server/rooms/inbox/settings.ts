/** What an inbox has to know of its host. */
import type { OutChannel } from '../../../shared/inbox/contract.ts'

export interface InboxSettings {
  /** Those that this host has. */
  readonly channels: readonly OutChannel[]
  /** What a browser's push subscription needs (VAPID, public). */
  readonly pushKey: string | null
  /** Webhooks may be http. */
  readonly plainWebhooks: boolean
  /** Bytes that nobody can guess: a room's own chance comes from a seed that its members can know. */
  readonly secret: (bytes: number) => Uint8Array
}

/** Nothing leaves the house. */
export const INDOORS: InboxSettings = {
  channels: [],
  pushKey: null,
  plainWebhooks: false,
  secret: (bytes) => new Uint8Array(bytes),
}

/** What addTarget needs and no room can make. */
export interface Secrets {
  readonly secret: string
  readonly code: string
}

/** No 0 and 1, which are taken for O and I when a code is typed. */
const CODE_LETTERS = '23456789ABCDEFGHJKLMNPQRSTUVWXYZ'

export const newSecrets = ({ secret }: InboxSettings): Secrets => ({
  secret: [...secret(32)].map((byte) => byte.toString(16).padStart(2, '0')).join(''),
  code: [...secret(8)].map((byte) => CODE_LETTERS[byte % CODE_LETTERS.length]).join(''),
})
