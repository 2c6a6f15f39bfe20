/** What keeps channels small while nothing else is to be written: messages whose time is over, doors that lead nowhere, words to be sorted in. */
import type { Tables } from '../../engine/tables.ts'
import { whoTokens } from './read/search-migration.ts'

const MINUTE_MS = 60_000
const DAY_MS = 86_400_000
/** One round: so many channels, and so many of the oldest messages of each. */
const CHANNELS = 5
const OLDEST = 100
/** Messages that one round adds to SQLite's index of words: some ten milliseconds. */
const WORDS = 1000

/** Channels whose oldest message is past its time; but not for a last one that is empty already. */
const DUE = `
  insert into chat_due (room, cutoff, first, last)
  select room, cutoff, first, last from (
    select c.room, {now} - c.retention_days * ${DAY_MS} as cutoff,
      (select min(f.n) from chat_message f where f.room = c.room) as first,
      (select max(l.n) from chat_message l where l.room = c.room) as last
    from chat_channel c where c.retention_days > 0
  ) span
  where (select m.at from chat_message m where m.room = span.room and m.n = first) < cutoff
    and (first < last or (select m.deleted_at from chat_message m where m.room = span.room and m.n = last) is null)
  limit ${CHANNELS}`

/** Numbers of messages that they keep no longer. */
const EXPIRED = `
  select m.room, m.n from chat_due due
  join chat_message m on m.room = due.room and m.n >= due.first and m.n < due.first + ${OLDEST}
  where m.at < due.cutoff`

const of = (table: string): string => `delete from ${table} where (room, n) in (${EXPIRED})`

/** A channel's last message stays, emptied: the next number is counted from it. */
const expire = [
  'delete from chat_due',
  DUE,
  of('chat_revision'),
  of('chat_reaction'),
  of('chat_mention'),
  `update chat_report set text = '' where text <> '' and (room, n) in (${EXPIRED})`,
  `update chat_message set text = '', files = null, mentions = null, reactions = null, pinned = 0, deleted_at = {now}
    where deleted_at is null and (room, n) in (${EXPIRED} and m.n = due.last)`,
  `delete from chat_message where (room, n) in (${EXPIRED} and m.n < due.last)`,
]

const forgetInvites = `delete from chat_invite where code in (
  select code from chat_invite
  where (expires_at > 0 and expires_at < {now} - ${DAY_MS}) or (max_uses > 0 and uses >= max_uses) limit 500)`

const next = `(select pos from chat_message where pos > (select pos from chat_search_mark) order by pos limit ${WORDS})`

export const chatUpkeep = {
  retention: { everyMs: 10 * MINUTE_MS, sql: { sqlite: expire, postgres: expire } },
  invites: { everyMs: 60 * MINUTE_MS, sql: { sqlite: [forgetInvites], postgres: [forgetInvites] } },
  search: {
    everyMs: 1000,
    sql: {
      sqlite: [
        `insert into chat_search (rowid, who, text)
          select m.pos, ${whoTokens('m')}, m.text from chat_message m
          where m.pos in ${next} and m.system is null and m.deleted_at is null`,
        `update chat_search_mark set pos = (select max(pos) from ${next} done)
          where exists (select 1 from chat_message where pos > chat_search_mark.pos)`,
      ],
      // Sorts in what was inserted since; a change only where there was something.
      postgres: [
        `update chat_search_mark set pos = pos + 1
          where (select gin_clean_pending_list('chat_message_words'::regclass)) > 0`,
      ],
    },
  },
} satisfies Tables['upkeep']
