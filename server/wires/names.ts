/** Foreign clients name documents as they like; a room's name is short and plain. */
import { createHash } from 'node:crypto'
import { DESK } from '../../shared/doc/rules.ts'
import { LIMITS } from '../../shared/limits.ts'
import { WIRE } from './limits.ts'

const PLAIN = new RegExp(`^[a-zA-Z0-9_-]{1,${LIMITS.maxRoomIdLength}}$`)

/** The room of that document: the name itself where it can be one, else its digest. Undefined: no document has it. */
export const roomOf = (name: string): string | undefined => {
  if (name === '' || name === DESK || name.length > WIRE.nameMax || !name.isWellFormed() || /\p{Cc}/u.test(name))
    return undefined
  if (PLAIN.test(name)) return name
  return `name-${createHash('sha256').update(name).digest('base64url').slice(0, 32)}`
}
