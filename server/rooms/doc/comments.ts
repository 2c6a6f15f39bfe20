/** What people say about a document: threads that the room owns, beside the text and never in it. */
import * as Y from 'yjs'
import type { DocContract } from '../../../shared/doc/contract.ts'
import { DOC, mayAs } from '../../../shared/doc/rules.ts'
import type { DocCommented } from '../../../shared/doc/hook.ts'
import type { Anchor } from '../../../shared/doc/types.ts'
import type { Commands } from '../../../shared/contract.ts'
import { TuttiError } from '../../../shared/errors.ts'
import type { Member, Room } from '../../engine/room.ts'
import { believe } from './access-facts.ts'
import type { Loaded } from './access-facts.ts'
import { CommentAnchors } from './comments-anchors.ts'
import { CommentMentions } from './comments-mentions.ts'
import type { Having } from './comments-mentions.ts'
import { Talk } from './comments-thread.ts'
import type { Remark } from './comments-thread.ts'
import type { DocDesk } from './desk.ts'
import type { StoredThread } from './read/stored-threads.ts'

type Bodies = Commands<DocContract>

export class Comments {
  readonly #desk: DocDesk
  readonly #mentions: CommentMentions
  readonly #anchors: CommentAnchors
  readonly #threads: Map<string, Talk>
  readonly #hooks: ((comment: Omit<DocCommented, 'type'>) => void)[] = []
  /** Letters of all comments. */
  #chars = 0

  constructor(desk: DocDesk, roles: Having, stored: readonly StoredThread[]) {
    this.#desk = desk
    this.#mentions = new CommentMentions(desk, roles)
    this.#threads = new Map(stored.map((thread) => [thread.id, new Talk(thread)]))
    for (const { chars } of this.#threads.values()) this.#chars += chars
    this.#anchors = new CommentAnchors(desk, this.#threads, (talk) => this.#keepThread(talk))
  }

  readonly on: Pick<Room<DocContract>['on'], 'comment' | 'editComment' | 'deleteComment' | 'react' | 'resolve'> = {
    comment: (from, body, loaded) => this.#say(from, body, loaded as Loaded | undefined),

    editComment: (from, { thread, comment, text }) => {
      const talk = this.#thread(thread)
      const remark = this.#own(from, talk, comment)
      if (remark.text === text) return
      this.#mayGrow(talk, text, text.length - remark.text.length)
      this.#chars += text.length - remark.text.length
      talk.rewrite(remark, text, this.#desk.ctx.wall())
      this.#keepRemark(talk, remark)
    },

    deleteComment: (from, { thread, comment }) => {
      const talk = this.#thread(thread)
      this.#remove(talk, this.#own(from, talk, comment))
    },

    react: (from, { thread, comment, emoji, on }) => {
      const { ctx } = this.#desk
      const talk = this.#thread(thread)
      if (!talk.react(talk.remark(comment), emoji, from.user.id, on)) return
      const row = { room: ctx.id, thread, comment, emoji, user_id: from.user.id }
      if (on) ctx.record('react', { ...row, at: ctx.wall() })
      else ctx.record('unreact', row)
      this.#tell(talk)
    },

    resolve: (from, { thread, on }) => {
      const talk = this.#thread(thread)
      if (talk.by !== from.user.id) this.#desk.allow(from, 'editor')
      if ((talk.resolvedAt !== null) === on) return
      talk.resolvedBy = on ? from.user.id : null
      talk.resolvedAt = on ? this.#desk.ctx.wall() : null
      this.#keepThread(talk)
    },
  }

  /** Runs in the tick in which somebody comments. */
  onComment(run: (comment: Omit<DocCommented, 'type'>) => void): void {
    this.#hooks.push(run)
  }

  get did(): CommentAnchors['did'] {
    return this.#anchors.did
  }

  /** The room is about to be closed. */
  closing(): void {
    this.#anchors.closing()
  }

  #say(from: Member, body: Bodies['comment'], loaded: Loaded | undefined): void {
    const { ctx } = this.#desk
    const grants = loaded === undefined ? [] : (believe(loaded, ctx.wall()).grants ?? [])
    const begins = body.thread === undefined
    if (body.thread !== undefined && body.anchor !== undefined && body.anchor !== null)
      throw new TuttiError('bad_body', 'anchor: an answer has none of its own')
    const { id: by, name } = this.#desk.author(from)
    const talk = body.thread === undefined ? this.#begun(by, body.anchor ?? null) : this.#thread(body.thread)
    this.#mayGrow(talk, body.text, body.text.length, 1)
    const mentions = this.#mentions.resolve(by, body.mentions ?? [], grants)
    const { text } = body
    const remark = {
      id: begins ? talk.id : ctx.newId(),
      by,
      name,
      at: ctx.wall(),
      text,
      editedAt: null,
      mentions,
      reactions: new Map(),
    }
    talk.add(remark)
    this.#chars += text.length
    if (begins) {
      this.#threads.set(talk.id, talk)
      ctx.record('thread', talk.row(ctx.id))
      this.#anchors.look()
    }
    this.#keepRemark(talk, remark)
    this.#mentions.tell(mentions, name, remark.id, text)
    for (const run of this.#hooks) run({ thread: talk.id, comment: remark.id, by, name, text })
    ctx.reply({ thread: talk.id, comment: remark.id })
  }

  /** A new thread, not kept yet. @throws TuttiError */
  #begun(by: string, anchor: Anchor | null): Talk {
    if (this.#threads.size >= DOC.threadsMax) throw new TuttiError('conflict', 'there are too many threads here')
    return new Talk({
      id: this.#desk.ctx.newId(),
      by,
      anchor: anchor === null ? null : sound(anchor),
      detached: false,
      resolvedBy: null,
      resolvedAt: null,
      comments: [],
    })
  }

  #remove(talk: Talk, remark: Remark): void {
    const { ctx } = this.#desk
    const room = ctx.id
    talk.remove(remark)
    this.#chars -= remark.text.length
    ctx.record('uncomment', { room, thread: talk.id, id: remark.id })
    if (remark.reactions.size > 0) ctx.record('unreactAll', { room, thread: talk.id, comment: remark.id })
    this.#mentions.withdraw(remark.mentions, remark.id)
    if (!talk.isEmpty) return this.#tell(talk)
    this.#threads.delete(talk.id)
    ctx.record('unthread', { room, id: talk.id })
    ctx.broadcast('thread', { id: talk.id, thread: null })
  }

  /** @throws TuttiError `not_found` */
  #thread(id: string): Talk {
    const talk = this.#threads.get(id)
    if (talk === undefined) throw new TuttiError('not_found', 'there is no such thread')
    return talk
  }

