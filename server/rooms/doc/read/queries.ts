/** Everything that can be asked of documents. */
import type { DocContract } from '../../../../shared/doc/contract.ts'
import { TuttiError } from '../../../../shared/errors.ts'
import type { RoomKind } from '../../../engine/room.ts'
import { pastQueriesWith } from './past-queries.ts'
import type { ReadCache } from './read-cache.ts'

/** For a question whose part is not built in. */
const missing = (): never => {
  throw new TuttiError('unavailable', 'this is not served here')
}

/** @param cache of what `read` has answered */
export const docQueriesWith = (cache: ReadCache): NonNullable<RoomKind<DocContract>['queries']> => ({
  snapshot: missing,
  threads: missing,
  suggestions: missing,
  access: missing,
  documents: missing,
  folders: missing,
  search: missing,
  templates: missing,
  ...pastQueriesWith(cache),
})
