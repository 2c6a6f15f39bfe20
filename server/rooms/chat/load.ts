/** What a command needs from the database, or from a moderator outside, before its tick. A plain message needs nothing. */
import type { ChatContract } from '../../../shared/chat/contract.ts'
import { CHAT, mentionsIn } from '../../../shared/chat/rules.ts'
import type { Commands } from '../../../shared/contract.ts'
import { TuttiError } from '../../../shared/errors.ts'
import type { Asking, Role, RoomKind } from '../../engine/room.ts'
import type { HeldRecord, Loaded } from './loaded.ts'
import { ALLOW } from './moderation.ts'
import type { Moderator, Verdict } from './moderation.ts'
import { chatDb } from './rows.ts'

type Bodies = Commands<ChatContract>
type Asker = Asking & { readonly role: Role }
type Part = Partial<Omit<Loaded, 'asOfMs'>>

export interface ModerationOptions {
  readonly moderate?: Moderator
  /** The moderator fails, or takes longer than CHAT.moderateMs: the message passes, or is refused for now. */
  readonly onFailure?: 'allow' | 'refuse'
}

/** Many more block one user than any command names; a call to everybody asks for all of them. */
const BLOCKED_BY_MAX = 1_000

const gather = async (asking: Asking, parts: readonly Promise<Part>[]): Promise<Loaded> =>
  Object.assign({ asOfMs: asking.wallMs }, ...(await Promise.all(parts))) as Loaded

const messages = async (asking: Asking, ns: readonly number[]): Promise<Part> => ({
  messages: await chatDb(asking.reader.db)
    .selectFrom('chat_message')
    .selectAll()
    .where('room', '=', asking.room)
    .where('n', 'in', [...ns])
    .execute(),
})

const members = async (asking: Asking, ids: readonly string[]): Promise<Part> => ({
  members: await chatDb(asking.reader.db)
    .selectFrom('chat_member')
    .selectAll()
    .where('room', '=', asking.room)
    .where('user_id', 'in', [...ids])
    .execute(),
})

const people = async (asking: Asking, ids: readonly string[]): Promise<Part> => ({
  people: await chatDb(asking.reader.db)
    .selectFrom('chat_person')
    .select(['id', 'name'])
    .where('id', 'in', [...ids])
    .execute(),
})

/** Of these, or of all, who blocks this user. */
const blockedBy = async (asking: Asking, user: string, ids: readonly string[] | undefined): Promise<Part> => {
  const all = chatDb(asking.reader.db).selectFrom('chat_block').select('user_id').where('blocked_id', '=', user)
  const rows = await (ids === undefined ? all.limit(BLOCKED_BY_MAX) : all.where('user_id', 'in', [...ids])).execute()
  return { blockedBy: rows.map(({ user_id }) => user_id) }
}

const named = (asking: Asking, text: string, author = asking.user.id): Promise<Part>[] => {
  const found = text.includes('@') ? mentionsIn(text) : []
  if (found.length === 0) return []
  const ids = found.filter((one) => !one.startsWith('@'))
  const broad = ids.length < found.length
  const blockers = blockedBy(asking, author, broad ? undefined : ids)
  return ids.length === 0 ? [blockers] : [members(asking, ids), blockers]
}

/**
 * Touched, so that no sweep takes them from under a message that is not written yet. What is not there is for the room
 * to refuse: whoever may not write here must not learn which files are.
 */
const files = async (asking: Asking, wanted: NonNullable<Bodies['send']['files']>): Promise<Part> => ({
  files: await Promise.all(wanted.map(({ hash }) => asking.files.touch(`chat/${asking.room}`, hash))),
})

const given = async (asking: Asking, n: number, emoji: string): Promise<Part> => {
  const row = await chatDb(asking.reader.db)
    .selectFrom('chat_reaction')
    .select('at')
    .where('room', '=', asking.room)
    .where('n', '=', n)
    .where('emoji', '=', emoji)
    .where('user_id', '=', asking.user.id)
    .executeTakeFirst()
  return { given: row !== undefined }
}

