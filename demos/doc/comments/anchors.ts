/** Between places in the editor and places in Yjs, which move with the text. */
import type { EditorState } from '@tiptap/pm/state'
import {
  absolutePositionToRelativePosition,
  relativePositionToAbsolutePosition,
  ySyncPluginKey,
} from '@tiptap/y-tiptap'
import { anchorOf, placeOf } from '@tutti/client/doc'
import type { Anchor } from '@tutti/client/doc'
import type * as Y from 'yjs'

export interface Span {
  readonly from: number
  readonly to: number
}

type Mapping = Parameters<typeof relativePositionToAbsolutePosition>[3]

interface Binding {
  readonly doc: Y.Doc
  readonly type: Y.XmlFragment
  readonly binding: { readonly mapping: Mapping } | null
}

const bindingOf = (state: EditorState): Binding | undefined => {
  const found = ySyncPluginKey.getState(state) as Binding | undefined
  return found?.binding === null ? undefined : found
}

/** Undefined where nothing of the selection is text that is shared. */
export const anchorAt = (state: EditorState, { from, to }: Span): Anchor | undefined => {
  const bound = bindingOf(state)
  if (bound?.binding === undefined || bound.binding === null || from >= to) return undefined
  const { mapping } = bound.binding
  const start = absolutePositionToRelativePosition(from, bound.type, mapping) as Y.RelativePosition
  const end = absolutePositionToRelativePosition(to, bound.type, mapping) as Y.RelativePosition
  return anchorOf(start, end, state.doc.textBetween(from, to, ' '))
}

/** Undefined where what it hung on is gone. */
export const spanOf = (state: EditorState, anchor: Pick<Anchor, 'from' | 'to'>): Span | undefined => {
  const bound = bindingOf(state)
  const place = placeOf(anchor)
  if (bound?.binding === undefined || bound.binding === null || place === undefined) return undefined
  const { mapping } = bound.binding
  try {
    const from = relativePositionToAbsolutePosition(bound.doc, bound.type, place.from, mapping)
    const to = relativePositionToAbsolutePosition(bound.doc, bound.type, place.to, mapping)
    return from === null || to === null || from >= to || to > state.doc.content.size ? undefined : { from, to }
  } catch {
    // It names a part of the document that this editor does not show.
    return undefined
  }
}
