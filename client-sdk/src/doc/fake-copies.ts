/** Copies of documents in memory, for tests: what a browser keeps from one page to the next. */
import * as Y from 'yjs'
import type { LocalCopies, Remembered } from './local-copies.ts'

export class FakeCopies implements LocalCopies {
  readonly content = new Map<string, Uint8Array>()
  readonly #known = new Map<string, Remembered>()

  recall(room: string, user: string): Remembered | undefined {
    return this.#known.get(`${room}/${user}`)
  }
  remember(room: string, user: string, what: Remembered): void {
    this.#known.set(`${room}/${user}`, what)
  }
  open(room: string, user: string, { info: { born }, turn }: Remembered, doc: Y.Doc) {
    const name = `${room}/${born}/${user}/${turn}`
    const origin = {}
    const keep = (): void => void this.content.set(name, Y.encodeStateAsUpdate(doc))
    const close = (): void => doc.off('update', keep)
    const loaded = Promise.resolve().then(() => {
      const kept = this.content.get(name)
      if (kept !== undefined) Y.applyUpdate(doc, kept, origin)
      keep()
      doc.on('update', keep)
      return true
    })
    const remove = (): void => {
      close()
      this.content.delete(name)
    }
    return { owns: (one: unknown) => one === origin, loaded, close, remove }
  }
}
