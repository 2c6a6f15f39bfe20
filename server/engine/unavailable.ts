/** What whoever asked is told when the room cannot say whether it was done: ask again, under the same nonce. */
import { TuttiError } from '../../shared/errors.ts'

export const unavailable = (retryMs = 100): TuttiError => new TuttiError('unavailable', undefined, { retryMs })
