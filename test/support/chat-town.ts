/** A small town for tests of who may read what: channels of every sort, and people in every relation to them. */
import { directRoom } from '../../shared/chat/rules.ts'
import { NOW } from './chat-base.ts'
import type { ChatBase } from './chat-base.ts'

const HOUR = 3_600_000
/** Stands in texts that nobody may read any more, though their rows still hold them. */
export const GONE = 'unspeakable'
/** Stands in all other texts, so that one question finds them. */
export const WORD = 'hello'

export const PEOPLE = ['olga', 'mo', 'ann', 'mute', 'bad', 'was', 'lea', 'sam'] as const
export type Who = (typeof PEOPLE)[number]
/** olga owns, mo moderates, ann and mute are members (mute is muted), bad is banned, was was, lea has left, sam is a stranger. */
const MEMBERS: Readonly<Record<Exclude<Who, 'sam'>, object>> = {
  olga: { role: 'owner' },
  mo: { role: 'moderator' },
  ann: {},
  mute: { muted_until: NOW + HOUR, reason: 'noise' },
  bad: { state: 'banned', banned_until: 0, reason: 'spam' },
  was: { state: 'banned', banned_until: NOW - HOUR },
  lea: { state: 'out' },
}

export const DIRECT = directRoom('olga', 'ann')
/** `missing` is none at all. */
export const CHANNELS = ['public', 'archived', 'unlisted', 'group', DIRECT, 'missing'] as const
export type Channel = (typeof CHANNELS)[number]

const rowsOf: Readonly<Record<Exclude<Channel, 'missing'>, object>> = {
  public: {},
  archived: { archived: 1 },
  unlisted: { listed: 0 },
  group: { type: 'group', listed: 0 },
  [DIRECT]: { type: 'direct', listed: 0, first_id: 'ann', second_id: 'olga' },
}

export const fileOf = (hash: string): string =>
  JSON.stringify([{ hash: hash.padEnd(64, '0'), name: `${hash}.txt`, type: 'text/plain', bytes: 1 }])

/** 1 is pinned, reacted to, revised and has a file; 2 was deleted, and somebody forgot to empty its row; 3 is in the thread of 1. */
export const buildTown = async (base: ChatBase): Promise<void> => {
  for (const id of PEOPLE) await base.row('chat_person', { id, name: id.toUpperCase(), last_seen_at: NOW - HOUR })
  for (const [room, row] of Object.entries(rowsOf)) {
    await base.channel(room, row)
    for (const [user, member] of Object.entries(MEMBERS))
      if (room !== DIRECT || user === 'olga' || user === 'ann')
        await base.member(room, user, room === DIRECT ? {} : member)
    await base.say(room, 1, `${WORD} ${room}`, {
      pinned: 1,
      rev: 1,
      replies: 1,
      reactions: '{"+1":1}',
      files: fileOf('a'),
    })
    await base.say(room, 2, `${WORD} ${GONE}`, {
      deleted_at: NOW,
      pinned: 1,
      rev: 1,
      reactions: `{"${GONE}":1}`,
      mentions: `["${GONE}"]`,
      files: fileOf(GONE),
    })
    await base.say(room, 3, `${WORD} again`, { root: 1 })
    await base.row('chat_revision', { room, n: 1, rev: 0, text: `${WORD} before`, at: NOW - HOUR })
    await base.row('chat_revision', { room, n: 2, rev: 0, text: GONE, at: NOW - HOUR })
    await base.row('chat_reaction', { room, n: 1, emoji: '+1', user_id: 'ann', name: 'Ann', at: NOW - HOUR })
    await base.row('chat_reaction', { room, n: 2, emoji: GONE, user_id: 'ann', name: 'Ann', at: NOW - HOUR })
    const report = { room, by_id: 'ann', reason: 'rude', at: NOW - HOUR, author_id: 'olga' }
    await base.row('chat_report', { ...report, id: base.id(), n: 1, text: `${WORD} ${room}` })
    await base.row('chat_report', { ...report, id: base.id(), n: 2, text: GONE })
    await base.row('chat_held', { id: base.id(), room, by_id: 'ann', name: 'Ann', text: 'held', why: 'word', at: NOW })
    await base.row('chat_audit', { id: base.id(), room, at: NOW, by_id: 'mo', did: 'mute', user_id: 'mute' })
    await base.row('chat_invite', {
      code: `code-${room}`.slice(0, 32),
      room,
      by_id: 'olga',
      created_at: NOW,
      expires_at: NOW + HOUR,
      max_uses: 5,
      uses: 0,
    })
  }
}
