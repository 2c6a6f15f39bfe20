/** Forks as the database has them: for whoever opens the document, and for whoever asks. */
import type { Kysely } from 'kysely'
import type { Suggester } from '../../../../shared/doc/types.ts'
import { grouped } from '../grouped.ts'
import { suggestionDb } from '../suggestions-tables.ts'
import type { SuggestionTables } from '../suggestions-tables.ts'

export interface StoredFork extends Suggester {
  /** The number of its last update. */
  readonly m: number
  /** In order. */
  readonly updates: readonly Uint8Array[]
}

/** `user` absent: everybody's. */
export const forksOf = async (any: Kysely<SuggestionTables>, room: string, user?: string): Promise<StoredFork[]> => {
  const db = suggestionDb(any)
  let forks = db.selectFrom('doc_fork').select(['user_id', 'name']).where('room', '=', room)
  let updates = db.selectFrom('doc_fork_update').select(['user_id', 'm', 'at', 'data']).where('room', '=', room)
  if (user !== undefined) {
    forks = forks.where('user_id', '=', user)
    updates = updates.where('user_id', '=', user)
  }
  const rows = grouped(await updates.orderBy('m').execute(), ({ user_id }) => user_id)
  return (await forks.orderBy('user_id').execute()).map(({ user_id, name }) => {
    const own = rows.get(user_id) ?? []
    const last = own.at(-1)
    return { user: user_id, name, at: last?.at ?? 0, m: last?.m ?? 0, updates: own.map(({ data }) => data) }
  })
}
