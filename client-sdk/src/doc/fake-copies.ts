/** Copies of documents in memory, for tests: what a browser keeps from one page to the next. */
import * as Y from 'yjs'
import type { ForkCopy, KeptFork, LocalCopies, Remembered } from './local-copies.ts'

export class FakeCopies implements LocalCopies {
  readonly forks = new Map<string, { host: Uint8Array | undefined; mine: Map<number, Uint8Array> }>()
  #rows = 0
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
  /** As rows that each window adds and takes away. */
  fork(room: string, user: string, born: string): ForkCopy {
    const name = `${room}/${born}/${user}`
    const kept = this.forks.get(name) ?? { host: undefined, mine: new Map<number, Uint8Array>() }
    this.forks.set(name, kept)
    const keys = [...kept.mine.keys()]
    let closed = false
    const add = (update: Uint8Array): void => {
      if (closed) return
      keys.push(++this.#rows)
      kept.mine.set(this.#rows, update)
    }
    const write = ({ host, mine }: KeptFork): void => {
      if (closed) return
      for (const key of keys.splice(0)) kept.mine.delete(key)
      kept.host = host
      for (const update of mine) add(update)
    }
    const loaded = Promise.resolve({ host: kept.host, mine: [...kept.mine.values()] })
    return { loaded, works: true, add, write, close: () => void (closed = true) }
  }
}
