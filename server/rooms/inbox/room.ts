/** One user's inbox: what is notified is kept once, told to every device, and sent on. */
import { check } from '../../../shared/contract.ts'
import type { Guard } from '../../../shared/contract.ts'
import { TuttiError } from '../../../shared/errors.ts'
import { integer, nullable, object, oneOf, optional, text } from '../../../shared/guards.ts'
import { DEFAULT_PREFERENCES, INBOX, NOTICE_TYPES, inboxRoom } from '../../../shared/inbox/contract.ts'
import type {
  InboxContract,
  InboxState,
  Notice,
  NoticeType,
  NotifyMail,
  Preference,
  QuietHours,
  WithdrawMail,
} from '../../../shared/inbox/contract.ts'
import type { TargetGone } from '../../../shared/inbox/outgoing.ts'
import type { HostFacts, Room } from '../../engine/room.ts'
import { Outlet } from './outlet.ts'
import type { InboxContext } from './outlet.ts'
import type { Secrets } from './settings.ts'
import { Shelf } from './shelf.ts'
import type { StoredInbox } from './stored.ts'

/** Wide: what is too long is cut, for the room that sent it cannot be told. */
const mailGuard = object({
  user: text(1, 256),
  key: text(1, INBOX.keyMax),
  type: oneOf(NOTICE_TYPES),
  title: text(0, 4000),
  text: text(0, 16_000),
  // What the sender left undefined arrives as null.
  kind: optional(nullable(text(1, 32))),
  room: optional(nullable(text(1, 64))),
  n: optional(nullable(integer(0, Number.MAX_SAFE_INTEGER))),
})
const withdrawGuard: Guard<WithdrawMail> = object({ user: text(1, 256), key: text(1, INBOX.keyMax) })
const goneGuard: Guard<TargetGone> = object({ user: text(1, 256), target: text(1, 20), reason: text(0, 4000) })

/** Cut where no character is split. */
const cut = (words: string, max: number): string => {
  if (words.length <= max) return words
  const kept = words.slice(0, max - 1)
  return `${kept.isWellFormed() ? kept : kept.slice(0, -1)}…`
}

const NEVER: QuietHours = { from: 0, to: 0, zone: 0 }

export class Inbox implements Room<InboxContract> {
  readonly #ctx: InboxContext
  readonly #shelf: Shelf
  readonly #outlet: Outlet
  readonly #preferences = new Map<NoticeType, Preference>()
  #quiet: QuietHours
  /** Newest first. */
  #recent: Notice[]

  constructor(ctx: InboxContext, facts: HostFacts, stored: StoredInbox) {
    this.#ctx = ctx
    this.#shelf = new Shelf(stored.slips)
    this.#outlet = new Outlet(ctx, facts, stored.targets)
    for (const one of [...DEFAULT_PREFERENCES, ...stored.preferences]) this.#preferences.set(one.type, one)
    this.#quiet = stored.quiet ?? NEVER
    this.#recent = [...stored.recent]
  }

  readonly mail: NonNullable<Room<InboxContract>['mail']> = {
    notify: (body) => this.#notify(check(mailGuard, body) as NotifyMail),
    withdraw: (body) => this.#withdraw(check(withdrawGuard, body)),
    targetGone: (body) => this.#targetGone(check(goneGuard, body)),
  }

