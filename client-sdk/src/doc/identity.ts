/** Which creation of a document this is, for whom, and where its copy in the browser lies. */
import type { DocRole } from '../../../shared/doc/rules.ts'
import type { DocInfo } from '../../../shared/doc/types.ts'
import type { Content } from './content.ts'
import type { ForkCopy, LocalCopies, Remembered } from './local-copies.ts'

export class Identity {
  readonly #room: string
  readonly #copies: LocalCopies | undefined
  #of: { readonly born: string; readonly user: string } | undefined
  /** Copies that were thrown away. */
  #turn = 0

  constructor(room: string, copies: LocalCopies | undefined) {
    this.#room = room
    this.#copies = copies
  }

  get user(): string | undefined {
    return this.#of?.user
  }

  /** Of my suggestions in this document; undefined: none is kept, or it is not known which document this is. */
  forkCopy(): ForkCopy | undefined {
    return this.#of === undefined ? undefined : this.#copies?.fork(this.#room, this.#of.user, this.#of.born)
  }

  /** Whoever comes back finds what there was. */
  recall(user: string | undefined, content: Content): Remembered | undefined {
    const known = user === undefined ? undefined : this.#copies?.recall(this.#room, user)
    if (known === undefined || user === undefined) return undefined
    this.#turn = known.turn
    this.is(known.info, known.role, user, content)
    return known
  }

  /** Is this another document than the one so far, or another's? */
  differs(info: DocInfo, user: string): boolean {
    return this.#of !== undefined && (this.#of.born !== info.born || this.#of.user !== user)
  }

  /** The content is that document's, and is kept in its copy. */
  is(info: DocInfo, role: DocRole | undefined, user: string, content: Content): void {
    this.#of ??= { born: info.born, user }
    const what = { info, role: role ?? 'viewer', turn: this.#turn }
    if (this.#copies === undefined) return
    if (!content.hasCopy) content.keep(this.#copies.open(this.#room, this.#of.user, what, content.doc))
    if (role !== undefined) this.#copies.remember(this.#room, this.#of.user, what)
  }

  /** The copy is thrown away: the next one has another name. */
  discarded(info: DocInfo | null, role: DocRole | undefined): void {
    this.#turn++
    if (info === null || role === undefined || this.#of === undefined) return
    this.#copies?.remember(this.#room, this.#of.user, { info, role, turn: this.#turn })
  }

  /** Whatever comes next is another document. */
  forget(): void {
    this.#of = undefined
    this.#turn = 0
  }
}
