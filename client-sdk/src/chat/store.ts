/** What a page must not forget: drafts, and messages that are not sent yet. */
import type { ErrorCode } from '../../../shared/errors.ts'
import type { SendExtra } from './types.ts'

export interface UnsentMessage {
  /** Names it, and is its nonce as hex: sent again, it is still sent once. */
  readonly local: string
  readonly user: string
  readonly room: string
  /** Unix ms. */
  readonly at: number
  readonly text: string
  readonly extra: SendExtra
  /** It was refused for this, and waits for its author to decide. */
  readonly failed?: ErrorCode
}

/** Whatever it rejects with is nobody's concern: a message is not held up by it. */
export interface ChatStore {
  /** What this user has not sent in this room and no other page still sends; from now on it is this page's. Oldest first. */
  claim(user: string, room: string): Promise<readonly UnsentMessage[]>
  put(message: UnsentMessage): Promise<void>
  remove(local: string): Promise<void>
  draft(user: string, room: string): Promise<string>
  keepDraft(user: string, room: string, text: string): Promise<void>
}

/** Forgets all with the page. */
export const memoryStore = (): ChatStore => {
  const unsent = new Map<string, UnsentMessage>()
  const drafts = new Map<string, string>()
  return {
    claim: async (user, room) => [...unsent.values()].filter((one) => one.user === user && one.room === room),
    put: async (message) => void unsent.set(message.local, message),
    remove: async (local) => void unsent.delete(local),
    draft: async (user, room) => drafts.get(`${user} ${room}`) ?? '',
    keepDraft: async (user, room, text) => void drafts.set(`${user} ${room}`, text),
  }
}
