/** Where threads hang in the text: a tint that a click follows, and the place of what is being written about. */
import { Extension } from '@tiptap/core'
import type { EditorState, Transaction } from '@tiptap/pm/state'
import { Plugin, PluginKey } from '@tiptap/pm/state'
import { Decoration, DecorationSet } from '@tiptap/pm/view'
import { ySyncPluginKey } from '@tiptap/y-tiptap'
import type { DocThread } from '@tutti/client/doc'
import { spanOf } from './anchors.ts'
import type { Span } from './anchors.ts'

interface Marks {
  readonly places: ReadonlyMap<string, Span>
  readonly draft: Span | undefined
  readonly drawn: DecorationSet
}

const marksKey = new PluginKey<Marks>('threads')

export interface MarkSource {
  /** Those that hang in the text. */
  threads(): readonly DocThread[]
  chosen(): string | undefined
  /** What a comment is being written about, where there is one. */
  draft(): Span | undefined
  /** A click on one. */
  choose(thread: string | undefined): void
}

export const placesIn = (state: EditorState): ReadonlyMap<string, Span> => marksKey.getState(state)?.places ?? new Map()
export const draftIn = (state: EditorState): Span | undefined => marksKey.getState(state)?.draft

/** Threads changed, or another one is looked at. */
export const redrawMarks = (tr: Transaction): Transaction => tr.setMeta(marksKey, true)

export const threadMarks = (source: MarkSource): Extension =>
  Extension.create({
    name: 'threadMarks',
    addProseMirrorPlugins() {
      return [
        new Plugin<Marks>({
          key: marksKey,
          state: {
            init: () => ({ places: new Map(), draft: undefined, drawn: DecorationSet.empty }),
            apply(tr, before, _old, state) {
              const asked = tr.getMeta(marksKey) === true
              const remote = (ySyncPluginKey.getState(state) as { isChangeOrigin?: boolean } | undefined)
                ?.isChangeOrigin
              if (asked || (tr.docChanged && remote === true))
                return find(state, source, asked ? undefined : before, tr)
              return tr.docChanged ? moved(before, tr, source) : before
            },
          },
          props: {
            decorations: (state) => marksKey.getState(state)?.drawn,
            handleClick(view, position) {
              const hit = [...placesIn(view.state)]
                .filter(([, { from, to }]) => from <= position && position <= to)
                .sort(([, a], [, b]) => a.to - a.from - (b.to - b.from))[0]
              // Beside all of them: none is looked at any more.
              source.choose(hit?.[0])
              return false
            },
          },
        }),
      ]
    },
  })

/** As Yjs has them now. */
const find = (state: EditorState, source: MarkSource, before: Marks | undefined, tr: Transaction): Marks => {
  const places = new Map<string, Span>()
  for (const { id, anchor, resolvedAt } of source.threads()) {
    if (anchor === null || (resolvedAt !== null && id !== source.chosen())) continue
    const span = spanOf(state, anchor)
    if (span !== undefined) places.set(id, span)
  }
  const draft = before === undefined ? source.draft() : before.draft && mapped(before.draft, tr)
  return drawn(state, places, draft, source)
}

/** What I typed moves them; Yjs agrees, and need not be asked. */
const moved = (before: Marks, tr: Transaction, source: MarkSource): Marks => {
  const places = new Map<string, Span>()
  for (const [id, span] of before.places) {
    const now = mapped(span, tr)
    if (now !== undefined) places.set(id, now)
  }
  return drawn({ doc: tr.doc }, places, before.draft && mapped(before.draft, tr), source)
}

const mapped = ({ from, to }: Span, tr: Transaction): Span | undefined => {
  const now = { from: tr.mapping.map(from, 1), to: tr.mapping.map(to, -1) }
  return now.from < now.to ? now : undefined
}

const drawn = (
  { doc }: Pick<EditorState, 'doc'>,
  places: ReadonlyMap<string, Span>,
  draft: Span | undefined,
  source: MarkSource,
): Marks => {
  const chosen = source.chosen()
  const all = [...places].map(([id, { from, to }]) =>
    Decoration.inline(from, to, { class: id === chosen ? 'thread-mark chosen' : 'thread-mark', 'data-thread': id }),
  )
  if (draft !== undefined) all.push(Decoration.inline(draft.from, draft.to, { class: 'thread-mark chosen' }))
  return { places, draft, drawn: DecorationSet.create(doc, all) }
}
