/** What commands need before their tick. */
import type { DocContract } from '../../../shared/doc/contract.ts'
import type { Asking, RoomKind } from '../../engine/room.ts'
import type { Loaded } from './access-facts.ts'
import { accessDb } from './access-rows.ts'
import { beginning } from './beginning.ts'
import type { Passwords } from './passwords.ts'
import type { SnapshotReader } from './read/snapshot.ts'
import { suggestionLoads } from './suggestions-load.ts'
import { pastLoads } from './versions-load.ts'

const granted = async (asking: Asking, users: readonly string[]): Promise<Loaded> => ({
  asOfMs: asking.wallMs,
  grants: await accessDb(asking.reader.db)
    .selectFrom('doc_grant')
    .selectAll()
    .where('room', '=', asking.room)
    .where('user_id', 'in', [...users])
    .execute(),
})

export const loadWith = (
  passwords: Passwords,
  snapshots: SnapshotReader,
): NonNullable<RoomKind<DocContract>['load']> => ({
  ...pastLoads,
  ...suggestionLoads,
  create(body, asking) {
    if (body.template === undefined && body.content === undefined && body.copyOf === undefined) return undefined
    return beginning(body, asking, snapshots).then((content): Loaded => ({ asOfMs: asking.wallMs, content }))
  },
  share: ({ user }, asking) => granted(asking, [user]),
  transfer: ({ user }, asking) => granted(asking, [user]),
  comment: ({ mentions = [] }, asking) => (mentions.length === 0 ? undefined : granted(asking, mentions)),
  async link({ password }, asking): Promise<Loaded> {
    const { wallMs, user } = asking
    const code = asking.secret()
    if (password === undefined) return { asOfMs: wallMs, code, lock: null }
    const salt = new TextEncoder().encode(asking.secret())
    // The password may have taken its time in the queue; nothing that is read here gets old.
    return { asOfMs: wallMs, code, lock: await passwords.lock(password, salt, user.id, wallMs) }
  },
})
