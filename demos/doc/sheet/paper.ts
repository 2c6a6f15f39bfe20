/** The text's place: an editor on the document, or on a fork of mine, made anew whenever that changes. */
import { getSchema } from '@tiptap/core'
import type { Editor, Extensions } from '@tiptap/core'
import type { DocFork, DocProvider } from '@tutti/client/doc'
import { mayAs } from '@tutti/client/doc'
import type * as Y from 'yjs'
import { element } from '../../shell/dom.ts'
import { refused } from '../../shell/refused.ts'
import type { Mode } from '../desk.ts'
import { contentExtensions } from '../editor/content.ts'
import { makeEditor } from '../editor/editor.ts'
import type { DocFiles } from '../editor/files.ts'
import { followLink } from '../editor/link.ts'
import type { Mentionable } from '../editor/mentions.ts'
import { mirrorOf } from '../editor/mirror.ts'
import type { Mirror } from '../editor/mirror.ts'
import { isCode } from '../editor/other-page.ts'
import { strangerIn, strangerOf } from '../editor/strangers.ts'
import type { Known } from '../editor/strangers.ts'
import { FRAGMENT } from '../fragment.ts'

export interface PaperOptions {
  readonly provider: DocProvider
  readonly files: DocFiles
  readonly people: () => readonly Mentionable[]
  readonly more: () => Extensions
  /** The document holds what this page does not know, and is shown without it from now on. */
  readonly foreign: (what: string) => void
  /** The document is code: it is shown without it, and is for another page. */
  readonly code: () => void
  /** My fork is there. */
  readonly opened: () => void
  /** What is saved of it has changed. */
  readonly saved: () => void
}

export class Paper {
  readonly root = element('div', { class: 'paper' })
  readonly #options: PaperOptions
  readonly #listeners: ((editor: Editor) => void)[] = []
  readonly #known: Known
  #editor: Editor
  /** What is shown: itself, or, where it holds what this page does not know, a copy of it. */
  #source: Y.Doc
  #mirror: Mirror | undefined
  #fork: DocFork | undefined
  #suggesting = false
  #asked = 0
  #closed = false

