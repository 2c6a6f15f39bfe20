/** What the asker may do in a document, read where the answer is read: whoever was let in a moment ago may be out by now. */
import type { Kysely } from 'kysely'
import type { DocRole } from '../../../../shared/doc/rules.ts'
import { TuttiError } from '../../../../shared/errors.ts'
import { accessDb } from '../access-rows.ts'
import type { AccessTables, DocRecord, GrantRecord, LinkRecord } from '../access-rows.ts'
import { grantedRole, higher, roleOf } from '../entitled.ts'
import type { DocTables } from '../rows.ts'

type Db = Kysely<DocTables & AccessTables>

export interface Found {
  readonly doc: DocRecord | undefined
  /** Of whoever asks. */
  readonly grants: readonly GrantRecord[]
  /** Those that they came by, and the one that they show. */
  readonly links: readonly LinkRecord[]
}

export const find = async (db: Db, room: string, user: string, code?: string): Promise<Found> => {
  const doc = await db.selectFrom('doc').selectAll().where('room', '=', room).executeTakeFirst()
  if (doc === undefined) return { doc, grants: [], links: [] }
  const own = db.selectFrom('doc_grant').where('room', '=', room).where('user_id', '=', user)
  const [grants, links] = await Promise.all([
    own.selectAll().execute(),
    db
      .selectFrom('doc_link')
      .selectAll()
      .where('room', '=', room)
      .where((or) =>
        or.or([or('code', 'in', own.select('via')), ...(code === undefined ? [] : [or('code', '=', code)])]),
      )
      .execute(),
  ])
  return { doc, grants, links }
}

export interface Standing {
  readonly doc: DocRecord
  readonly role: DocRole
  /** What is granted to them by name or by link, whatever is public. */
  readonly granted: DocRole | null
}

/** `more`: what a link gives that they show. @throws TuttiError `unknown_room`; `forbidden` in the trash, for whom it was shared with */
export const stand = ({ doc, grants, links }: Found, user: string, wallMs: number, more: DocRole | null): Standing => {
  if (doc === undefined) throw new TuttiError('unknown_room')
  const kept = grantedRole(grants, (code) => links.find((link) => link.code === code), wallMs)
  const granted = higher(kept, more)
  const terms = { owner: doc.owner_id, public: doc.public as DocRole | null, trashedAt: doc.trashed_at }
  const role = roleOf(terms, user, granted)
  if (role !== null) return { doc, role, granted }
  if (kept !== null) throw new TuttiError('forbidden', 'the document is in the trash')
  throw new TuttiError('unknown_room')
}

/** For a query, in the transaction that answers it. @throws TuttiError as stand() */
export const standingIn = async (
  // oxlint-disable-next-line no-explicit-any -- a Kysely of any tables is what a Reader has
  db: Kysely<any>,
  room: string,
  user: string,
  wallMs: number,
): Promise<Standing> => stand(await find(accessDb(db), room, user), user, wallMs, null)
