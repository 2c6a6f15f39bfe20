/** What the engine needs where rooms are kept, and what stands there on a host that keeps none. */
import { TuttiError } from '../../shared/errors.ts'
import type { Files, Journal } from '../ports.ts'
import type { Reader } from './room.ts'

export interface Storage {
  readonly journal: Journal
  readonly reader: Reader
  readonly files: Files
}

const none = (): never => {
  throw new TuttiError('unavailable', 'this host keeps nothing')
}

export const NO_READER: Reader = {
  dialect: 'sqlite',
  get db() {
    return none()
  },
  snapshot: async () => none(),
}

export const NO_FILES: Files = {
  put: async () => none(),
  stat: async () => none(),
  read: async () => none(),
  remove: async () => none(),
}
