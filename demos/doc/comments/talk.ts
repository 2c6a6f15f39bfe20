/** What is said about the open document: which thread is looked at, and what is being written. */
import type { Editor } from '@tiptap/core'
import type { DocProvider, DocThread } from '@tutti/client/doc'
import { mayAs } from '@tutti/client/doc'
import { toast } from '../../shell/notice.ts'
import type { Sheet } from '../desk.ts'
import { readSelection } from '../editor/steady.ts'
import type { Span } from './anchors.ts'
import { anchorAt } from './anchors.ts'
import { draftIn, placesIn, redrawMarks } from './marks.ts'
import type { MarkSource } from './marks.ts'
import { kept } from './thread.ts'
import type { WriteField } from './write.ts'
import { makeWriteField } from './write.ts'

export class Talk implements MarkSource {
  readonly #provider: DocProvider
  readonly #sheet: () => Sheet
  readonly #listeners = new Set<() => void>()
  readonly #choosers = new Set<(thread: string | undefined) => void>()
  #chosen: string | undefined
  /** It was open when it was chosen. */
  #chosenOpen = false
  #draft: { readonly span: Span | undefined; readonly field: WriteField } | undefined

  /** The sheet is asked for when there is one: its editor needs the marks, and they need the sheet. */
  constructor(provider: DocProvider, sheet: () => Sheet) {
    this.#provider = provider
    this.#sheet = sheet
  }

  readonly threads = (): readonly DocThread[] => this.#provider.comments.threads
  readonly chosen = (): string | undefined => this.#chosen
  readonly draft = (): Span | undefined => this.#draft?.span
  /** What is being written, for whoever shows it. */
  get writing(): WriteField | undefined {
    return this.#draft?.field
  }

  onChange(run: () => void): void {
    this.#listeners.add(run)
  }

  /** Somebody looks at another thread, or at none. */
  onChoose(run: (thread: string | undefined) => void): void {
    this.#choosers.add(run)
  }

  readonly choose = (thread: string | undefined): void => {
    if (this.#chosen === thread) return
    this.#chosen = thread
    this.#chosenOpen = this.#isOpen(thread)
    this.#redraw()
    for (const run of this.#choosers) run(thread)
  }

  /** Those whose text stands in the editor, from the top; then those about the whole document. */
  open(): readonly { readonly thread: DocThread; readonly place: Span | undefined }[] {
    const places = placesIn(this.#sheet().editor.state)
    return this.threads()
      .filter((thread) => thread.resolvedAt === null || thread.id === this.#chosen)
      .map((thread) => ({ thread, place: places.get(thread.id) }))
      .sort((a, b) => (a.place?.from ?? Infinity) - (b.place?.from ?? Infinity))
  }

  draftPlace(): Span | undefined {
    return draftIn(this.#sheet().editor.state)
  }

  mayWrite(): boolean {
    return mayAs(this.#provider.role, 'commenter')
  }

  /** Begins a comment on the selection; without one, on the whole document. */
  begin(): void {
    const sheet = this.#sheet()
    if (!this.mayWrite()) return toast({ text: 'You may read this document; its owner can let you comment.' })
    const { editor } = sheet
    const { from, to, empty } = editor.state.selection
    const field = makeWriteField({
      placeholder: empty ? 'Comment on the whole document' : 'Comment',
      action: 'Comment',
      people: sheet.people,
      cancel: () => {
        this.#draft = undefined
        this.#redraw()
        editor.commands.focus()
      },
      send: async (text, mentions) => {
        // Where the words are now: others may have moved them.
        const span = this.draftPlace()
        const anchor = span === undefined ? null : (anchorAt(sheet.editor.state, span) ?? null)
        const sent = this.#provider.comments.start(anchor, text, mentions)
        const { thread } = await sent.catch(kept('This comment was not sent'))
        this.#draft = undefined
        this.#chosen = thread
        this.#chosenOpen = true
        this.#redraw()
      },
    })
    this.#chosen = undefined
    this.#draft = { span: empty ? undefined : { from, to }, field }
    this.#redraw()
    field.focus()
  }

  /** Something about the threads has changed. */
  readonly refresh = (): void => {
    // Somebody has settled what I look at: it leaves the text as it does for the others.
    if (this.#chosenOpen && this.threads().some(({ id }) => id === this.#chosen) && !this.#isOpen(this.#chosen))
      this.#chosen = undefined
    this.#redraw()
  }

  follow(editor: Editor): void {
    editor.on('transaction', ({ transaction }) => {
      if (transaction.docChanged) this.#tell()
    })
  }

  #isOpen(thread: string | undefined): boolean {
    return this.threads().some(({ id, resolvedAt }) => id === thread && resolvedAt === null)
  }

  #redraw(): void {
    const { editor } = this.#sheet()
    readSelection(editor.view)
    editor.view.dispatch(redrawMarks(editor.state.tr))
    this.#tell()
  }

  #tell(): void {
    for (const run of this.#listeners) run()
  }
}
