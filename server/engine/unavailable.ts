/** What whoever asked is told when the room cannot say whether it was done: ask again, under the same nonce. */
import { TuttiError } from '../../shared/errors.ts'

export const unavailable = (retryMs = 100): TuttiError => new TuttiError('unavailable', undefined, { retryMs })

/** For a room whose commits are stuck: not worth asking again before this. */
const STUCK_RETRY_MS = 1_000

export const stuck = (): TuttiError => unavailable(STUCK_RETRY_MS)