  readonly on: Room<InboxContract>['on'] = {
    read: (_from, { ids, upTo }) => {
      const read = this.#shelf.read(ids ?? [])
      const below = upTo === undefined ? [] : this.#shelf.readUpTo(upTo)
      this.#isRead([...read, ...below])
      this.#answer()
      this.#changed({
        ...(read.length > 0 && { read }),
        ...(upTo !== undefined && below.length > 0 && { readUpTo: upTo }),
      })
    },
    remove: (_from, { ids }) => {
      const removed = this.#remove(ids)
      this.#answer()
      this.#changed(removed.length > 0 ? { removed } : {})
    },
    prefer: (_from, { type, show, out }) => {
      const preference = { type, show, out: [...new Set(out)] }
      this.#preferences.set(type, preference)
      const outs = JSON.stringify(preference.out)
      this.#ctx.record('preference', { room: this.#ctx.id, type, show: show ? 1 : 0, outs })
      this.#tellSettings()
    },
    quiet: (_from, quiet) => {
      this.#quiet = quiet
      const { from, to, zone } = quiet
      this.#ctx.record('quiet', { room: this.#ctx.id, from_min: from, to_min: to, zone })
      this.#tellSettings()
    },
    addTarget: (from, { channel, target }, loaded) => {
      // What this kind's load of addTarget gives.
      const secrets = loaded as Secrets
      this.#ctx.reply(this.#outlet.add({ user: from.user, channel, target, secrets }))
      this.#tellSettings()
    },
    confirmTarget: (_from, { id, code }) => {
      this.#outlet.confirm(id, code)
      this.#tellSettings()
    },
    removeTarget: (_from, { id }) => {
      if (this.#outlet.remove(id) === undefined) throw new TuttiError('not_found', 'there is no such target')
      this.#tellSettings()
    },
    readChannels: (from, { channels }) => {
      for (const { room, n } of channels) this.#ctx.post('chat', room, 'read', { user: from.user.id, n })
    },
  }

  join(): InboxState {
    return { unread: this.#shelf.unread, recent: this.#recent, ...this.#settings() }
  }

  #settings(): Pick<InboxState, 'preferences' | 'quiet' | 'targets'> {
    return { preferences: [...this.#preferences.values()], quiet: this.#quiet, targets: this.#outlet.shown() }
  }

  #tellSettings(): void {
    this.#ctx.broadcast('settings', this.#settings())
  }

  #notify(mail: NotifyMail): void {
    if (inboxRoom(mail.user) !== this.#ctx.id) throw new TuttiError('unknown_room', 'this inbox is of somebody else')
    const preference = this.#preferences.get(mail.type)
    if (preference === undefined || this.#shelf.knows(mail.key)) return
    // What is neither shown nor sent leaves no trace.
    if (!preference.show && preference.out.length === 0) return
    const notice: Notice = {
      id: this.#ctx.newId(),
      type: mail.type,
      title: cut(mail.title, INBOX.titleMax),
      text: cut(mail.text, INBOX.textMax),
      ...(typeof mail.kind === 'string' && { kind: mail.kind }),
      ...(typeof mail.room === 'string' && { room: mail.room }),
      ...(typeof mail.n === 'number' && { n: mail.n }),
      at: this.#ctx.wall(),
    }
    this.#keep(mail.user, mail.key, notice, preference.show)
    this.#outlet.send(mail.user, notice, preference.out, this.#quiet)
  }

  #keep(user: string, key: string, notice: Notice, show: boolean): void {
    const { id, type, title, text: words, kind, room, n, at } = notice
    this.#shelf.add({ id, key, read: !show, removed: !show })
    this.#ctx.record('notice', {
      room: this.#ctx.id,
      id,
      user_id: user,
      key,
      type,
      // Only its key is of use where it is not shown.
      title: show ? title : '',
      text: show ? words : '',
      kind: kind ?? null,
      ref_room: room ?? null,
      n: n ?? null,
      at,
      read: show ? 0 : 1,
      removed: show ? 0 : 1,
    })
    if (show) {
      this.#recent = [notice, ...this.#recent.slice(0, INBOX.recent - 1)]
      this.#ctx.broadcast('notified', notice)
      const read = this.#shelf.readTooMany()
      this.#isRead(read)
      if (read.length > 0) this.#ctx.broadcast('changed', { read })
      this.#ctx.broadcast('unread', this.#shelf.unread)
    }
    const gone = this.#shelf.forgetTooMany()
    this.#hide(gone)
    for (const old of gone) this.#ctx.record('forget', { room: this.#ctx.id, id: old })
  }

  #hide(ids: readonly string[]): void {
    const gone = new Set(ids)
    if (gone.size > 0) this.#recent = this.#recent.filter(({ id }) => !gone.has(id))
  }

  #isRead(ids: readonly string[]): void {
    if (ids.length === 0) return
    const read = new Set(ids)
    this.#recent = this.#recent.map((notice) => (read.has(notice.id) ? { ...notice, read: true } : notice))
    for (const id of ids) this.#ctx.record('read', { room: this.#ctx.id, id, read: 1 })
  }

  #answer(): void {
    this.#ctx.reply({ unread: this.#shelf.unread })
  }

  /** Tells everybody, where something changed. */
  #changed(what: { read?: readonly string[]; readUpTo?: string; removed?: readonly string[] }): void {
    if (Object.keys(what).length === 0) return
    this.#ctx.broadcast('changed', what)
    this.#ctx.broadcast('unread', this.#shelf.unread)
  }

  /** Without a word of them left. */
  #remove(ids: readonly string[]): string[] {
    const { id: room } = this.#ctx
    const removed = this.#shelf.remove(ids)
    this.#hide(removed)
    for (const id of removed) this.#ctx.record('removed', { room, id, title: '', text: '', read: 1, removed: 1 })
    return removed
  }

  /** What it told of is gone. Idempotent, and nothing where there is no such notice. */
  #withdraw({ user, key }: WithdrawMail): void {
    if (inboxRoom(user) !== this.#ctx.id) throw new TuttiError('unknown_room', 'this inbox is of somebody else')
    const id = this.#shelf.idOf(key)
    const removed = id === undefined ? [] : this.#remove([id])
    if (removed.length > 0) this.#changed({ removed })
  }

  /** Idempotent: who tells of it may tell twice. */
  #targetGone({ user, target, reason }: TargetGone): void {
    if (inboxRoom(user) !== this.#ctx.id) throw new TuttiError('unknown_room', 'this inbox is of somebody else')
    const removed = this.#outlet.remove(target)
    if (removed === undefined) return
    this.#tellSettings()
    this.#notify({
      user,
      key: `target-gone/${target}`,
      type: 'system',
      title: `Notifications to ${removed.label} have stopped`,
      text: `They were refused for good: ${reason}`,
    })
  }
}
