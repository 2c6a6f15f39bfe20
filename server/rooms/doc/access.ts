/** Who may come into a document or ask it something, as the database knows it; the live room has the last word. */
import { check } from '../../../shared/contract.ts'
import { DESK, mayAs } from '../../../shared/doc/rules.ts'
import type { DocRole } from '../../../shared/doc/rules.ts'
import { TuttiError } from '../../../shared/errors.ts'
import type { Asking, Granted, Member } from '../../engine/room.ts'
import type { AccessFacts, StoredAccess } from './access-facts.ts'
import { accessDb } from './access-rows.ts'
import type { LinkRecord } from './access-rows.ts'
import { grantedRole, isOpen, roleOf } from './entitled.ts'
import { joinOptions } from './join-options.ts'
import type { Passwords } from './passwords.ts'
import { find, stand } from './read/standing.ts'
import type { Found } from './read/standing.ts'

type User = Member['user']

/** Asked at every JOIN and before every query; `options` undefined: a query. */
export const authorizeWith =
  (passwords: Passwords) =>
  /** @throws TuttiError `unknown_room` where there is nothing for them, `forbidden` where a password or the trash is between */
  async (user: User, room: string, asking: Asking, options?: unknown): Promise<Granted> => {
    const query = options === undefined
    if (room === DESK) {
      if (query) return 'viewer'
      throw new TuttiError('unknown_room', 'this is a place for questions')
    }
    const { create, link: code, password } = query ? {} : check(joinOptions, options ?? {})
    const { wallMs } = asking
    const found = await find(accessDb(asking.reader.db), room, user.id, code)
    if (found.doc === undefined && create === true && !(await isGone(asking)))
      return { role: 'viewer', facts: { asOfMs: wallMs, grants: [], via: null } satisfies AccessFacts }
    const link = newLink(found, code, user.id, wallMs)
    if (link !== undefined) await unlock(passwords, link, password, user.id, wallMs)
    // Only what passed the guard was written.
    const { role } = stand(found, user.id, wallMs, link === undefined ? null : (link.role as DocRole))
    const facts: AccessFacts = { asOfMs: wallMs, grants: found.grants, via: link?.code ?? null }
    return query ? role : { role, facts }
  }

/** The link that they show, where it opens more to them than they have. */
const newLink = ({ doc, grants, links }: Found, code: string | undefined, user: string, wallMs: number) => {
  const link = links.find((one) => one.code === code)
  if (doc === undefined || doc.trashed_at !== null || link === undefined || !isOpen(link, wallMs)) return undefined
  const granted = grantedRole(grants, (via) => links.find((one) => one.code === via), wallMs)
  const has = roleOf({ owner: doc.owner_id, public: null, trashedAt: null }, user, granted)
  return has !== null && mayAs(has, link.role as DocRole) ? undefined : link
}

const unlock = async (
  passwords: Passwords,
  { code, salt, hash }: LinkRecord,
  password: string | undefined,
  user: string,
  wallMs: number,
): Promise<void> => {
  if (hash === null || salt === null) return
  if (password === undefined) throw new TuttiError('forbidden', 'this link has a password')
  if (!(await passwords.opens(password, { code, salt, hash }, user, wallMs)))
    throw new TuttiError('forbidden', 'this is not the password')
}

/** Nobody may make a document where one was erased: what was told of that one must not be told of another. */
const isGone = async ({ reader, room }: Asking): Promise<boolean> =>
  (await accessDb(reader.db).selectFrom('doc_gone').select('at').where('room', '=', room).executeTakeFirst()) !==
  undefined

/** What the room of a document must know of its rights when it opens. */
export const storedAccess = async (room: string, any: Asking['reader']['db']): Promise<StoredAccess> => {
  const db = accessDb(any)
  const links = await db.selectFrom('doc_link').selectAll().where('room', '=', room).execute()
  const counts = await db
    .selectFrom('doc_grant')
    .select(['via', (eb) => eb.fn.countAll().as('count')])
    .where('room', '=', room)
    .groupBy('via')
    .execute()
  const words = await db.selectFrom('doc_text').select('n').where('room', '=', room).executeTakeFirst()
  return { links, counts: new Map(counts.map(({ via, count }) => [via, Number(count)])), wordsAt: words?.n ?? 0 }
}
