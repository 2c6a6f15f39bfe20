/** What can be done to a message that is there: edited, deleted, reacted to, pinned. */
import type { ChatContract } from '../../../shared/chat/contract.ts'
import { CHAT } from '../../../shared/chat/rules.ts'
import type { Message } from '../../../shared/chat/types.ts'
import type { Commands } from '../../../shared/contract.ts'
import { TuttiError } from '../../../shared/errors.ts'
import type { Member, Room } from '../../engine/room.ts'
import type { Desk } from './desk.ts'
import type { Guard } from './guard.ts'
import type { Loaded } from './loaded.ts'
import type { Mentions } from './mentions.ts'
import { listText } from './mutable.ts'
import type { Mutable } from './mutable.ts'
import type { Person } from './person.ts'
import type { Timeline } from './timeline.ts'

type Bodies = Commands<ChatContract>

/** A short code between colons, or a sign that is no plain ASCII (digits, # and * begin a keycap): never a field's name of ours. */
const EMOJI = /^(?::[a-z0-9_+-]{1,30}:|[0-9#*]?[^\p{ASCII}\p{White_Space}\p{Cc}]{1,31})$/u

export class Revising {
  readonly #desk: Desk
  readonly #timeline: Timeline
  readonly #mentions: Mentions
  readonly #guard: Guard

  constructor(desk: Desk, timeline: Timeline, mentions: Mentions, guard: Guard) {
    this.#desk = desk
    this.#timeline = timeline
    this.#mentions = mentions
    this.#guard = guard
  }

  readonly on: Pick<Room<ChatContract>['on'], 'edit' | 'delete' | 'react' | 'pin'> = {
    edit: (from, body, loaded) => this.#edit(from, body, loaded as Loaded | undefined),
    delete: (from, { n }, loaded) => {
      const person = this.#desk.allow(from, 'delete')
      const message = this.#desk.messages.find(n, loaded as Loaded | undefined)
      if (message === undefined) throw new TuttiError('not_found', 'there is no such message')
      const own = message.by === person.id && message.system === undefined
      if (!own) this.#desk.allow(from, 'deleteAny')
      else if (this.#tooLate(message)) throw new TuttiError('forbidden', 'it is too late for that')
      if (message.deleted === true) return
      this.#desk.messages.mayChange()
      if (!own) this.#desk.audit(person.id, 'delete', { user: message.by, n })
      this.remove(message, person)
    },
    react: (from, body, loaded) => this.#react(from, body, loaded as Loaded | undefined),
    pin: (from, { n, on }, loaded) => {
      const person = this.#desk.allow(from, 'pin')
      const { ctx, messages } = this.#desk
      const message = messages.get(n, loaded as Loaded | undefined)
      if ((message.pinned === true) === on) return
      if (on && this.#desk.pins >= CHAT.pinsMax)
        throw new TuttiError('conflict', `no more than ${CHAT.pinsMax} messages can be pinned`)
      messages.mayChange()
      this.#desk.pins += on ? 1 : -1
      if (on) message.pinned = true
      else delete message.pinned
      this.#changed(message)
      ctx.record('pinned', { room: ctx.id, n, pinned: on ? 1 : 0 })
      this.#desk.say('pinned', { n, by: person.id, on })
      if (on) this.#timeline.note(person, 'pinned', `${person.name} pinned a message`)
    },
  }

  /** Text and files go, the number stays. */
  remove(message: Mutable<Message>, by: Person): void {
    const { ctx } = this.#desk
    const { n } = message
    const at = ctx.wall()
    if (message.pinned === true) this.#desk.pins--
    this.#mentions.forget(message)
    if (message.rev !== undefined) ctx.record('forgetRevisions', { room: ctx.id, n })
    if (message.reactions !== undefined) ctx.record('forgetReactions', { room: ctx.id, n })
    message.text = ''
    message.deleted = true
    delete message.files
    delete message.mentions
    delete message.reactions
    delete message.pinned
    this.#changed(message)
    const gone = { text: '', files: null, mentions: null, reactions: null, pinned: 0 }
    ctx.record('deleted', { room: ctx.id, n, ...gone, deleted_at: at })
    this.#desk.say('deleted', { n, by: by.id, at })
  }

  #edit(from: Member, { n, text: wanted, rev: expected }: Bodies['edit'], loaded: Loaded | undefined): void {
    const { ctx, messages } = this.#desk
    const author = this.#desk.allow(from, 'edit')
    const message = messages.get(n, loaded)
    const { rev = 0 } = message
    if (message.by !== author.id || message.system !== undefined) throw new TuttiError('forbidden', 'it is not yours')
    if (this.#tooLate(message)) throw new TuttiError('forbidden', 'it is too late for that')
    if (expected !== undefined && expected !== rev) throw new TuttiError('conflict', `its rev is ${rev}`)
    if (wanted.trim() === '' && message.files === undefined)
      throw new TuttiError('bad_body', 'text: there is nothing in it')
    const verdict = this.#guard.judge(wanted, loaded?.verdict)
    if (verdict.is === 'hold') throw new TuttiError('forbidden', `not said here: ${verdict.why}`)
    const text = verdict.is === 'rewrite' ? verdict.text : wanted
    if (text === message.text) {
      ctx.reply({ rev })
      return
    }
    const mentioned = this.#mentions.resolve(author, text, loaded)
    messages.mayChange()
    const at = ctx.wall()
    const before = message.mentions
    ctx.record('revision', { room: ctx.id, n, rev, text: message.text, at: message.editedAt ?? message.at })
    // The original stays, and the last ones.
    const dropped = rev - (CHAT.revisionsMax - 1)
    if (dropped > 0) ctx.record('dropRevision', { room: ctx.id, n, rev: dropped })
    message.text = text
    message.rev = rev + 1
    message.editedAt = at
    if (mentioned.list.length > 0) message.mentions = mentioned.list
    else delete message.mentions
    this.#changed(message)
    const mentions = listText(message.mentions)
    ctx.record('edited', { room: ctx.id, n, text, mentions, rev: message.rev, edited_at: at })
    const also = message.mentions === undefined ? {} : { mentions: message.mentions }
    this.#desk.say('edited', { n, text, rev: message.rev, at, ...also })
    this.#mentions.note(message, author, mentioned, before)
    ctx.reply({ rev: message.rev })
  }

  #react(from: Member, { n, emoji, on }: Bodies['react'], loaded: Loaded | undefined): void {
    const { ctx, messages } = this.#desk
    const person = this.#desk.allow(from, 'react')
    if (!EMOJI.test(emoji)) throw new TuttiError('bad_body', 'emoji: neither a sign nor a :name:')
    const message = messages.get(n, loaded)
    const before = message.reactions?.[emoji] ?? 0
    if (messages.hasGiven(n, person.id, emoji, loaded) === on) {
      ctx.reply({ count: before })
      return
    }
    if (on && before === 0 && Object.keys(message.reactions ?? {}).length >= CHAT.reactionsMax)
      throw new TuttiError('conflict', `no more than ${CHAT.reactionsMax} different reactions`)
    messages.mayChange()
    const at = ctx.wall()
    const count = Math.max(0, before + (on ? 1 : -1))
    const { [emoji]: _, ...others } = message.reactions ?? {}
    const reactions = count === 0 ? others : { ...message.reactions, [emoji]: count }
    if (Object.keys(reactions).length > 0) message.reactions = reactions
    else delete message.reactions
    this.#changed(message)
    messages.give(n, person.id, emoji, on, at)
    const key = { room: ctx.id, n, emoji, user_id: person.id }
    if (on) ctx.record('reaction', { ...key, name: person.name, at })
    else ctx.record('unreact', key)
    const text = message.reactions === undefined ? null : JSON.stringify(message.reactions)
    ctx.record('reacted', { room: ctx.id, n, reactions: text })
    this.#desk.say('reacted', { n, emoji, by: person.id, on, count })
    ctx.reply({ count })
  }

  #changed(message: Mutable<Message>): void {
    this.#desk.messages.changed(message, this.#desk.ctx.wall())
  }

  #tooLate(message: Message): boolean {
    const limitMs: number = CHAT.editMs
    return limitMs > 0 && this.#desk.ctx.wall() - message.at > limitMs
  }
}
