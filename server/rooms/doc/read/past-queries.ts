/** Questions about a document's past, and about its text: read from its log, beside the room. */
import { DOC, mayAs } from '../../../../shared/doc/rules.ts'
import type { DocRole } from '../../../../shared/doc/rules.ts'
import type { DocContract } from '../../../../shared/doc/contract.ts'
import { TuttiError } from '../../../../shared/errors.ts'
import type { Asking, RoomKind } from '../../../engine/room.ts'
import { asked } from '../asked.ts'
import { clientsDb } from '../clients-tables.ts'
import { docDb } from '../rows.ts'
import { versionOf, versionsDb } from '../versions-tables.ts'
import { deedsOf } from './deeds.ts'
import { FewAtOnce } from './few-at-once.ts'
import { historyOf } from './history.ts'
import { headOf, logRows, namesOf, stateAt } from './past-reader.ts'
import type { ReadCache } from './read-cache.ts'
import { standingIn } from './standing.ts'

type Queries = NonNullable<RoomKind<DocContract>['queries']>
type PastQueries = Required<Pick<Queries, 'versions' | 'state' | 'diff' | 'history' | 'authors' | 'reverted' | 'read'>>

/** Clients that are looked up at once. */
const ASKED = 500

/** @throws TuttiError `unknown_room`, `forbidden` */
const allowed = async ({ user, room, reader, wallMs }: Asking, least: DocRole): Promise<string> => {
  const { role, doc } = await standingIn(reader.db, room, user.id, wallMs)
  if (!mayAs(role, least)) throw new TuttiError('forbidden', `this takes ${least} rights here`)
  return doc.born
}

/** What was deleted is still in the past: it is for those who could have deleted it. */
const PAST: DocRole = 'editor'

export const pastQueriesWith = (cache: ReadCache, few = new FewAtOnce()): PastQueries => ({
  versions: async (_user, room, { before, named, limit = DOC.page }, asking) => {
    await allowed(asking, PAST)
    let rows = versionsDb(asking.reader.db)
      .selectFrom('doc_version')
      .selectAll()
      .where('room', '=', room)
      .orderBy('id', 'desc')
      .limit(limit + 1)
    if (before !== undefined) rows = rows.where('id', '<', before)
    if (named === true) rows = rows.where('name', '!=', '')
    const found = await rows.execute()
    const page = found.slice(0, limit)
    return { versions: page.map(versionOf), next: found.length > limit ? page.at(-1)!.id : null }
  },

  state: async (user, room, { n }, asking) => {
    await allowed(asking, PAST)
    return few.run(user.id, async () => {
      const { pieces } = await stateAt(asking.reader.db, room, n)
      return { n, update: await asked(asking, 'state', pieces) }
    })
  },

  diff: async (user, room, { from, to }, asking) => {
    await allowed(asking, PAST)
    const db = docDb(asking.reader.db)
    const head = await headOf(db, room)
    if (to !== undefined && to < from) throw new TuttiError('bad_body', 'to: comes after from')
    if (Math.max(from, to ?? 0) > head) throw new TuttiError('not_found', 'the document has not come so far')
    const compared = await few.run(user.id, async () => {
      const state = await stateAt(asking.reader.db, room, from)
      const log = await logRows(db, room, from, to ?? head)
      const rows = log.map(({ by_id: by, data: update }) => ({ by, update }))
      return asked(asking, 'compare', { from: state.pieces, rows })
    })
    const clients = await ownersOf(asking, compared.clients)
    const heirs = await heirsOf(asking, [...clients.keys()])
    const names = await namesOf(db, room)
    const users = [...clients.values(), ...heirs.map(([, , user]) => user), ...compared.deleted.map(({ user }) => user)]
    const ids = new Set(users.filter((id) => id !== ''))
    return {
      from: compared.from,
      to: compared.to,
      clients: [...clients],
      heirs,
      deleted: compared.deleted,
      people: [...ids].map((id) => ({ id, name: names.get(id) ?? '' })),
    }
  },

  history: async (user, room, { after, limit = 500, stride = 1 }, asking) => {
    await allowed(asking, PAST)
    return few.run(user.id, () => historyOf(asking, room, { after, limit, stride }))
  },

  authors: async (_user, room, _body, asking) => {
    await allowed(asking, PAST)
    const names = await namesOf(docDb(asking.reader.db), room)
    return [...names].map(([id, name]) => ({ id, name }))
  },

  reverted: async (user, room, stretch, asking) => {
    await allowed(asking, PAST)
    return few.run(user.id, async () => asked(asking, 'tryRevert', await deedsOf(asking.reader.db, room, stretch)))
  },

  read: async (user, room, { format }, asking) => {
    const born = await allowed(asking, 'viewer')
    const n = await headOf(docDb(asking.reader.db), room)
    const text = await cache.get(`${room} ${born} ${n} ${format}`, () =>
      few.run(user.id, async () => {
        const { pieces } = await stateAt(asking.reader.db, room, n)
        return asked(asking, 'text', { pieces, format })
      }),
    )
    return { n, format, text }
  },
})

/** Whose client it is says the table that the guard keeps: who accepted a suggestion has not written it. */
const ownersOf = async (
  { reader, room }: Asking,
  found: readonly (readonly [number, string])[],
): Promise<Map<number, string>> => {
  const owners = new Map(found)
  const clients = [...owners.keys()]
  for (let at = 0; at < clients.length; at += ASKED) {
    const rows = await docDb(reader.db)
      .selectFrom('doc_client')
      .select(['client', 'user_id'])
      .where('room', '=', room)
      .where('client', 'in', clients.slice(at, at + ASKED))
      .execute()
    for (const { client, user_id } of rows) owners.set(client, user_id)
  }
  return owners
}

/** Who went on with these clients, from which clock on. */
const heirsOf = async ({ reader, room }: Asking, clients: readonly number[]): Promise<[number, number, string][]> => {
  const heirs: [number, number, string][] = []
  for (let at = 0; at < clients.length; at += ASKED) {
    const rows = await clientsDb(reader.db)
      .selectFrom('doc_heir')
      .select(['client', 'clock', 'user_id'])
      .where('room', '=', room)
      .where('client', 'in', clients.slice(at, at + ASKED))
      .orderBy('client')
      .orderBy('clock')
      .execute()
    for (const { client, clock, user_id } of rows) heirs.push([client, clock, user_id])
  }
  return heirs
}