  /** A comment that they may change: their own, or any where they own the document. @throws TuttiError */
  #own(from: Member, talk: Talk, id: string): Remark {
    const remark = talk.remark(id)
    if (remark.by !== from.user.id && !mayAs(this.#desk.allow(from, 'commenter'), 'owner'))
      throw new TuttiError('forbidden', 'this is for its author')
    return remark
  }

  /** @throws TuttiError */
  #mayGrow(talk: Talk, text: string, chars: number, comments = 0): void {
    if (text.trim() === '') throw new TuttiError('bad_body', 'text: there is nothing in it')
    talk.mayGrow(chars, comments)
    if (this.#chars + chars > DOC.commentCharsMax)
      throw new TuttiError('conflict', 'the comments of this document are full: delete some')
  }

  #keepThread(talk: Talk): void {
    const { ctx } = this.#desk
    ctx.record('thread', talk.row(ctx.id))
    this.#tell(talk)
  }

  #keepRemark(talk: Talk, remark: Remark): void {
    const { ctx } = this.#desk
    ctx.record('comment', talk.rowOf(ctx.id, remark))
    this.#tell(talk)
  }

  #tell(talk: Talk): void {
    this.#desk.ctx.broadcast('thread', { id: talk.id, thread: talk.shown() })
  }
}

/** Both positions as Yjs writes them. @throws TuttiError `bad_body` */
const sound = ({ from, to, quote }: Anchor): Anchor => ({ from: position(from), to: position(to), quote })

const position = (bytes: Uint8Array): Uint8Array => {
  try {
    // lib0 bounds its reads by the buffer, not by the view into it.
    const found = Y.decodeRelativePosition(bytes.slice())
    const name = found.tname
    const again = Y.encodeRelativePosition(found)
    if (again.length <= DOC.anchorMax && (name === null || name.length <= DOC.rootNameMax)) return again
  } catch {
    // Said below.
  }
  throw new TuttiError('bad_body', 'anchor: this is no position in a Y.Doc')
}
