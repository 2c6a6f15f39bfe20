/** The kinds that this host knows, and what names a room may have. */
import { TuttiError } from '../../shared/errors.ts'
import { LIMITS } from '../../shared/limits.ts'
import type { AnyRoomKind } from './room.ts'

export type Kinds = ReadonlyMap<string, AnyRoomKind>

const ROOM_ID = new RegExp(`^[a-zA-Z0-9_-]{1,${LIMITS.maxRoomIdLength}}$`)

/** @throws TuttiError `unknown_kind` */
export const kindOf = (kinds: Kinds, name: string): AnyRoomKind => {
  const kind = kinds.get(name)
  if (kind === undefined) throw new TuttiError('unknown_kind')
  return kind
}

/** @throws TuttiError `unknown_kind`, or `unknown_room` for what can be no room */
export const kindOfRoom = (kinds: Kinds, name: string, room: string): AnyRoomKind => {
  const kind = kindOf(kinds, name)
  if (!ROOM_ID.test(room)) throw new TuttiError('unknown_room', 'a room id is 1 to 64 letters, digits, _ or -')
  return kind
}
