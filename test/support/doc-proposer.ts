/** People who propose changes of a document at a table of its own. */
import * as Y from 'yjs'
import type { Suggestion } from '../../shared/doc/types.ts'
import type { Member } from '../../server/engine/room.ts'
import { DocTable } from './doc-table.ts'

/** Whoever sits at the document, with the document itself and a fork of their own. */
export class Proposer {
  readonly table: DocTable
  readonly member: Member
  readonly main = new Y.Doc()
  fork = new Y.Doc()
  #told = 0

  constructor(table: DocTable, member: Member) {
    this.table = table
    this.member = member
  }

  static async sit(table: DocTable, user: string): Promise<Proposer> {
    const { member, state } = await table.join(user)
    const desk = new Proposer(table, member)
    desk.#told = table.test.said.length
    if (state.snapshot !== null) Y.applyUpdate(desk.main, state.snapshot)
    for (const update of state.tail) Y.applyUpdate(desk.main, update)
    desk.#refork()
    const { forks } = await table.ask(user, 'suggestions', { user })
    for (const { update } of forks) Y.applyUpdate(desk.fork, update)
    return desk
  }

  /** As a client does: what was told, in order. */
  hear(): void {
    const { said } = this.table.test
    for (; this.#told < said.length; this.#told++) {
      const { event, body } = said[this.#told]!
      if (event === 'edited') {
        Y.applyUpdate(this.main, body as Uint8Array)
        Y.applyUpdate(this.fork, body as Uint8Array)
      } else if (event === 'suggested')
        this.#suggested(body as { user: string; update: Uint8Array | null; whole?: true })
    }
  }

  async edit(change: (ydoc: Y.Doc) => void): Promise<void> {
    this.hear()
    const update = changed(this.main, change)
    if (update !== undefined) await this.table.do(this.member, 'edit', update)
  }

  /** A proposal that has not left yet. */
  draft(change: (ydoc: Y.Doc) => void): Uint8Array | undefined {
    this.hear()
    return changed(this.fork, change)
  }

  async suggest(change: (ydoc: Y.Doc) => void): Promise<void> {
    const update = this.draft(change)
    if (update !== undefined) await this.table.do(this.member, 'suggest', update)
  }

  text(): string {
    this.hear()
    return this.main.getText('code').toJSON()
  }

  proposal(): string {
    this.hear()
    return this.fork.getText('code').toJSON()
  }

  #suggested({ user, update, whole }: { user: string; update: Uint8Array | null; whole?: true }): void {
    if (user !== this.member.user.id) return
    if (update === null || whole === true) this.#refork()
    if (update !== null) Y.applyUpdate(this.fork, update)
  }

  #refork(): void {
    this.fork = new Y.Doc()
    Y.applyUpdate(this.fork, Y.encodeStateAsUpdate(this.main))
  }
}

export const changed = (ydoc: Y.Doc, change: (ydoc: Y.Doc) => void): Uint8Array | undefined => {
  const updates: Uint8Array[] = []
  const listen = (update: Uint8Array) => updates.push(update)
  ydoc.on('update', listen)
  ydoc.transact(() => change(ydoc))
  ydoc.off('update', listen)
  return updates.length === 0 ? undefined : Y.mergeUpdates(updates)
}

export const code = (ydoc: Y.Doc) => ydoc.getText('code')

/** ada owns it, sue may suggest. */
export const open = async (text = 'The quick brown fox.') => {
  const { table, ada } = await DocTable.of()
  await table.do(ada, 'share', { user: 'sue', role: 'suggester' })
  const owner = await Proposer.sit(table, 'ada')
  await owner.edit((ydoc) => code(ydoc).insert(0, text))
  const sue = await Proposer.sit(table, 'sue')
  const list = async (user?: string): Promise<readonly Suggestion[]> =>
    (await table.ask('ada', 'suggestions', user === undefined ? {} : { user })).changes
  /** The same room, as a new owner opens it. */
  const reopen = async () => {
    await table.reopen()
    return { ada: await Proposer.sit(table, 'ada'), sue: await Proposer.sit(table, 'sue') }
  }
  return { table, ada: owner, sue, list, reopen }
}
