/** What can be asked about who may, and across documents. */
import { TEMPLATES } from '../templates.ts'
import { access } from './access.ts'
import { atDesk, documents, folders } from './documents.ts'
import { search } from './search.ts'
import type { DocQueries, DocQuery } from './view.ts'

const templates: DocQuery<'templates'> = (_user, room) => {
  atDesk(room)
  return Promise.resolve(TEMPLATES.map(({ name, title, about }) => ({ name, title, about })))
}

export const accessQueries = { access, documents, folders, search, templates } satisfies Partial<DocQueries>
