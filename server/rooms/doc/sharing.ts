/** Who may: people, links and the public are let in and put out again, and all of it holds at once. */
import type { DocContract } from '../../../shared/doc/contract.ts'
import type { DocRole } from '../../../shared/doc/rules.ts'
import type { Commands } from '../../../shared/contract.ts'
import { TuttiError } from '../../../shared/errors.ts'
import { inboxRoom } from '../../../shared/inbox/notices.ts'
import type { NotifyMail, WithdrawMail } from '../../../shared/inbox/notices.ts'
import type { Member, Room } from '../../engine/room.ts'
import type { Loaded } from './access-facts.ts'
import type { GrantRecord } from './access-rows.ts'
import type { DocDesk } from './desk.ts'
import { shownLink } from './links.ts'
import { nameOf } from './names.ts'
import type { Roles } from './roles.ts'

type Bodies = Commands<DocContract>

const GRANTS_MAX = 1_000
const LINKS_MAX = 50

export class Sharing {
  readonly #desk: DocDesk
  readonly #roles: Roles

  constructor(desk: DocDesk, roles: Roles) {
    this.#desk = desk
    this.#roles = roles
  }

  readonly on: Pick<Room<DocContract>['on'], 'share' | 'publish' | 'link' | 'unlink' | 'transfer' | 'quit'> = {
    share: (from, body, loaded) => {
      const read = (loaded as Loaded | undefined)?.grants
      if (body.user === this.#desk.info.owner) throw new TuttiError('conflict', 'they own it')
      if (body.role === null) this.#putOut(body.user, read)
      else this.#letIn(from, { ...body, role: body.role }, read)
    },

    publish: (_from, { role }) => {
      const { info } = this.#desk
      // One of those that the contract lets in.
      if (info.public === (role as DocRole | null)) return
      info.public = role as DocRole | null
      this.#desk.keepInfo()
      this.#roles.changed()
    },

    link: (from, { role, expiresMs = 0 }, loaded) => {
      const { ctx } = this.#desk
      const { code, lock = null } = (loaded ?? {}) as Partial<Loaded>
      if (code === undefined) throw new TuttiError('unavailable', 'no code', { retryMs: 1000 })
      const wallMs = ctx.wall()
      if (expiresMs !== 0 && expiresMs <= wallMs) throw new TuttiError('bad_body', 'expiresMs: lies in the past')
      const { links } = this.#roles
      const closed = links.closed(wallMs)
      if (links.size - closed.length >= LINKS_MAX) throw new TuttiError('conflict', 'there are too many links')
      if (links.size >= LINKS_MAX) for (const old of closed) this.#roles.close(old.code)
      const row = {
        code,
        room: ctx.id,
        // One of those that the contract lets in.
        role: role as string,
        expires_at: expiresMs,
        salt: lock?.salt ?? null,
        hash: lock?.hash ?? null,
        created_at: wallMs,
        by_id: from.user.id,
      }
      links.add(row)
      ctx.record('link', row)
      this.#roles.lookAhead()
      ctx.reply(shownLink(row))
    },

    unlink: (_from, { code }) => {
      if (this.#roles.links.get(code) === undefined) return
      this.#roles.close(code)
      this.#roles.changed()
    },

    transfer: (from, { user }, loaded) => {
      const read = (loaded as Loaded | undefined)?.grants
      const { ctx, info } = this.#desk
      if (user === info.owner) return
      const name = this.#roles.nameOf(user) ?? this.#roles.grantsOf(user, read)[0]?.name
      if (name === undefined || this.#roles.grantedTo(user, read) === null)
        throw new TuttiError('conflict', 'share it with them first')
      const before = from.user.id
      info.owner = user
      this.#desk.ownerName = name
      this.#desk.keepInfo()
      this.#roles.drop(user, read)
      const at = ctx.wall()
      this.#roles.keep({ room: ctx.id, user_id: before, via: '', name: nameOf(from), role: 'editor', at })
      this.#roles.changed(user)
      this.#roles.changed(before)
      const key = `doc/${ctx.id}/owner/${at}`
      this.#notify({ user, key, title: `${nameOf(from)} made you the owner of a document` })
    },

    quit: (from) => {
      const { id } = from.user
      const { ctx, info } = this.#desk
      if (info.owner === id) throw new TuttiError('conflict', 'make somebody else its owner first')
      this.#roles.drop(id)
      ctx.record('unshelf', { room: ctx.id, user_id: id })
      // All windows of theirs, whatever is public.
      for (const seat of ctx.members) if (seat.user.id === id) ctx.kick(seat, 'kicked')
    },
  }

  #letIn(from: Member, { user, name, role }: Bodies['share'] & { role: string }, read: Loaded['grants']): void {
    const { ctx } = this.#desk
    const given = this.#roles.grantsOf(user, read).find(({ via }) => via === '')
    if (given?.role === role) return
    if (given === undefined && this.#roles.given >= GRANTS_MAX)
      throw new TuttiError('conflict', 'it is shared with too many people')
    const known = this.#roles.nameOf(user) ?? name ?? given?.name ?? user.slice(0, 64)
    const at = given?.at ?? ctx.wall()
    const grant = { room: ctx.id, user_id: user, via: '', name: known, role, at }
    this.#roles.keep(grant, read)
    this.#roles.changed(user)
    if (given !== undefined) return
    this.#notify({ user, key: keyOf(grant), title: `${nameOf(from)} shared a document with you` })
  }

  #putOut(user: string, read: Loaded['grants']): void {
    const had = this.#roles.grantsOf(user, read)
    if (had.length === 0) return
    this.#roles.drop(user, read)
    this.#roles.changed(user)
    const given = had.find(({ via }) => via === '')
    if (given !== undefined) this.#withdraw(given)
  }

  #notify({ user, key, title }: Pick<NotifyMail, 'user' | 'key' | 'title'>): void {
    const { ctx, info } = this.#desk
    const mail: NotifyMail = {
      user,
      key,
      type: 'invitation',
      title,
      text: info.title,
      kind: 'doc',
      room: ctx.id,
    }
    ctx.post('inbox', inboxRoom(user), 'notify', mail)
  }

  #withdraw(grant: GrantRecord): void {
    const mail: WithdrawMail = { user: grant.user_id, key: keyOf(grant) }
    this.#desk.ctx.post('inbox', inboxRoom(grant.user_id), 'withdraw', mail)
  }
}

/** Of the notice of one grant: given again later, it is told again. */
const keyOf = ({ room, at }: GrantRecord): string => `doc/${room}/shared/${at}`
