/** One live document: its parts, and who comes and goes. */
import type { DocContract } from '../../../shared/doc/contract.ts'
import { DOC } from '../../../shared/doc/rules.ts'
import type { DocState } from '../../../shared/doc/types.ts'
import { check } from '../../../shared/contract.ts'
import { TuttiError } from '../../../shared/errors.ts'
import type { Member, Room } from '../../engine/room.ts'
import { OwnerRoles, joinOptions } from './access.ts'
import { Aware } from './aware.ts'
import { DocDesk } from './desk.ts'
import type { DocContext } from './desk.ts'
import { Editing } from './editing.ts'
import { Founding } from './founding.ts'
import { Saying } from './saying.ts'
import type { Stored } from './stored.ts'

type On = Room<DocContract>['on']

/** For a command whose part is not built in. */
const missing = (): never => {
  throw new TuttiError('unavailable', 'this is not served here')
}

export class DocRoom implements Room<DocContract> {
  readonly on: On
  readonly #desk: DocDesk
  readonly #aware: Aware

  constructor(ctx: DocContext, stored: Stored | undefined) {
    const desk = new DocDesk(ctx, stored)
    desk.roles = new OwnerRoles(desk)
    const aware = new Aware(desk)
    this.#desk = desk
    this.#aware = aware
    this.on = {
      ...new Founding(desk).on,
      ...new Editing(desk).on,
      ...aware.on,
      ...new Saying(desk).on,
      part: missing,
      trash: missing,
      untrash: missing,
      erase: missing,
      star: missing,
      file: missing,
      share: missing,
      publish: missing,
      link: missing,
      unlink: missing,
      transfer: missing,
      quit: missing,
      comment: missing,
      editComment: missing,
      deleteComment: missing,
      react: missing,
      resolve: missing,
      suggest: missing,
      accept: missing,
      reject: missing,
      keep: missing,
      nameVersion: missing,
      restore: missing,
      revert: missing,
      write: missing,
    }
  }

  join(who: Member, how: 'fresh' | 'recovered', options: unknown): DocState {
    const { create } = check(joinOptions, options ?? {})
    const { doc, roles } = this.#desk
    if (doc === null && create !== true) throw new TuttiError('unknown_room')
    const role = doc === null ? 'viewer' : roles.of(who)
    if (role === null) throw new TuttiError('unknown_room')
    const n = this.#desk.settle()
    const { snapshot, tail, vector } = this.#desk.log.past
    const fresh = how === 'fresh'
    return {
      doc: doc === null ? null : { ...doc },
      role,
      at: fresh ? snapshot.n : n,
      snapshot: fresh && snapshot.data.length <= DOC.inlineMax ? snapshot.data : null,
      tail: fresh ? tail : [],
      vector,
      aware: this.#aware.all(),
      suggesters: [],
    }
  }

  leave(who: Member, why: 'left' | 'lost'): void {
    this.#aware.leave(who, why)
  }

  woke(): void {
    this.#desk.wakes.woke()
  }

  ended(): void {
    this.#desk.log.ended()
    this.#aware.ended()
  }

  summary(): null {
    return null
  }
}
