/** What stands in the place of a database and of files on a host that keeps none. */
import { TuttiError } from '../../shared/errors.ts'
import type { Files, Reader } from '../ports.ts'

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
  touch: async () => none(),
  read: async () => none(),
  remove: async () => none(),
  old: async () => none(),
}
