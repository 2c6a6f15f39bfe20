/** The documents that somebody may find on their own shelves: theirs, shared with them, or put there by themselves. */
import { sql } from 'kysely'
import type { RawBuilder } from 'kysely'
import type { DocRole, DocType } from '../../../../shared/doc/rules.ts'
import type { DocRow } from '../../../../shared/doc/types.ts'
import { grantedRole, roleOf } from '../entitled.ts'
import type { View } from './view.ts'

/** Rooms that may be among them. */
const candidates = ({ user }: View): RawBuilder<unknown> => sql`(
  select room from doc where owner_id = ${user}
  union select room from doc_grant where user_id = ${user}
  union select room from doc_shelf where user_id = ${user})`

/** Of `d`: the asker may know of it now. What is in the trash is its owner's alone. */
const visible = ({ user, wallMs }: View): RawBuilder<boolean> => sql`(
  d.owner_id = ${user}
  or (d.trashed_at is null and (
    d.public is not null
    or exists (select 1 from doc_grant g where g.room = d.room and g.user_id = ${user} and g.via = '')
    or exists (
      select 1 from doc_grant g join doc_link l on l.code = g.via and l.room = g.room
      where g.room = d.room and g.user_id = ${user} and (l.expires_at = 0 or l.expires_at > ${sql.lit(wallMs)})))))`

/** The rows of all that they may find, as `d`, with where they keep it as `s`. */
export const shelves = (view: View): RawBuilder<unknown> => sql`
  doc d left join doc_shelf s on s.room = d.room and s.user_id = ${view.user}
  where d.room in ${candidates(view)} and ${visible(view)}`

export const SHELVED = sql`d.room, d.born, d.title, d.type, d.owner_id, d.owner_name, d.public, d.updated_at, d.trashed_at,
  coalesce(s.starred, 0) as starred, coalesce(s.folder, '') as folder`

export interface Shelved {
  readonly room: string
  readonly born: string
  readonly title: string
  readonly type: string
  readonly owner_id: string
  readonly owner_name: string
  readonly public: string | null
  readonly updated_at: number
  readonly trashed_at: number | null
  readonly starred: number
  readonly folder: string
  readonly excerpt?: string | null
}

/** With what the asker may do in each. */
export const rowsOf = async (view: View, found: readonly Shelved[]): Promise<DocRow[]> => {
  if (found.length === 0) return []
  const rooms = found.map(({ room }) => room)
  const grants = await view.db
    .selectFrom('doc_grant')
    .select(['room', 'via', 'role'])
    .where('user_id', '=', view.user)
    .where('room', 'in', rooms)
    .execute()
  const codes = grants.map(({ via }) => via).filter((via) => via !== '')
  const links =
    codes.length === 0 ? [] : await view.db.selectFrom('doc_link').selectAll().where('code', 'in', codes).execute()
  return found.map((row) => {
    const own = grants.filter((grant) => grant.room === row.room)
    const linkOf = (code: string) => links.find((link) => link.code === code && link.room === row.room)
    const terms = { owner: row.owner_id, public: row.public as DocRole | null, trashedAt: row.trashed_at }
    return {
      room: row.room,
      title: row.title,
      // Written by this kind alone.
      type: row.type as DocType,
      // They were found by the same reckoning.
      role: roleOf(terms, view.user, grantedRole(own, linkOf, view.wallMs)) ?? 'viewer',
      owner: row.owner_id,
      ownerName: row.owner_name,
      folder: row.folder,
      starred: row.starred === 1,
      updatedAt: row.updated_at,
      trashedAt: row.trashed_at,
      ...(typeof row.excerpt === 'string' && { excerpt: row.excerpt }),
    }
  })
}
