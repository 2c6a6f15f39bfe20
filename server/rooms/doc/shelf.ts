/** Documents as things that people have: made, named, kept where one finds them, thrown away. */
import type { DocContract } from '../../../shared/doc/contract.ts'
import type { DocRole, DocType } from '../../../shared/doc/rules.ts'
import type { DocInfo } from '../../../shared/doc/types.ts'
import type { Commands } from '../../../shared/contract.ts'
import { TuttiError } from '../../../shared/errors.ts'
import type { Member, Room } from '../../engine/room.ts'
import type { Loaded } from './access-facts.ts'
import type { Compacted } from './jobs.ts'
import type { DocDesk } from './desk.ts'
import { nameOf } from './names.ts'
import type { Roles } from './roles.ts'

type Bodies = Commands<DocContract>

export class Shelf {
  readonly #desk: DocDesk
  readonly #roles: Roles
  #erased = false
  /** A large document is being kept, part by part. */
  #arrives = false

  constructor(desk: DocDesk, roles: Roles) {
    this.#desk = desk
    this.#roles = roles
  }

  /** There was a document, and there will never be one again. */
  get erased(): boolean {
    return this.#erased
  }

  readonly on: Pick<Room<DocContract>['on'], 'create' | 'rename' | 'trash' | 'untrash' | 'erase' | 'star' | 'file'> = {
    create: (from, body, loaded) => {
      const { doc, ctx } = this.#desk
      if (this.#erased) throw new TuttiError('unknown_room')
      if (this.#arrives) throw new TuttiError('unavailable', 'it is being made', { retryMs: 1_000 })
      // What this kind's load has read.
      const content = (loaded as Loaded | undefined)?.content ?? null
      if (doc === null && content !== null && !(content instanceof Uint8Array)) return this.#arrive(from, body, content)
      if (doc === null) this.#create(from, body, content as Uint8Array | null)
      else if (doc.owner !== from.user.id) throw new TuttiError('conflict', 'there is a document here')
      ctx.reply({ ...this.#desk.info } satisfies DocInfo)
    },

    rename: (_from, { title }) => {
      const { info } = this.#desk
      if (info.title === title) return
      info.title = title
      this.#desk.keepInfo()
      this.#keepTitle()
    },

    trash: () => {
      const { ctx, info } = this.#desk
      if (info.trashedAt !== null) return
      info.trashedAt = ctx.wall()
      this.#desk.keepInfo()
      this.#roles.changed()
    },

    untrash: () => {
      const { info } = this.#desk
      if (info.trashedAt === null) return
      info.trashedAt = null
      this.#desk.keepInfo()
    },

    erase: () => {
      const { ctx, info } = this.#desk
      if (info.trashedAt === null) throw new TuttiError('conflict', 'put it into the trash first')
      // Nobody finds it from now on; all that it had goes bit by bit, when nothing else is to be written.
      ctx.record('erase', { room: ctx.id })
      ctx.record('gone', { room: ctx.id, at: ctx.wall() })
      this.#desk.reset()
      this.#erased = true
      for (const seat of ctx.members) ctx.kick(seat, 'kicked')
    },

    star: (from, { on }) => {
      const { ctx } = this.#desk
      ctx.record('star', { room: ctx.id, user_id: from.user.id, starred: on ? 1 : 0 })
    },

    file: (from, { folder }) => {
      const { ctx } = this.#desk
      ctx.record('file', { room: ctx.id, user_id: from.user.id, folder: folder.trim() })
    },
  }

  #create(from: Member, body: Bodies['create'], content: Uint8Array | null): void {
    const desk = this.#desk
    this.#emptyOfStrangers(from, body.public as DocRole | null | undefined)
    // Throws before anything is changed.
    if (content !== null) desk.submit(content, desk.author(from), 'import')
    this.#found(from, body)
  }

  /**
   * It is too large for one commit: there is no document until the last of it is kept. Nobody here is told of it; who
   * wants it joins anew.
   */
  #arrive(from: Member, body: Bodies['create'], content: Compacted): void {
    const { ctx } = this.#desk
    this.#emptyOfStrangers(from, body.public as DocRole | null | undefined)
    this.#arrives = true
    const later = ctx.later()
    this.#desk.begin(content, this.#desk.author(from), () => {
      this.#arrives = false
      this.#found(from, body)
      later.reply({ ...this.#desk.info } satisfies DocInfo)
      for (const seat of ctx.members) ctx.kick(seat, 'unavailable')
    })
  }

  #found(from: Member, { title = '', type = 'rich', folder, public: open = null }: Bodies['create']): void {
    const desk = this.#desk
    const { ctx } = desk
    desk.doc = {
      title,
      // One of those that the contract lets in, as the role below.
      type: type as DocType,
      owner: from.user.id,
      public: open as DocRole | null,
      born: ctx.newId(),
      createdAt: ctx.wall(),
      trashedAt: null,
    }
    desk.ownerName = nameOf(from)
    desk.keepInfo()
    this.#keepTitle()
    if (folder !== undefined && folder.trim() !== '')
      ctx.record('file', { room: ctx.id, user_id: from.user.id, folder: folder.trim() })
    this.#roles.changed()
  }

  /** Whoever waits here for somebody else's private document must not hear a word of it. */
  #emptyOfStrangers(creator: Member, open: DocRole | null | undefined): void {
    if (open !== null && open !== undefined) return
    const { ctx } = this.#desk
    const strangers = [...ctx.members].filter(({ user }) => user.id !== creator.user.id)
    if (strangers.length === 0) return
    for (const stranger of strangers) ctx.kick(stranger, 'forbidden')
    throw new TuttiError('unavailable', 'somebody else was waiting here: try again', { retryMs: 100 })
  }

  #keepTitle(): void {
    const { ctx, info } = this.#desk
    ctx.record('titled', { room: ctx.id, title: info.title, at: ctx.wall(), dirty: 1 })
  }
}
