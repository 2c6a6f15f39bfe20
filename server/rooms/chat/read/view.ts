/** What a question is answered with: one moment of the database, and who asks for it. */
import type { Kysely } from 'kysely'
import type { Asking, RoomKind } from '../../../engine/room.ts'
import type { ChatContract } from '../../../../shared/chat/contract.ts'
import type { ChatTables } from '../rows.ts'
import type { ChatWrites } from '../tables.ts'

/** What is read beside the rows that channels write: the engine's count of ordered events, and which messages show a file. */
export interface ReadTables extends ChatTables {
  room: { kind: string; id: string; seq: number }
  chat_file: { room: string; hash: string; n: number }
}

export interface View {
  readonly db: Kysely<ReadTables>
  readonly dialect: Asking['reader']['dialect']
  readonly user: string
  readonly wallMs: number
}

export type ChatQueries = NonNullable<RoomKind<ChatContract, ChatWrites>['queries']>
export type ChatQuery<T extends keyof ChatQueries> = NonNullable<ChatQueries[T]>

/** Everything in `read` sees the same state. */
export const viewing = <T>(asking: Asking, read: (view: View) => Promise<T>): Promise<T> => {
  const { reader, user, wallMs } = asking
  return reader.snapshot((db) => read({ db: db as Kysely<ReadTables>, dialect: reader.dialect, user: user.id, wallMs }))
}
