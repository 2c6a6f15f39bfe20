/** Somebody with a document of a DocTable open: hears what is said, and edits the text `code`. */
import * as Y from 'yjs'
import type { Member } from '../../server/engine/room.ts'
import type { DocTable } from './doc-table.ts'

export class DocWriter {
  readonly doc = new Y.Doc()
  readonly member: Member
  readonly #table: DocTable
  #heard = 0

  constructor(table: DocTable, member: Member) {
    this.#table = table
    this.member = member
  }

  get text(): Y.Text {
    return this.doc.getText('code')
  }

  hear(): void {
    const said = this.#table.test.told('edited')
    for (; this.#heard < said.length; this.#heard++) Y.applyUpdate(this.doc, said[this.#heard]!)
  }

  /** At the end. */
  type(words: string): Promise<void> {
    return this.change((text) => text.insert(text.length, words))
  }

  /** Somewhere: writes, or now and then deletes. */
  scribble(what: number): Promise<void> {
    return this.change((text) => {
      const at = text.length === 0 ? 0 : what % text.length
      if (what % 3 === 0 && text.length > 4) text.delete(at, Math.min(4, text.length - at))
      else text.insert(at, `w${what} `)
    })
  }

  async change(run: (text: Y.Text) => void): Promise<void> {
    this.hear()
    let said: Uint8Array | undefined
    const listen = (update: Uint8Array): void => void (said = update)
    this.doc.on('update', listen)
    this.doc.transact(() => run(this.text))
    this.doc.off('update', listen)
    if (said === undefined) return
    await this.#table.do(this.member, 'edit', said)
    this.hear()
  }
}
