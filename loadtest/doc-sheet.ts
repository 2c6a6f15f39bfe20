/** One document under load: its editors, what they have heard, and what a fresh reader is given in the end. */
import { setTimeout as after } from 'node:timers/promises'
import * as Y from 'yjs'
import type { Editor, EditorEars, EditorOptions, EditorWire } from './doc-editor.ts'
import { largeDocument } from './doc-large.ts'
import { ROOT, Typing } from './doc-typing.ts'
import { DocWatch } from './doc-watch.ts'
import type { LatencyCounts } from './latency-counts.ts'

/** Yjs' own are random in 32 bits: as long on the wire as these. */
const FIRST_CLIENT = 0x4000_0000
const FIRST_FILLER = 0x2000_0000
/** So fast a document may grow, and so fast one editor may send: it has 128 KB a second. */
const CHUNK_MS = 20
const EDITOR_CHUNK_MS = 350
const FILLED_TRIES = 20
const FILLED_MS = 250

export interface SheetParts {
  readonly wire: EditorWire
  readonly number: number
  readonly editors: number
  readonly letters: number
  readonly latency: LatencyCounts
  readonly options: (editor: number, heard: EditorEars['heard']) => EditorOptions
}

export class Sheet {
  readonly watch: DocWatch
  readonly #parts: SheetParts
  readonly #editors: Editor[] = []
  /** What the first editor was sent: it holds the document, as an editor would. */
  readonly #witnessed: Uint8Array[] = []

  constructor(parts: SheetParts) {
    this.#parts = parts
    const { number, editors, letters, latency } = parts
    const typings = Array.from({ length: editors }, (_, i) => new Typing(FIRST_CLIENT + number * editors + i, letters))
    this.watch = new DocWatch(typings, latency)
  }

  async enter(editor: number): Promise<void> {
    const { wire, options } = this.#parts
    this.#editors[editor] = await wire.enter(
      options(editor, (update, nowMs) => {
        if (editor === 0) this.#witnessed.push(Uint8Array.from(update))
        this.watch.heard(editor, update, nowMs)
      }),
    )
  }

  /** The editors write so much that stands there before the load begins. Resolves when it can be read. */
  async fill(bytes: number): Promise<void> {
    const { number, editors } = this.#parts
    const everyMs = Math.max(CHUNK_MS, EDITOR_CHUNK_MS / editors)
    let writing = this.#editors.map((editor, i) => ({
      editor,
      updates: largeDocument(bytes / editors, FIRST_FILLER + number * editors + i),
    }))
    while (writing.length > 0) {
      const still: typeof writing = []
      for (const one of writing) {
        const { value } = one.updates.next()
        if (value === undefined) continue
        still.push(one)
        this.#witnessed.push(value)
        one.editor.send(value)
        await after(everyMs)
      }
      writing = still
    }
    for (let tries = 0; !(await this.alike()); tries++) {
      if (tries === FILLED_TRIES) throw new Error('the text that should stand there does not')
      await after(FILLED_MS)
    }
  }

  type(editor: number): void {
    this.#editors[editor]!.send(this.watch.type(editor))
  }

  /** Who comes now is given what who was there from the beginning has. */
  async alike(): Promise<boolean> {
    const { wire, options, editors } = this.#parts
    return textOf(await wire.read(options(editors, () => {}))) === textOf(this.#witnessed.concat(this.#own()))
  }

  close(): void {
    for (const editor of this.#editors) editor.close()
  }

  /** What the first one has typed itself: servers need not tell it. */
  #own(): Uint8Array[] {
    const { number, editors, letters } = this.#parts
    const again = new Typing(FIRST_CLIENT + number * editors, letters)
    return Array.from({ length: this.watch.typed(0) }, () => again.next())
  }
}

const textOf = (updates: readonly Uint8Array[]): string => {
  const doc = new Y.Doc()
  doc.transact(() => {
    for (const update of updates) Y.applyUpdate(doc, update)
  })
  return doc.getText(ROOT).toJSON()
}
