/** What people write: checked, judged, numbered and said. The hot path of a channel. */
import type { ChatContract } from '../../../shared/chat/contract.ts'
import type { FileRef, Message } from '../../../shared/chat/types.ts'
import type { Commands } from '../../../shared/contract.ts'
import { TuttiError } from '../../../shared/errors.ts'
import type { Member, Room } from '../../engine/room.ts'
import type { Desk } from './desk.ts'
import type { Guard } from './guard.ts'
import type { HeldBox } from './held-box.ts'
import type { Loaded } from './loaded.ts'
import type { Mutable } from './mutable.ts'
import type { Mentioned, Mentions } from './mentions.ts'
import type { Person } from './person.ts'
import type { Extras, Timeline } from './timeline.ts'

type Sent = Commands<ChatContract>['send']

export class Posting {
  readonly #desk: Desk
  readonly #timeline: Timeline
  readonly #mentions: Mentions
  readonly #guard: Guard
  readonly #held: HeldBox

  constructor(desk: Desk, timeline: Timeline, parts: { mentions: Mentions; guard: Guard; held: HeldBox }) {
    this.#desk = desk
    this.#timeline = timeline
    this.#mentions = parts.mentions
    this.#guard = parts.guard
    this.#held = parts.held
  }

  readonly on: Pick<Room<ChatContract>['on'], 'send'> = {
    send: (from, body, loaded) => this.#send(from, body, loaded as Loaded | undefined),
  }

  /** Everything was checked but for what the message leads to. */
  publish(author: Person, text: string, extras: Extras | undefined, mentioned: Mentioned): Message {
    const message = this.#timeline.append(author, text, extras)
    author.sentAt = message.at
    if (mentioned.list.length > 0) this.#mentions.note(message, author, mentioned)
    const peer = this.#desk.people.get(this.#desk.peerOf(author.id) ?? '')
    if (peer !== undefined) this.#mentions.knock(message, author, peer)
    return message
  }

  /** A thread has one level, and hangs on a person's words. @throws TuttiError */
  root(n: number, loaded: Loaded | undefined): Mutable<Message> {
    const root = this.#desk.messages.get(n, loaded)
    if (root.root !== undefined || root.system !== undefined)
      throw new TuttiError('conflict', 'a thread begins at a message of the channel')
    this.#desk.messages.mayChange()
    return root
  }

  #send(from: Member, body: Sent, loaded: Loaded | undefined): void {
    const desk = this.#desk
    const { ctx } = desk
    const author = desk.allow(from, 'send')
    const plain = body.files === undefined && body.reply === undefined && body.root === undefined
    if ((body.files?.length ?? 0) === 0 && body.text.trim() === '')
      throw new TuttiError('bad_body', 'text: there is nothing in it')
    this.#guard.slow(author)
    const extras = plain ? undefined : this.#extras(body, loaded)
    const verdict = this.#guard.judge(body.text, loaded?.verdict)
    const text = verdict.is === 'rewrite' ? verdict.text : body.text
    const mentioned = this.#mentions.resolve(author, text, loaded)
    this.#guard.flood(author, body.text)
    // Checked; from here on things change.
    if (verdict.is === 'hold') {
      ctx.reply({ held: this.#held.put(author, text, extras, verdict.why) })
      return
    }
    const all = mentioned.list.length === 0 ? extras : { ...extras, mentions: mentioned.list }
    const { n, id, at } = this.publish(author, text, all, mentioned)
    ctx.reply({ n, id, at })
  }

  #extras(body: Sent, loaded: Loaded | undefined): Extras {
    if (body.reply !== undefined) this.#desk.messages.get(body.reply, loaded)
    const root = body.root === undefined ? undefined : this.root(body.root, loaded)
    const files = body.files?.map((file, i): FileRef => {
      const meta = loaded?.files?.[i]
      if (meta === undefined) throw new TuttiError('not_found', 'there is no such file')
      const { hash, name, width, height } = file
      const size = { ...(width !== undefined && { width }), ...(height !== undefined && { height }) }
      return { hash, name, type: meta.type, bytes: meta.bytes, ...size }
    })
    return {
      ...(body.reply !== undefined && { reply: body.reply }),
      ...(root !== undefined && { root }),
      ...(files !== undefined && { files }),
    }
  }
}
