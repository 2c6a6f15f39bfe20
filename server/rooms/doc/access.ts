/** Who may come into a document: its owner, and whoever its public role lets in. */
import { object, boolean, optional, text } from '../../../shared/guards.ts'
import { check } from '../../../shared/contract.ts'
import { DESK, DOC } from '../../../shared/doc/rules.ts'
import type { DocRole } from '../../../shared/doc/rules.ts'
import { TuttiError } from '../../../shared/errors.ts'
import type { Asking, Granted, Member } from '../../engine/room.ts'
import type { DocDesk, DocRoles } from './desk.ts'
import { docDb } from './rows.ts'

export const joinOptions = object({
  create: optional(boolean()),
  link: optional(text(1, 32)),
  password: optional(text(1, DOC.passwordMax)),
})

/** `options` undefined: a query asks. @throws TuttiError `unknown_room` where there is nothing for them */
export const authorize = async (
  user: Member['user'],
  room: string,
  asking: Asking,
  options?: unknown,
): Promise<Granted> => {
  const query = options === undefined
  if (room === DESK) {
    if (query) return 'viewer'
    throw new TuttiError('unknown_room', 'this is a place for questions')
  }
  const { create } = query ? {} : check(joinOptions, options ?? {})
  const doc = await docDb(asking.reader.db)
    .selectFrom('doc')
    .select(['owner_id', 'public'])
    .where('room', '=', room)
    .executeTakeFirst()
  if (doc === undefined) {
    if (create === true) return 'viewer'
    throw new TuttiError('unknown_room')
  }
  const role = doc.owner_id === user.id ? 'owner' : doc.public
  if (role === null) throw new TuttiError('unknown_room')
  return role
}

export class OwnerRoles implements DocRoles {
  readonly #desk: DocDesk

  constructor(desk: DocDesk) {
    this.#desk = desk
  }

  of({ user }: Member): DocRole | null {
    const { doc } = this.#desk
    if (doc === null) return null
    return doc.owner === user.id ? 'owner' : doc.public
  }
}
