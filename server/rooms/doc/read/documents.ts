/** Lists of documents, and the folders that one keeps them in. */
import { sql } from 'kysely'
import type { RawBuilder } from 'kysely'
import { DESK, DOC } from '../../../../shared/doc/rules.ts'
import { TuttiError } from '../../../../shared/errors.ts'
import { SHELVED, rowsOf, shelves } from './shelves.ts'
import type { Shelved } from './shelves.ts'
import { viewing } from './view.ts'
import type { DocQuery, View } from './view.ts'

const FOLDERS_MAX = 500
const CURSOR = /^(\d{1,16}):([0-9A-Za-z]{1,20})$/

/** @throws TuttiError `unknown_query` in the room of a document */
export const atDesk = (room: string): void => {
  if (room !== DESK) throw new TuttiError('unknown_query', 'this is asked in the room _')
}

const WHERE: Readonly<Record<string, (view: View) => RawBuilder<unknown>>> = {
  mine: ({ user }: View) => sql`and d.owner_id = ${user} and d.trashed_at is null`,
  shared: ({ user }: View) => sql`and d.owner_id <> ${user}
    and exists (select 1 from doc_grant g where g.room = d.room and g.user_id = ${user})`,
  starred: () => sql`and s.starred = 1 and d.trashed_at is null`,
  trash: () => sql`and d.trashed_at is not null`,
  all: () => sql`and d.trashed_at is null`,
}

/** Those that changed last come first. */
export const documents: DocQuery<'documents'> = (_user, room, body, asking) => {
  atDesk(room)
  const { folder, where = 'all', before, limit = DOC.page } = body
  const [, at, born] = before === undefined ? [] : (CURSOR.exec(before) ?? [])
  if (before !== undefined && (at === undefined || born === undefined))
    throw new TuttiError('bad_body', 'before is no cursor of this query')
  return viewing(asking, async (view) => {
    const { rows } = await sql<Shelved>`
      select ${SHELVED} from ${shelves(view)} ${WHERE[where]!(view)}
        ${folder === undefined ? sql`` : sql`and coalesce(s.folder, '') = ${folder}`}
        ${
          at === undefined || born === undefined
            ? sql``
            : sql`and (d.updated_at < ${sql.lit(Number(at))}
          or (d.updated_at = ${sql.lit(Number(at))} and d.born < ${born}))`
        }
      order by d.updated_at desc, d.born desc limit ${sql.lit(limit + 1)}`.execute(view.db)
    const shown = rows.slice(0, limit)
    const last = shown.at(-1)
    return {
      rows: await rowsOf(view, shown),
      next: rows.length > limit && last !== undefined ? `${last.updated_at}:${last.born}` : null,
    }
  })
}

export const folders: DocQuery<'folders'> = (_user, room, _body, asking) => {
  atDesk(room)
  return viewing(asking, async (view) => {
    const { rows } = await sql<{ folder: string }>`
      select distinct s.folder from ${shelves(view)} and s.folder <> '' and d.trashed_at is null
      order by s.folder limit ${sql.lit(FOLDERS_MAX)}`.execute(view.db)
    return rows.map(({ folder }) => folder)
  })
}
