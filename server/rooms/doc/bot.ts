/** Somebody who makes a document, and writes in it. */
import * as Y from 'yjs'
import type { DocContract } from '../../../shared/doc/contract.ts'
import type { DocState } from '../../../shared/doc/types.ts'
import type { Events } from '../../../shared/contract.ts'
import type { Act, Bot } from '../../engine/room.ts'

const WORDS = ['well', 'yes', 'no', 'perhaps', 'tomorrow', 'look', 'there', 'again', 'who', 'then', 'so', 'it is']

export class DocBot implements Bot<DocContract> {
  readonly hz = 5
  readonly options = { create: true }
  readonly #random: () => number
  readonly #doc = new Y.Doc()
  #created = false
  #may = false

  constructor(random: () => number) {
    this.#random = random
    this.#doc.clientID = Math.floor(random() * 0xffffffff)
  }

  joined(state: unknown): void {
    // What this kind's join() returned.
    const { doc, role, snapshot, tail } = state as DocState
    this.#created = doc !== null
    this.#may = role === 'editor' || role === 'owner'
    if (snapshot !== null) Y.applyUpdate(this.#doc, snapshot)
    for (const update of tail) Y.applyUpdate(this.#doc, update)
  }

  heard<T extends keyof Events<DocContract>>(event: T, body: Events<DocContract>[T]): void {
    if (event === 'info') {
      this.#may ||= !this.#created
      this.#created = true
    } else if (event === 'edited') Y.applyUpdate(this.#doc, body as Uint8Array)
  }

  act(): Act<DocContract> | undefined {
    if (!this.#created) return { command: 'create', body: { title: 'Bots', public: 'editor' } }
    if (!this.#may) return undefined
    return { command: 'edit', body: this.#edit() }
  }

  #edit(): Uint8Array {
    const text = this.#doc.getText('code')
    const before = Y.encodeStateVector(this.#doc)
    const at = Math.floor(this.#random() * (text.length + 1))
    if (this.#random() < 0.2 && at < text.length) text.delete(at, Math.min(4, text.length - at))
    else text.insert(at, `${WORDS[Math.floor(this.#random() * WORDS.length)]} `)
    return Y.encodeStateAsUpdate(this.#doc, before)
  }
}
