/** What a question about documents is answered with: one moment of the database, and who asks. */
import type { Kysely } from 'kysely'
import type { DocContract } from '../../../../shared/doc/contract.ts'
import type { Asking, RoomKind } from '../../../engine/room.ts'
import { accessDb } from '../access-rows.ts'
import type { AccessTables } from '../access-rows.ts'
import type { DocTables } from '../rows.ts'
import type { DocWrites } from '../tables.ts'
import { standingIn } from './standing.ts'
import type { Standing } from './standing.ts'

export interface View {
  readonly db: Kysely<DocTables & AccessTables>
  readonly dialect: Asking['reader']['dialect']
  readonly user: string
  readonly wallMs: number
}

export type DocQueries = NonNullable<RoomKind<DocContract, DocWrites>['queries']>
export type DocQuery<T extends keyof DocQueries> = NonNullable<DocQueries[T]>

/** Everything in `read` sees the same state. */
export const viewing = <T>(asking: Asking, read: (view: View) => Promise<T>): Promise<T> => {
  const { reader, user, wallMs } = asking
  return reader.snapshot((db) => read({ db: accessDb(db), dialect: reader.dialect, user: user.id, wallMs }))
}

/** As viewing(), of the room that is asked. @throws TuttiError as stand() */
export const viewingRoom = <T>(asking: Asking, read: (view: View, standing: Standing) => Promise<T>): Promise<T> =>
  viewing(asking, async (view) => read(view, await standingIn(view.db, asking.room, view.user, view.wallMs)))
