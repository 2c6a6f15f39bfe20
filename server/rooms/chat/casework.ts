/** What members report and moderation holds, and what moderators make of it. */
import type { ChatContract } from '../../../shared/chat/contract.ts'
import type { FileRef } from '../../../shared/chat/types.ts'
import { TuttiError } from '../../../shared/errors.ts'
import type { Room } from '../../engine/room.ts'
import type { Desk } from './desk.ts'
import type { HeldBox } from './held-box.ts'
import type { Loaded } from './loaded.ts'
import type { Mentions } from './mentions.ts'
import { Overlay } from '../../../shared/overlay.ts'
import type { Posting } from './posting.ts'
import type { Revising } from './revising.ts'

interface Open {
  readonly n: number
  readonly author: string
}

export class Casework {
  readonly #desk: Desk
  readonly #posting: Posting
  readonly #revising: Revising
  readonly #mentions: Mentions
  readonly #held: HeldBox
  /** Made or settled (null) lately. */
  readonly #reports = new Overlay<string, Open | null>()

  constructor(desk: Desk, parts: { posting: Posting; revising: Revising; mentions: Mentions; held: HeldBox }) {
    this.#desk = desk
    this.#posting = parts.posting
    this.#revising = parts.revising
    this.#mentions = parts.mentions
    this.#held = parts.held
  }

  readonly on: Pick<Room<ChatContract>['on'], 'report' | 'settle' | 'release'> = {
    report: (from, { n, reason }, loaded) => {
      const person = this.#desk.allow(from, 'report')
      const message = this.#desk.messages.get(n, loaded as Loaded | undefined)
      const { ctx } = this.#desk
      const id = ctx.newId()
      const at = ctx.wall()
      this.#reports.set(id, { n, author: message.by }, at)
      const { text, by } = message
      ctx.record('report', { id, room: ctx.id, n, by_id: person.id, reason, at, text, author_id: by })
      this.#held.count(1, 0)
      ctx.reply({ report: id })
    },

    settle: (from, { report: id, verdict }, loaded) => {
      const { ctx, messages } = this.#desk
      const person = this.#desk.allow(from, 'settle')
      const open = this.#open(id, loaded as Loaded | undefined)
      const message = verdict === 'remove' ? messages.find(open.n, loaded as Loaded | undefined) : undefined
      if (message !== undefined) messages.mayChange()
      const at = ctx.wall()
      this.#reports.set(id, null, at)
      ctx.record('settled', { id, room: ctx.id, settled_by: person.id, verdict, settled_at: at })
      this.#desk.audit(person.id, 'settle', { user: open.author, n: open.n, detail: verdict })
      this.#held.count(-1, 0)
      if (message !== undefined && message.deleted !== true) this.#revising.remove(message, person)
    },

    release: (from, { held: id, verdict }, loaded) => {
      const person = this.#desk.allow(from, 'release')
      const read = loaded as Loaded | undefined
      const held = this.#held.find(id, read)
      if (held === undefined) throw new TuttiError('not_found', 'nothing of that id is held')
      if (verdict === 'reject') {
        this.#held.take(held)
        this.#desk.audit(person.id, 'release', { user: held.by_id, detail: verdict })
        return
      }
      const author = this.#desk.people.member(held.by_id, read)
      const root = held.root === null ? undefined : this.#posting.root(held.root, read)
      const mentioned = this.#mentions.resolve(author, held.text, read)
      this.#held.take(held)
      this.#desk.audit(person.id, 'release', { user: held.by_id, n: this.#desk.lastN + 1, detail: verdict })
      const { n } = this.#posting.publish(
        author,
        held.text,
        {
          ...(held.reply !== null && { reply: held.reply }),
          ...(root !== undefined && { root }),
          ...(held.files !== null && { files: JSON.parse(held.files) as FileRef[] }),
          mentions: mentioned.list,
        },
        mentioned,
      )
      this.#desk.ctx.reply({ n })
    },
  }

  #open(id: string, loaded: Loaded | undefined): Open {
    const lately = this.#reports.get(id)
    if (lately !== undefined && lately !== null) return lately
    const row = lately === null ? undefined : loaded?.report
    if (row === undefined || row === null) throw new TuttiError('not_found', 'there is no such report')
    if (row.settled_at !== null) throw new TuttiError('conflict', 'this report is settled')
    return { n: row.n, author: row.author_id }
  }
}
