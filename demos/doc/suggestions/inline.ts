/** Suggestions in the text: mine where I write them, the others' where they would go. */
import type { DocFork } from '@tutti/client/doc'
import { personColor } from '../../shell/people.ts'
import * as Y from 'yjs'
import { changesBetween } from '../changes/between.ts'
import { leavesOf } from '../changes/reader.ts'
import type { ShownChange } from '../changes/show.ts'
import { showChanges } from '../changes/show.ts'
import type { Sheet } from '../desk.ts'
import { readSelection } from '../editor/steady.ts'

/** Once for all that happens in a moment: it reads both documents. */
const CALM_MS = 120

/** My suggestions are one Y.Doc, whoever shows them: the text's place has it. */
export interface OwnFork {
  readonly fork: DocFork | undefined
  openFork(): Promise<void>
}

export class InlineSuggestions {
  readonly #sheet: Sheet
  readonly #own: OwnFork
  readonly #forks = new Map<string, DocFork>()
  readonly #asked = new Set<string>()
  readonly #heard = new Map<Y.Doc, () => void>()
  #timer = 0
  #closed = false
  #shown: readonly ShownChange[] = []

  constructor(sheet: Sheet, own: OwnFork) {
    this.#sheet = sheet
    this.#own = own
    sheet.onEditor(() => this.refresh())
  }

  /** What stands in the text now. */
  get shown(): readonly ShownChange[] {
    return this.#shown
  }

  /** Who suggests, what they suggest, or what I look at has changed. */
  refresh(): void {
    const { provider } = this.#sheet
    const people = new Set(provider.suggestions.people.map(({ user }) => user))
    for (const [user, fork] of this.#forks) {
      if (people.has(user)) continue
      fork.close()
      this.#forks.delete(user)
    }
    const { me } = this.#sheet.desk
    // Whoever may suggest nothing any more does not see what they once did.
    if (people.delete(me)) this.#own.openFork().catch(() => undefined)
    for (const user of people) this.#open(user)
    const docs = new Set([provider.doc, ...[...this.#forks.values()].map(({ doc }) => doc)])
    if (this.#own.fork !== undefined) docs.add(this.#own.fork.doc)
    for (const [doc, off] of this.#heard) {
      if (docs.has(doc)) continue
      off()
      this.#heard.delete(doc)
    }
    for (const doc of docs) {
      if (this.#heard.has(doc)) continue
      const later = (): void => this.#later()
      doc.on('update', later)
      this.#heard.set(doc, () => doc.off('update', later))
    }
    this.#later()
  }

  close(): void {
    this.#closed = true
    window.clearTimeout(this.#timer)
    for (const off of this.#heard.values()) off()
    for (const fork of this.#forks.values()) fork.close()
  }

  #open(user: string): void {
    if (this.#forks.has(user) || this.#asked.has(user)) return
    this.#asked.add(user)
    this.#sheet.provider.suggestions
      .of(user)
      .then(
        (fork) => {
          if (this.#closed) return fork.close()
          this.#forks.set(user, fork)
          fork.on('replaced', () => this.refresh())
          this.refresh()
        },
        // Whoever may not see them does without.
        () => undefined,
      )
      .finally(() => this.#asked.delete(user))
  }

  #later(): void {
    window.clearTimeout(this.#timer)
    this.#timer = window.setTimeout(() => this.#draw(), CALM_MS)
  }

  #draw(): void {
    const sheet = this.#sheet
    const { editor, provider, desk } = sheet
    if (this.#closed || editor.isDestroyed) return
    const own = this.#own.fork
    // Nobody suggests anything: most of the time this costs nothing.
    if (own === undefined && this.#forks.size === 0 && this.#shown.length === 0) return
    const writing = sheet.mode === 'suggest' && own !== undefined
    const main = Y.encodeStateAsUpdate(provider.doc)
    const isLeaf = leavesOf(editor)
    const of = (user: string, doc: Y.Doc): readonly ShownChange[] => {
      const by = { name: sheet.nameOf(user), color: personColor(user) }
      return changesBetween(main, Y.encodeStateAsUpdate(doc), isLeaf).map((change) => ({ ...change, by }))
    }
    const others = writing ? [] : [...this.#forks].flatMap(([user, { doc }]) => of(user, doc))
    const changes = own === undefined ? others : [...of(desk.me, own.doc), ...others]
    if (changes.length === 0 && this.#shown.length === 0) return
    this.#shown = changes
    readSelection(editor.view)
    editor.view.dispatch(showChanges(editor.state.tr, { side: writing ? 'after' : 'before', changes }))
  }
}
