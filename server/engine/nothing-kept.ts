/** What stands in the place of a database, of files and of jobs on a host that has none. */
import { TuttiError } from '../../shared/errors.ts'
import type { Files, Jobs, Reader } from '../ports.ts'

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

export const NO_JOBS: Jobs = {
  run: async () => none(),
  close: async () => {},
}
