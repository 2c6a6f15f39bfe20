/** Every number that channels hold to, and what both ends compute alike. */
import { sha256 } from '@noble/hashes/sha2.js'

export const CHAT = {
  textMax: 4000,
  titleMax: 80,
  topicMax: 250,
  emojiMax: 32,
  filesMax: 10,
  /** Users added or named in one command. */
  addMax: 50,
  pageMax: 100,
  page: 50,
  /** Messages that a fresh JOINED carries. */
  recent: 50,
  /** Members of a channel at once, on one node. */
  seatsMax: 5_000,
  membersMax: 100_000,
  pinsMax: 50,
  /** Different emoji on one message. */
  reactionsMax: 20,
  mentionsMax: 20,
  /** @here and @channel: members may, below this many; moderators always. */
  broadMentionMax: 20,
  /** Above this many people, presence is a count; above that many members, receipts are not told. */
  namesMax: 200,
  receiptsMax: 100,
  /** Someone whose last device went is offline after this. */
  offlineMs: 15_000,
  /** Watermarks become durable at most this late. */
  receiptMs: 1_000,
  /** A client says typing this often at most, and forgets others' after the second. */
  typingEveryMs: 2_000,
  typingForgetMs: 5_000,
  /** Edit history that is kept of one message. */
  revisionsMax: 50,
  /** Authors may edit and delete this long; 0: always. */
  editMs: 0,
  /** Of a message's text, in a notification or a list. */
  excerptMax: 140,
  fileBytesMax: 8 * 1024 * 1024,
  moderateMs: 200,
} as const

/** The room of questions across channels. */
export const HALL = '_'

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'

const DIRECT = 'dm-'

export const isDirectRoom = (room: string): boolean => room.startsWith(DIRECT)

/** The room of the direct channel of two users: the same for both, and of nobody else. 128 bits of a SHA-256. */
export const directRoom = (a: string, b: string): string => {
  const [first, second] = a < b ? [a, b] : [b, a]
  // The length in front: no two pairs are the same bytes.
  const bytes = sha256(new TextEncoder().encode(`${first.length}:${first}${second}`))
  let text = DIRECT
  for (let bit = 0; bit < 128; bit += 6) {
    const at = bit >> 3
    const pair = (bytes[at]! << 8) | bytes[at + 1]!
    text += ALPHABET[(pair >> (10 - (bit & 7))) & 63]
  }
  return text
}

const MENTION = /(^|[^\w@])@(here|channel|\[([^\]\n]{1,128})\])/g

/** Mentions in a text: `@[user id]`, `@here`, `@channel`; each once, in order, at most CHAT.mentionsMax. */
export const mentionsIn = (text: string): string[] => {
  const found = new Set<string>()
  for (const [, , word, user] of text.matchAll(MENTION)) {
    if (found.size >= CHAT.mentionsMax) break
    found.add(user ?? `@${word}`)
  }
  return [...found]
}
