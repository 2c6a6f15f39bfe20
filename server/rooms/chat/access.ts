/** Who may come into a channel or ask it something, as the database knows it; the live room has the last word. */
import { HALL } from '../../../shared/chat/contract.ts'
import { directRoom, isDirectRoom } from '../../../shared/chat/rules.ts'
import { check } from '../../../shared/contract.ts'
import { TuttiError } from '../../../shared/errors.ts'
import type { Asking, Granted, Member } from '../../engine/room.ts'
import { isOpen } from './invites.ts'
import { joinOptions } from './join-options.ts'
import type { ChannelRecord, Facts, InviteRecord, MemberRecord } from './loaded.ts'
import { Person } from './person.ts'
import { chatDb } from './rows.ts'

type User = Member['user']

const MENTIONS_MAX = 100
/** How far back a member's last message is looked for, where slow mode counts from it. */
const SENT_WITHIN = 1_000

/** `options` undefined: a query asks. @throws TuttiError `unknown_room` where there is none for them, `forbidden` where they are banned */
export const authorize = async (user: User, room: string, asking: Asking, options?: unknown): Promise<Granted> => {
  const query = options === undefined
  if (room === HALL) {
    if (query) return 'visitor'
    throw new TuttiError('unknown_room', 'this is a place for questions')
  }
  const { create, invite, with: peer } = query ? {} : check(joinOptions, options ?? {})
  const mayCreate =
    create === true && (!isDirectRoom(room) || (peer !== undefined && directRoom(user.id, peer) === room))
  const db = chatDb(asking.reader.db)
  const [channel, member, invitation] = await Promise.all([
    db.selectFrom('chat_channel').selectAll().where('room', '=', room).executeTakeFirst(),
    db.selectFrom('chat_member').selectAll().where('room', '=', room).where('user_id', '=', user.id).executeTakeFirst(),
    invite === undefined
      ? undefined
      : db.selectFrom('chat_invite').selectAll().where('code', '=', invite).where('room', '=', room).executeTakeFirst(),
  ])
  const role = roleOf(channel, member, invitation, mayCreate, asking.wallMs)
  return query ? role : { role, facts: await factsOf(user, channel, member, invitation, asking) }
}

const roleOf = (
  channel: ChannelRecord | undefined,
  member: MemberRecord | undefined,
  invite: InviteRecord | undefined,
  mayCreate: boolean,
  wallMs: number,
): string => {
  if (channel === undefined) {
    // Whoever is none of the two must not see whether they talk: it is all the same before and after.
    if (mayCreate) return 'visitor'
    throw new TuttiError('unknown_room')
  }
  const person = member === undefined ? undefined : Person.of(member)
  if (person?.banned(wallMs) === true) throw new TuttiError('forbidden', 'you are banned here')
  if (person?.in === true) return person.role
  if (channel.type === 'public') return 'visitor'
  if (channel.type === 'group' && invite !== undefined && isOpen(invite, wallMs)) return 'visitor'
  // As if there were nothing.
  throw new TuttiError('unknown_room')
}

const factsOf = async (
  user: User,
  channel: ChannelRecord | undefined,
  member: MemberRecord | undefined,
  invite: InviteRecord | undefined,
  asking: Asking,
): Promise<Facts> => {
  const facts = { asOfMs: asking.wallMs, member: member ?? null, invite: invite ?? null }
  if (channel === undefined || member?.state !== 'in') return { ...facts, mentions: [], sentAt: 0 }
  const db = chatDb(asking.reader.db)
  const { room } = channel
  const [mentions, sent] = await Promise.all([
    db
      .selectFrom('chat_mention')
      .select('n')
      .distinct()
      .where('room', '=', room)
      .where('user_id', 'in', [user.id, '*'])
      .where('n', '>', member.read)
      .orderBy('n', 'desc')
      .limit(MENTIONS_MAX)
      .execute(),
    channel.slow_ms === 0
      ? undefined
      : db
          .selectFrom('chat_message')
          .select('at')
          .where('room', '=', room)
          .where('n', '>', (eb) =>
            eb
              .selectFrom('chat_message as last')
              .select((last) => last(last.fn.max('last.n'), '-', SENT_WITHIN).as('n'))
              .where('last.room', '=', room),
          )
          .where('by_id', '=', user.id)
          .orderBy('n', 'desc')
          .limit(1)
          .executeTakeFirst(),
  ])
  return { ...facts, mentions: mentions.map(({ n }) => n), sentAt: sent?.at ?? 0 }
}
