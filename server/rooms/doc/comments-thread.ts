/** What is said in one place of a document, as its room holds it. */
import type { Anchor, Thread } from '../../../shared/doc/types.ts'
import { DOC } from '../../../shared/doc/rules.ts'
import { TuttiError } from '../../../shared/errors.ts'
import type { StoredComment, StoredThread } from './read/stored-threads.ts'

/** A comment that may change. */
export interface Remark {
  readonly id: string
  readonly by: string
  readonly name: string
  readonly at: number
  text: string
  editedAt: number | null
  readonly mentions: readonly string[]
  /** Emoji → who gave it, in order. */
  readonly reactions: Map<string, Set<string>>
}

export class Talk {
  readonly id: string
  readonly by: string
  anchor: Anchor | null
  detached: boolean
  resolvedBy: string | null
  resolvedAt: number | null
  readonly #remarks: Map<string, Remark>
  #chars = 0
  #reactions = 0

  constructor({ id, by, anchor, detached, resolvedBy, resolvedAt, comments }: StoredThread) {
    this.id = id
    this.by = by
    this.anchor = anchor
    this.detached = detached
    this.resolvedBy = resolvedBy
    this.resolvedAt = resolvedAt
    this.#remarks = new Map(comments.map((comment) => [comment.id, remarkOf(comment)]))
    for (const { text, reactions } of this.#remarks.values()) {
      this.#chars += text.length
      for (const users of reactions.values()) this.#reactions += users.size
    }
  }

  /** Letters of all its comments. */
  get chars(): number {
    return this.#chars
  }

  get isEmpty(): boolean {
    return this.#remarks.size === 0
  }

  remarks(): IterableIterator<Remark> {
    return this.#remarks.values()
  }

  /** @throws TuttiError `not_found` */
  remark(id: string): Remark {
    const found = this.#remarks.get(id)
    if (found === undefined) throw new TuttiError('not_found', 'there is no such comment')
    return found
  }

  /** @throws TuttiError `conflict` where it is full */
  mayGrow(chars: number, comments = 0): void {
    if (this.#remarks.size + comments > DOC.commentsMax || this.#chars + chars > DOC.threadCharsMax)
      throw new TuttiError('conflict', 'this thread is full: begin another one')
  }

  add(remark: Remark): void {
    this.#remarks.set(remark.id, remark)
    this.#chars += remark.text.length
  }

  rewrite(remark: Remark, text: string, at: number): void {
    this.#chars += text.length - remark.text.length
    remark.text = text
    remark.editedAt = at
  }

  remove(remark: Remark): void {
    if (!this.#remarks.delete(remark.id)) return
    this.#chars -= remark.text.length
    for (const users of remark.reactions.values()) this.#reactions -= users.size
  }

  /** False: it was so already. @throws TuttiError `conflict` where there are too many */
  react({ reactions }: Remark, emoji: string, user: string, on: boolean): boolean {
    const users = reactions.get(emoji)
    if ((users?.has(user) ?? false) === on) return false
    if (on) {
      if (this.#reactions >= DOC.reactionsMax || (users === undefined && reactions.size >= DOC.reactionKindsMax))
        throw new TuttiError('conflict', 'there are too many reactions')
      if (users === undefined) reactions.set(emoji, new Set([user]))
      else users.add(user)
      this.#reactions++
      return true
    }
    users?.delete(user)
    if (users?.size === 0) reactions.delete(emoji)
    this.#reactions--
    return true
  }

  /** As everybody is told. */
  shown(): Thread {
    const { id, anchor, detached, resolvedBy, resolvedAt } = this
    const comments = Array.from(this.#remarks.values(), ({ mentions: _mentions, reactions, ...comment }) => ({
      ...comment,
      reactions: Array.from(reactions, ([emoji, users]) => ({ emoji, users: [...users] })),
    }))
    return { id, anchor, detached, resolvedBy, resolvedAt, comments }
  }

  row(room: string) {
    return {
      room,
      id: this.id,
      by_id: this.by,
      from_pos: this.anchor?.from ?? null,
      to_pos: this.anchor?.to ?? null,
      quote: this.anchor?.quote ?? '',
      detached: this.detached ? 1 : 0,
      resolved_by: this.resolvedBy,
      resolved_at: this.resolvedAt,
    }
  }

  rowOf(room: string, { id, by, name, at, text, editedAt, mentions }: Remark) {
    const row = { room, thread: this.id, id, by_id: by, name, at, text, edited_at: editedAt }
    return { ...row, mentions: mentions.length === 0 ? null : JSON.stringify(mentions) }
  }
}

const remarkOf = ({ reactions, ...comment }: StoredComment): Remark => ({
  ...comment,
  reactions: new Map(reactions.map(({ emoji, users }) => [emoji, new Set(users)])),
})