  constructor(options: PaperOptions) {
    this.#options = options
    this.#known = knownTo(options.files)
    this.#source = options.provider.doc
    this.#source.on('beforeObserverCalls', this.#guard)
    this.#mirror = this.#strangers()
    this.#editor = this.#make()
    this.root.addEventListener('click', (event) => followLink(this.#editor, event))
  }

  get editor(): Editor {
    return this.#editor
  }
  /** My own, once it is opened. */
  get fork(): DocFork | undefined {
    return this.#fork
  }
  /** As it should be: the text follows as soon as the fork is there. */
  get mode(): Mode {
    return this.#mirror === undefined ? this.#chosen : 'read'
  }

  /** By my role, and by what I choose. */
  get #chosen(): Mode {
    const { role } = this.#options.provider
    if (mayAs(role, 'editor')) return this.#suggesting ? 'suggest' : 'write'
    return role === 'suggester' ? 'suggest' : 'read'
  }

  onEditor(run: (editor: Editor) => void): void {
    this.#listeners.push(run)
    run(this.#editor)
  }

  /** An editor may choose to suggest. */
  suggest(on: boolean): void {
    this.#suggesting = on
    this.refresh()
  }

  /** The role, the mode, or the document itself may be another one. */
  refresh(): void {
    const { provider } = this.#options
    const asked = ++this.#asked
    // What it is comes with its name, or with what stands in it.
    if (this.#mirror === undefined && this.#isCode()) {
      this.#mirror = this.#elsewhere()
      this.#renew()
    }
    if (this.#chosen !== 'suggest') return this.#bind(provider.doc)
    if (this.#fork !== undefined) return this.#bind(this.#fork.doc)
    // Until the fork is here: what I write must go nowhere else.
    this.#editor.setEditable(false, false)
    this.openFork().then(
      () => {
        if (asked === this.#asked) this.refresh()
      },
      (error: unknown) => {
        if (this.#closed) return
        this.#suggesting = false
        refused('Suggestions cannot be made now')(error)
        if (this.#chosen !== 'suggest') this.refresh()
      },
    )
  }

  /** My suggestions, to write in or to look at. Rejects where I may make none. */
  async openFork(): Promise<void> {
    if (this.#fork !== undefined) return
    const fork = await this.#options.provider.suggestions.mine()
    if (this.#closed) return fork.close()
    if (this.#fork === fork) return
    this.#fork = fork
    fork.on('replaced', () => this.refresh())
    fork.on('saved', this.#options.saved)
    this.#options.opened()
  }

  close(): void {
    this.#closed = true
    this.#source.off('beforeObserverCalls', this.#guard)
    this.#editor.destroy()
    this.#mirror?.close()
    this.#fork?.close()
  }

  #bind(doc: Y.Doc): void {
    if (doc !== this.#source) {
      this.#source.off('beforeObserverCalls', this.#guard)
      this.#source = doc
      // Before any editor hears of it.
      doc.on('beforeObserverCalls', this.#guard)
      this.#mirror?.close()
      this.#mirror = this.#strangers()
      this.#renew()
    }
    this.#editor.setEditable(this.mode !== 'read', false)
    this.root.dataset['mode'] = this.mode
    this.#editor.view.dom.setAttribute('aria-readonly', String(this.mode === 'read'))
  }

  #renew(): void {
    const focused = this.#editor.isFocused
    const { from, to } = this.#editor.state.selection
    this.#editor.destroy()
    this.root.replaceChildren()
    this.#editor = this.#make()
    for (const run of this.#listeners) run(this.#editor)
    if (focused) this.#editor.commands.focus(null, { scrollIntoView: false })
    const end = this.#editor.state.doc.content.size
    if (to <= end) this.#editor.commands.setTextSelection({ from, to })
  }

  #isCode(): boolean {
    return isCode(this.#options.provider.info, this.#source)
  }

  #elsewhere(): Mirror {
    this.#options.code()
    return mirrorOf(this.#source)
  }

  #strangers(): Mirror | undefined {
    if (this.#isCode()) return this.#elsewhere()
    const found = strangerIn(this.#source.getXmlFragment(FRAGMENT), this.#known)
    return found === undefined ? undefined : this.#estrange(found)
  }

  #estrange(what: string): Mirror {
    this.#options.foreign(what)
    return mirrorOf(this.#source)
  }

  /** Something has come, and no editor has heard of it yet. */
  readonly #guard = (transaction: Y.Transaction): void => {
    if (this.#mirror !== undefined) return
    const code = this.#isCode()
    const found = code ? undefined : strangerOf(transaction, this.#source.getXmlFragment(FRAGMENT), this.#known)
    if (!code && found === undefined) return
    this.#mirror = found === undefined ? this.#elsewhere() : this.#estrange(found)
    this.#renew()
    this.refresh()
  }

  #make(): Editor {
    const { provider, files, people, more } = this.#options
    return makeEditor({
      holder: this.root,
      doc: this.#mirror?.doc ?? this.#source,
      awareness: provider.awareness,
      editable: this.mode !== 'read',
      label: 'Text of the document',
      files,
      people,
      more: more(),
      foreign: (error) => {
        if (this.#mirror !== undefined) return
        this.#mirror = this.#estrange(error.message)
        // Not within the transaction that the editor is applying.
        queueMicrotask(() => {
          if (this.#closed) return
          this.#renew()
          this.refresh()
        })
      },
    })
  }
}

const knownTo = (files: DocFiles): Known => {
  const { nodes, marks } = getSchema(contentExtensions(files))
  return { node: (name) => Object.hasOwn(nodes, name), mark: (name) => Object.hasOwn(marks, name) }
}
