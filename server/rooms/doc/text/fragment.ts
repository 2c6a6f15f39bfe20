/** The editor's tree in Yjs, as Tiptap's binding reads and writes it, and back. */
import * as Y from 'yjs'
import { cleanMarks, nodeAttrs, nodeType } from './schema.ts'
import { BOUNDS, Budget } from './tree.ts'
import type { Attrs, Mark, TreeNode } from './tree.ts'

/** Marks that may overlap carry a hash behind their name. */
const HASHED = /^(.+)--[a-zA-Z0-9+/=]{8}$/

/** What stands in a fragment, as it is: nobody has checked it against a schema. */
export const readFragment = (fragment: Y.XmlFragment, budget = new Budget(BOUNDS.nodesOut)): TreeNode[] =>
  childrenOf(fragment, budget, 0)

const childrenOf = (parent: Y.XmlFragment, budget: Budget, depth: number): TreeNode[] =>
  // Deeper than any editor goes: what stands there is left out.
  depth > 2 * BOUNDS.depth
    ? []
    : (parent.toArray() as readonly unknown[]).flatMap((child) => {
        const nodes = child instanceof Y.XmlText ? piecesOf(child) : [readChild(child, budget, depth)]
        if (child instanceof Y.XmlText) budget.take(nodes.length)
        return nodes.filter((node) => node !== undefined)
      })

/** An element as it stands; undefined: it is none. */
export const readChild = (child: unknown, budget: Budget, depth = 0): TreeNode | undefined => {
  if (!(child instanceof Y.XmlElement)) return undefined
  budget.take()
  const attrs = whole(child.nodeName, child.getAttributes() as Attrs)
  const content = childrenOf(child, budget, depth + 1)
  return {
    type: child.nodeName,
    ...(Object.keys(attrs).length > 0 && { attrs }),
    ...(content.length > 0 && { content }),
  }
}

/** What the editor does not write down because it is as it always is. */
const whole = (name: string, attrs: Attrs): Attrs => {
  const known = nodeType(name)
  if (known === undefined) return attrs
  const initial = Object.entries(known.attrs).map(([key, attribute]) => [key, attribute.initial])
  return { ...Object.fromEntries(initial), ...attrs }
}

interface Piece {
  readonly insert?: unknown
  readonly attributes?: Readonly<Record<string, unknown>>
}

const piecesOf = (text: Y.XmlText): TreeNode[] =>
  (text.toDelta() as readonly Piece[]).flatMap(({ insert, attributes }) => {
    if (typeof insert !== 'string' || insert === '') return []
    const marks = Object.entries(attributes ?? {}).map(([name, value]) => markOf(HASHED.exec(name)?.[1] ?? name, value))
    return [marks.length === 0 ? { type: 'text', text: insert } : { type: 'text', text: insert, marks }]
  })

const markOf = (type: string, value: unknown): Mark =>
  typeof value === 'object' && value !== null && Object.keys(value).length > 0
    ? { type, attrs: value as Attrs }
    : { type }

/** Yjs types of a tree that fits the schema; they are in no document yet. */
export const yTypes = (nodes: readonly TreeNode[]): (Y.XmlElement | Y.XmlText)[] => {
  const types: (Y.XmlElement | Y.XmlText)[] = []
  let run: TreeNode[] = []
  const endRun = (): void => {
    if (run.length > 0) types.push(yText(run))
    run = []
  }
  for (const node of nodes) {
    if (node.type === 'text') {
      run.push(node)
    } else {
      endRun()
      types.push(yElement(node))
    }
  }
  endRun()
  return types
}

/** One text for neighbours, whatever their marks. */
const yText = (run: readonly TreeNode[]): Y.XmlText => {
  const text = new Y.XmlText()
  text.applyDelta(
    run.map(({ text: insert = '', marks }) => ({
      insert,
      attributes: Object.fromEntries(cleanMarks(marks).map(({ type, attrs }) => [type, { ...attrs }])),
    })),
  )
  return text
}

/** What an attribute of a fitting tree is. */
type Scalar = string | number | boolean

const yElement = (node: TreeNode): Y.XmlElement => {
  const element = new Y.XmlElement<Record<string, Scalar>>(node.type)
  for (const [name, value] of Object.entries(nodeAttrs(node.type, node.attrs))) {
    if (value !== null) element.setAttribute(name, value as Scalar)
  }
  element.insert(0, yTypes(node.content ?? []))
  return element as Y.XmlElement
}
