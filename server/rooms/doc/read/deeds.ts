/** What somebody did in a stretch of time, and what they did it on: all that is needed to undo it. */
import type { Kysely } from 'kysely'
import { TuttiError } from '../../../../shared/errors.ts'
import type { Pieces, Step } from '../rewind.ts'
import { docDb } from '../rows.ts'
import { logRows, stateAt } from './past-reader.ts'

export interface Deeds {
  readonly base: Pieces
  /** From there to the present; theirs of [fromMs, toMs] are to be undone. */
  readonly steps: readonly Step[]
}

export interface Stretch {
  readonly user: string
  readonly fromMs: number
  readonly toMs: number
}

/** @throws TuttiError `not_found` where they wrote nothing then, `body_too_large` */
export const deedsOf = async (any: Kysely<unknown>, room: string, { user, fromMs, toMs }: Stretch): Promise<Deeds> => {
  const db = docDb(any)
  const first = await db
    .selectFrom('doc_update')
    .select('n')
    .where('room', '=', room)
    .where('by_id', '=', user)
    .where('at', '>=', fromMs)
    .where('at', '<=', toMs)
    .orderBy('n')
    .limit(1)
    .executeTakeFirst()
  if (first === undefined) throw new TuttiError('not_found', 'they have written nothing then')
  const { pieces } = await stateAt(any, room, first.n - 1)
  const rows = await logRows(db, room, first.n - 1, Number.MAX_SAFE_INTEGER)
  const steps = rows.map(({ by_id, at, data }) => ({
    update: data,
    undo: by_id === user && at >= fromMs && at <= toMs,
  }))
  return { base: pieces, steps }
}
