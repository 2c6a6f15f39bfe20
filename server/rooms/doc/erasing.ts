/** What is left of erased documents goes bit by bit, while nothing else is to be written. */
import type { Upkeep } from '../../engine/tables.ts'

const DAY_MS = 86_400_000
/** Rows that one round removes of each table. */
const ROWS = 300

/** Every table with rows of a document, and what names one of them beside the room. */
export const ERASED: Readonly<Record<string, readonly string[]>> = {
  doc_update: ['n'],
  doc_snapshot: ['n', 'part'],
  doc_author: ['user_id'],
  doc_client: ['client'],
  doc_heir: ['client', 'clock'],
  doc_recovery: ['epoch'],
  doc_grant: ['user_id', 'via'],
  doc_link: ['code'],
  doc_shelf: ['user_id'],
  doc_text: ['pos'],
  doc_file: ['hash'],
  doc_thread: ['id'],
  doc_comment: ['thread', 'id'],
  doc_reaction: ['thread', 'comment', 'emoji', 'user_id'],
  doc_fork: ['user_id'],
  doc_fork_update: ['user_id', 'm'],
  doc_accepted: ['n'],
  doc_version: ['id'],
  doc_hook: ['id'],
}

/** For a day: what a room had begun before may be written behind it. */
const GONE = `select room from doc_gone where at > {now} - ${DAY_MS}`

const statements = [
  ...Object.entries(ERASED).map(([table, keys]) => {
    const key = ['room', ...keys].join(', ')
    return `delete from ${table} where (${key}) in (select ${key} from ${table} where room in (${GONE}) limit ${ROWS})`
  }),
  // What was told there can be heard by nobody any more, as nobody gets in.
  `delete from event where pos in (
    select e.pos from room r join event e on e.room = r.key
    where r.kind = 'doc' and r.id in (${GONE}) limit ${ROWS})`,
]

export const accessUpkeep = {
  erased: { everyMs: 10_000, sql: { sqlite: statements, postgres: statements } },
  words: {
    everyMs: 1000,
    sql: {
      sqlite: [
        `delete from doc_search where rowid in (select pos from doc_text where dirty = 1 order by pos limit 10)`,
        `insert into doc_search (rowid, title, text)
          select pos, title, text from doc_text where dirty = 1 order by pos limit 10`,
        `update doc_text set dirty = 0 where pos in (select pos from doc_text where dirty = 1 order by pos limit 10)`,
      ],
    },
  },
} satisfies Readonly<Record<string, Upkeep>>
