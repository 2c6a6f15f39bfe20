/** One live document: its parts, and who comes and goes. */
import type { DocContract } from '../../../shared/doc/contract.ts'
import { DOC } from '../../../shared/doc/rules.ts'
import type { DocState } from '../../../shared/doc/types.ts'
import { check } from '../../../shared/contract.ts'
import { TuttiError } from '../../../shared/errors.ts'
import type { Member, Room } from '../../engine/room.ts'
import { noteFiles } from './attachments.ts'
import { Aware } from './aware.ts'
import { Comments } from './comments.ts'
import { DocDesk } from './desk.ts'
import type { DocContext, DocShelves } from './desk.ts'
import { Editing } from './editing.ts'
import { gated } from './gated.ts'
import { Hooks } from './hooks.ts'
import type { HookFacts } from './hooks.ts'
import type { Compacted } from './jobs.ts'
import { joinOptions } from './join-options.ts'
import { Parking } from './parking.ts'
import { Roles } from './roles.ts'
import { Saying } from './saying.ts'
import { Sharing } from './sharing.ts'
import { Shelf } from './shelf.ts'
import type { Stored } from './stored.ts'
import { Suggestions } from './suggestions.ts'
import { Versions } from './versions.ts'
import { Writing } from './writing.ts'
import { Words } from './words.ts'

type On = Room<DocContract>['on']

export class DocRoom implements Room<DocContract> {
  readonly on: On
  readonly did: NonNullable<Room<DocContract>['did']>
  readonly mail: NonNullable<Room<DocContract>['mail']>
  readonly #desk: DocDesk
  readonly #aware: Aware
  readonly #comments: Comments
  readonly #editing: Editing
  readonly #hooks: Hooks
  readonly #parking: Parking
  readonly #roles: Roles
  readonly #shelf: Shelf
  readonly #suggestions: Suggestions
  readonly #words: Words

  constructor(ctx: DocContext, stored: Stored | undefined, facts: HookFacts, shelves?: DocShelves) {
    const desk = new DocDesk(ctx, stored, shelves)
    const roles = new Roles(desk, stored?.access)
    const shelf = new Shelf(desk, roles)
    const words = new Words(desk, stored?.access.wordsAt ?? 0)
    noteFiles(desk)
    desk.roles = roles
    this.#roles = roles
    this.#shelf = shelf
    this.#words = words
    const versions = new Versions(desk, stored?.versions)
    const hooks = new Hooks(desk, facts, stored?.hook ?? null)
    versions.onVersion((version) => hooks.versioned(version))
    this.#hooks = hooks
    this.mail = hooks.mail
    const writing = new Writing(desk)
    const comments = new Comments(desk, roles, stored?.threads ?? [])
    this.#comments = comments
    comments.onComment((comment) => hooks.commented(comment))
    this.did = {
      ...comments.did,
      ...versions.did,
      ...writing.did,
      // What this kind's jobs give.
      words: (result) => words.did(result as string | undefined),
      compact: (result) => desk.snapshots.did(result as Compacted | undefined),
    }
    const aware = new Aware(desk)
    const parking = new Parking(desk)
    this.#parking = parking
    const editing = new Editing(desk, parking)
    this.#editing = editing
    this.#desk = desk
    this.#aware = aware
    const suggestions = new Suggestions(desk, parking, stored?.forks ?? [])
    this.#suggestions = suggestions
    this.on = gated(desk, {
      ...shelf.on,
      ...new Sharing(desk, roles).on,
      ...editing.on,
      ...aware.on,
      ...new Saying(desk).on,
      ...comments.on,
      ...suggestions.on,
      ...versions.on,
      ...hooks.on,
      ...writing.on,
    })
  }

  join(who: Member, how: 'fresh' | 'recovered', options: unknown): DocState {
    const { create } = check(joinOptions, options ?? {})
    const { doc } = this.#desk
    if (doc === null && (create !== true || this.#shelf.erased)) throw new TuttiError('unknown_room')
    const role = this.#roles.enter(who)
    this.#desk.recovery.begin()
    const n = this.#desk.settle()
    const { past } = this.#desk.log
    const { snapshot, vector } = past
    const fresh = how === 'fresh'
    return {
      doc: doc === null ? null : { ...doc },
      role,
      at: fresh ? snapshot.n : n,
      snapshot: fresh && snapshot.data.length <= DOC.inlineMax ? snapshot.data : null,
      tail: fresh ? past.told : [],
      vector,
      aware: this.#aware.all(),
      suggesters: this.#suggestions.suggesters(),
    }
  }

  leave(who: Member, why: 'left' | 'lost'): void {
    this.#aware.leave(who, why)
    this.#desk.holders.leave(who, why)
    this.#editing.leave(who)
    this.#suggestions.leave(who)
    this.#parking.leave(who)
    if (this.#desk.ctx.members.size === 0) this.#desk.snapshots.emptied()
    this.#roles.leave(who)
  }

  woke(): void {
    this.#desk.wakes.woke()
  }

  ended(): void {
    this.#parking.ending()
    this.#desk.ended()
    this.#aware.ended()
  }

  closing(): void {
    this.#words.closing()
    this.#comments.closing()
    this.#hooks.closing()
    this.#desk.closed()
  }

  summary(): null {
    return null
  }
}