const report = async (asking: Asking, id: string): Promise<Part> => {
  const found = chatDb(asking.reader.db).selectFrom('chat_report').selectAll()
  const row = await found.where('id', '=', id).where('room', '=', asking.room).executeTakeFirst()
  if (row === undefined) return { report: null }
  return { report: row, ...(await messages(asking, [row.n])) }
}

const held = async (asking: Asking, id: string): Promise<Part> => {
  const found = chatDb(asking.reader.db).selectFrom('chat_held').selectAll()
  const row: HeldRecord | undefined = await found
    .where('id', '=', id)
    .where('room', '=', asking.room)
    .executeTakeFirst()
  if (row === undefined) return { held: null }
  const parts = [members(asking, [row.by_id, ...mentionsIn(row.text)]), blockedBy(asking, row.by_id, undefined)]
  if (row.root !== null) parts.push(messages(asking, [row.root]))
  return Object.assign({ held: row }, ...(await Promise.all(parts))) as Part
}

const invite = async (asking: Asking, code: string): Promise<Part> => {
  const found = chatDb(asking.reader.db).selectFrom('chat_invite').selectAll()
  return { invite: (await found.where('code', '=', code).executeTakeFirst()) ?? null }
}

/** @throws TuttiError `unavailable`, where it fails and may not */
const verdict = async (
  { moderate, onFailure = 'refuse' }: ModerationOptions,
  asking: Asker,
  text: string,
  edit: boolean,
): Promise<Part> => {
  if (moderate === undefined) return {}
  const { user, room, role } = asking
  const draft = { room, by: user.id, name: user.name, role, text, edit }
  let found: Verdict | undefined
  try {
    found = await asking.within(CHAT.moderateMs, (async () => moderate(draft))())
  } catch {
    found = undefined
  }
  if (found !== undefined) return { verdict: found }
  if (onFailure === 'allow') return { verdict: ALLOW }
  throw new TuttiError('unavailable', 'messages cannot be looked at right now', { retryMs: 1000 })
}

export const loadWith = (options: ModerationOptions): NonNullable<RoomKind<ChatContract>['load']> => ({
  create(body, asking) {
    const ids = [...(body.members ?? []), ...(body.with === undefined ? [] : [body.with])]
    if (ids.length === 0) return undefined
    return gather(asking, [people(asking, ids), blockedBy(asking, asking.user.id, ids)])
  },
  add(body, asking) {
    if (body.users.length === 0) return undefined
    const { users } = body
    return gather(asking, [members(asking, users), people(asking, users), blockedBy(asking, asking.user.id, users)])
  },
  invite: (_body, asking) => Promise.resolve({ asOfMs: asking.wallMs, code: asking.secret() }),
  uninvite: (body, asking) => gather(asking, [invite(asking, body.code)]),
  role: (body, asking) => gather(asking, [members(asking, [body.user])]),
  kick: (body, asking) => gather(asking, [members(asking, [body.user])]),
  mute: (body, asking) => gather(asking, [members(asking, [body.user])]),
  ban: (body, asking) => gather(asking, [members(asking, [body.user]), people(asking, [body.user])]),
  unban: (body, asking) => gather(asking, [members(asking, [body.user])]),

  send(body, asking) {
    const parts = named(asking, body.text)
    if (options.moderate !== undefined) parts.push(verdict(options, asking, body.text, false))
    const ns = [body.reply, body.root].filter((n) => n !== undefined)
    if (ns.length > 0) parts.push(messages(asking, ns))
    if (body.files !== undefined && body.files.length > 0) parts.push(files(asking, body.files))
    return parts.length === 0 ? undefined : gather(asking, parts)
  },
  edit: (body, asking) =>
    gather(asking, [
      messages(asking, [body.n]),
      verdict(options, asking, body.text, true),
      ...named(asking, body.text),
    ]),
  delete: (body, asking) => gather(asking, [messages(asking, [body.n])]),
  react: (body, asking) => gather(asking, [messages(asking, [body.n]), given(asking, body.n, body.emoji)]),
  pin: (body, asking) => gather(asking, [messages(asking, [body.n])]),
  report: (body, asking) => gather(asking, [messages(asking, [body.n])]),
  settle: (body, asking) => gather(asking, [report(asking, body.report)]),
  release: (body, asking) => gather(asking, [held(asking, body.held)]),
})
