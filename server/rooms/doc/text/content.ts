/** A document as one text: its fragments and its plain texts. */
import * as Y from 'yjs'
import { DOC_ROOTS } from '../../../../shared/doc/rules.ts'
import type { DocFormat } from '../../../../shared/doc/types.ts'
import { writeText } from './formats.ts'
import { readFragment } from './fragment.ts'
import type { TreeNode } from './tree.ts'

/** The root that the editor page uses. */
export const EDITOR_ROOT = DOC_ROOTS.rich

type AnyRoot = Y.Doc['share'] extends Map<string, infer T> ? T : never

/** What a root is, which is only known by what stands in it: updates do not tell. */
export const rootIs = (root: AnyRoot): 'fragment' | 'text' | 'other' => {
  if (root instanceof Y.XmlText) return 'other'
  if (root instanceof Y.XmlFragment) return 'fragment'
  if (root instanceof Y.Text) return 'text'
  // A root that nobody has asked for by its type yet.
  if (Object.getPrototypeOf(root) !== Y.AbstractType.prototype) return 'other'
  for (let item = root._start; item !== null; item = item.right) {
    if (item.deleted) continue
    const { content } = item
    if (content instanceof Y.ContentType)
      return content.type instanceof Y.XmlElement || content.type instanceof Y.XmlText ? 'fragment' : 'other'
    if (content instanceof Y.ContentString || content instanceof Y.ContentFormat || content instanceof Y.ContentEmbed)
      return 'text'
    return 'other'
  }
  return 'other'
}

export interface Content {
  readonly tree: readonly TreeNode[]
  /** Of documents that say nothing in a fragment: their texts as they stand. */
  readonly plain: string | null
}

/** `doc` is the caller's own: its roots are given their types. */
export const contentOf = (doc: Y.Doc): Content => {
  const names = [...doc.share.keys()].toSorted((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1))
  const kinds = names.map((name) => [name, rootIs(doc.share.get(name)!)] as const)
  const tree = kinds.flatMap(([name, is]) => (is === 'fragment' ? readFragment(doc.getXmlFragment(name)) : []))
  const texts = kinds.flatMap(([name, is]) => (is === 'text' ? [doc.getText(name).toJSON()] : []))
  if (texts.length === 0) return { tree, plain: null }
  const code = texts.map((text) => ({
    type: 'codeBlock',
    attrs: { language: null },
    content: [{ type: 'text', text }],
  }))
  // An editor of rich text leaves an empty line in whatever it opens.
  if (tree.every(isBlank)) return { tree: code, plain: texts.join('\n\n') }
  return { tree: [...tree, ...code], plain: null }
}

const isBlank = ({ type, content = [] }: TreeNode): boolean => type === 'paragraph' && content.length === 0

const rank = (name: string): number => (name === EDITOR_ROOT ? 0 : 1)

/** @throws TuttiError `body_too_large` */
export const textAs = (doc: Y.Doc, format: DocFormat): string => {
  const { tree, plain } = contentOf(doc)
  return plain !== null && (format === 'markdown' || format === 'text') ? plain : writeText(format, tree)
}
