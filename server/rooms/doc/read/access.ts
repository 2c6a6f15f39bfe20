/** Who may come into a document, as those who may see it are shown it. */
import type { DocRole } from '../../../../shared/doc/rules.ts'
import { mayAs } from '../../../../shared/doc/rules.ts'
import { TuttiError } from '../../../../shared/errors.ts'
import { grantedRole, isOpen } from '../entitled.ts'
import { shownLink } from '../links.ts'
import { viewingRoom } from './view.ts'
import type { DocQuery } from './view.ts'

/** All of it to the owner; who else is in it to whoever may comment on it and was let in by name or link. */
export const access: DocQuery<'access'> = (_user, _room, _body, asking) =>
  viewingRoom(asking, async (view, { doc, role, granted }) => {
    const owner = role === 'owner'
    if (!owner && (granted === null || !mayAs(granted, 'commenter'))) throw new TuttiError('forbidden')
    const [rows, links] = await Promise.all([
      view.db
        .selectFrom('doc_grant')
        .selectAll()
        .where('room', '=', doc.room)
        .orderBy('at')
        .orderBy('user_id')
        .execute(),
      view.db.selectFrom('doc_link').selectAll().where('room', '=', doc.room).orderBy('created_at').execute(),
    ])
    const byCode = new Map(links.map((link) => [link.code, link]))
    const people = new Map<string, typeof rows>()
    for (const row of rows) people.set(row.user_id, [...(people.get(row.user_id) ?? []), row])
    const grants = [...people].flatMap(([user, own]) => {
      const may = grantedRole(own, (code) => byCode.get(code), view.wallMs)
      return may === null ? [] : [{ user, name: own[0]!.name, role: may }]
    })
    return {
      grants,
      links: owner ? links.filter((link) => isOpen(link, view.wallMs)).map(shownLink) : [],
      // Only what passed the guard was written.
      public: doc.public as DocRole | null,
    }
  })
