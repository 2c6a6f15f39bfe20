/** Gives messages their numbers, and is the only one to do so: where one is appended, it is written, said and remembered. */
import { CHAT } from '../../../shared/chat/rules.ts'
import type { FileRef, Message } from '../../../shared/chat/types.ts'
import type { Desk } from './desk.ts'
import { listText } from './mutable.ts'
import type { Mutable } from './mutable.ts'
import type { Person } from './person.ts'
import type { Reading } from './reading.ts'

/** What a message may have beside its text. */
export interface Extras {
  readonly system?: NonNullable<Message['system']>
  readonly user?: string
  readonly reply?: number
  /** The first message of the thread: it counts its replies. */
  readonly root?: Mutable<Message>
  readonly files?: readonly FileRef[]
  readonly mentions?: readonly string[]
}

/** In bigger channels, comings and goings are not messages. */
const NOTES_MAX = 50

export class Timeline {
  readonly #desk: Desk
  readonly #reading: Reading

  constructor(desk: Desk, reading: Reading) {
    this.#desk = desk
    this.#reading = reading
  }

  /** Everything was checked. The message is said with the fields that it has, and no others. */
  append(author: Person, text: string, extras?: Extras): Message {
    const desk = this.#desk
    const { ctx } = desk
    const { id: by, name } = author
    const n = desk.lastN + 1
    const at = ctx.wall()
    const message: Mutable<Message> = { n, id: ctx.newId(), by, name, at, text }
    if (extras !== undefined) put(message, extras)
    ctx.record('message', {
      room: ctx.id,
      n,
      id: message.id,
      by_id: by,
      name,
      at,
      text,
      system: message.system ?? null,
      user_id: message.user ?? null,
      reply: message.reply ?? null,
      root: message.root ?? null,
      files: listText(message.files),
      mentions: listText(message.mentions),
    })
    desk.say('said', message)
    desk.passed.add(desk.seq, n)
    desk.lastN = n
    desk.messages.add(message)
    this.#reading.wrote(author, n)
    if (extras?.root === undefined) {
      desk.lastAt = at
      ctx.badge({ lastN: n, lastAt: at })
    } else this.#count(extras.root, at)
    return message
  }

  /** Tells in the channel itself what happened to it. */
  note(by: Person, system: NonNullable<Message['system']>, text: string, user?: string): void {
    const { info } = this.#desk
    if (info.type === 'direct' || info.memberCount > NOTES_MAX) return
    this.append(by, text, user === undefined ? { system } : { system, user })
  }

  #count(root: Mutable<Message>, at: number): void {
    const { ctx, messages } = this.#desk
    root.replies = (root.replies ?? 0) + 1
    root.lastReplyAt = at
    messages.changed(root, at)
    ctx.record('replied', { room: ctx.id, n: root.n, replies: root.replies, last_reply_at: at })
  }
}

const put = (message: Mutable<Message>, extras: Extras): void => {
  if (extras.system !== undefined) message.system = extras.system
  if (extras.user !== undefined) message.user = extras.user
  if (extras.reply !== undefined) message.reply = extras.reply
  if (extras.root !== undefined) message.root = extras.root.n
  if (extras.files !== undefined && extras.files.length > 0) message.files = extras.files
  if (extras.mentions !== undefined && extras.mentions.length > 0) message.mentions = extras.mentions
}

/** The beginning of a text, for where there is little room. */
export const excerpt = (text: string): string => {
  const line = text.replaceAll(/\s+/g, ' ').trim()
  return line.length <= CHAT.excerptMax ? line : `${line.slice(0, CHAT.excerptMax - 1).toWellFormed()}…`
}
