/** Before every command: whoever gives it may give it now, and what was read for it is not too old. */
import type { DocContract } from '../../../shared/doc/contract.ts'
import { TuttiError } from '../../../shared/errors.ts'
import type { Member, Room } from '../../engine/room.ts'
import type { DocDesk } from './desk.ts'
import { allow } from './rights.ts'
import type { RIGHTS } from './rights.ts'

type On = Room<DocContract>['on']
type Handler = (from: Member, body: never, loaded?: unknown) => void

/** Commands run in the order in which they came: what somebody may do is decided for each where it stands. */
export const gated = (desk: Pick<DocDesk, 'doc' | 'roles'>, on: On): On => {
  const gate =
    (command: keyof typeof RIGHTS, handle: Handler): Handler =>
    (from, body, loaded) => {
      const { doc, roles } = desk
      if (doc === null) throw new TuttiError('unknown_room', 'create the document first')
      allow(command, roles.of(from), doc.trashedAt !== null)
      handle(from, body, loaded)
    }
  const gates = Object.entries(on).map(([name, handle]) => [
    name,
    name === 'create' ? handle : gate(name as keyof typeof RIGHTS, handle as Handler),
  ])
  // The same names with the same bodies: each handler stays under its own.
  return Object.fromEntries(gates) as unknown as On
}
