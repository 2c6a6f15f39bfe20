/**
 * What changed between two states of a document, and where that is in either of them.
 *
 * Both states are put into one Y.Doc that forgets nothing, first the one and then the other: what only the second has
 * is inserted, and what only the first shows is deleted. So nothing is guessed, and each piece knows who made it.
 */
import * as Y from 'yjs'
import { FRAGMENT } from '../fragment.ts'

export interface Change {
  readonly type: 'insert' | 'delete'
  /** The Yjs client that wrote it, and from which clock on: of what is deleted, it did not delete it. */
  readonly client: number
  readonly clock: number
  /** Positions in the editor, before and after. What is inserted has no length before, what is deleted none after. */
  readonly before: readonly [from: number, to: number]
  readonly after: readonly [from: number, to: number]
  readonly text: string
  /** Whole blocks. */
  readonly block: boolean
}

/** Whether a node of this name holds nothing: it takes one position, others two more than they hold. */
export type IsLeaf = (name: string) => boolean

export const changesBetween = (before: Uint8Array, after: Uint8Array, isLeaf: IsLeaf): readonly Change[] => {
  const doc = new Y.Doc({ gc: false })
  // Named before anything comes in: Yjs must know what it is.
  const fragment = doc.getXmlFragment(FRAGMENT)
  Y.applyUpdate(doc, before)
  const then = Y.snapshot(doc)
  Y.applyUpdate(doc, after)
  const walk = new Walk(then, isLeaf)
  walk.children(fragment, true, true)
  doc.destroy()
  return joined(walk.found)
}

class Walk {
  readonly found: Change[] = []
  readonly #then: Y.Snapshot
  readonly #isLeaf: IsLeaf
  #before = 0
  #after = 0

  constructor(then: Y.Snapshot, isLeaf: IsLeaf) {
    this.#then = then
    this.#isLeaf = isLeaf
  }

  /** `was` and `is`: the parent is there before, and after. */
  children(parent: Y.XmlFragment | Y.XmlText, was: boolean, is: boolean): void {
    for (let item = parent._start; item !== null; item = item.right) {
      const { content } = item
      if (content instanceof Y.ContentString) this.#string(item, content.str, was, is)
      else if (content instanceof Y.ContentType) this.#type(item, content.type, was, is)
    }
  }

  #string(item: Y.Item, text: string, was: boolean, is: boolean): void {
    const { client, clock } = item.id
    const here = is && !item.deleted
    // An item may hold what was there and what came: parted where that changes.
    let at = 0
    while (at < text.length) {
      const visible = was && this.#visible(client, clock + at)
      let end = at + 1
      while (end < text.length && (was && this.#visible(client, clock + end)) === visible) end++
      this.#piece(text.slice(at, end), client, clock + at, visible, here)
      at = end
    }
  }

  #piece(text: string, client: number, clock: number, was: boolean, is: boolean): void {
    const from = { before: this.#before, after: this.#after }
    if (was) this.#before += text.length
    if (is) this.#after += text.length
    if (was !== is) this.#add(is, client, clock, from, text, false)
  }

  #type(item: Y.Item, type: Y.AbstractType<unknown>, parentWas: boolean, parentIs: boolean): void {
    const { client, clock } = item.id
    const was = parentWas && this.#visible(client, clock)
    const is = parentIs && !item.deleted
    if (!was && !is) return
    if (type instanceof Y.XmlText) return this.children(type, was, is)
    if (!(type instanceof Y.XmlElement)) return
    const from = { before: this.#before, after: this.#after }
    const leaf = this.#isLeaf(type.nodeName)
    const inside = this.found.length
    this.#edge(was, is)
    if (!leaf) {
      this.children(type, was, is)
      this.#edge(was, is)
    }
    if (was === is) return
    // The whole of it came, or went: told once, and not piece by piece.
    this.found.length = inside
    this.#add(is, client, clock, from, leaf ? nameOf(type) : textOf(type), true)
  }

  #edge(was: boolean, is: boolean): void {
    if (was) this.#before += 1
    if (is) this.#after += 1
  }

  #add(
    inserted: boolean,
    client: number,
    clock: number,
    from: { readonly before: number; readonly after: number },
    text: string,
    block: boolean,
  ): void {
    this.found.push({
      type: inserted ? 'insert' : 'delete',
      client,
      clock,
      before: [from.before, this.#before],
      after: [from.after, this.#after],
      text,
      block,
    })
  }

  #visible(client: number, clock: number): boolean {
    return (this.#then.sv.get(client) ?? 0) > clock && !Y.isDeleted(this.#then.ds, Y.createID(client, clock))
  }
}

const nameOf = (type: Y.XmlElement): string => {
  const label: unknown = type.getAttribute('label') ?? type.getAttribute('alt') ?? type.getAttribute('name')
  return typeof label === 'string' ? label : ''
}

/** Its words, those that are deleted too: a deleted block says what it was. */
const textOf = (parent: Y.XmlElement | Y.XmlText): string => {
  const parts: string[] = []
  for (let item = parent._start; item !== null; item = item.right) {
    const { content } = item
    if (content instanceof Y.ContentString && (!item.deleted || parentDeleted(parent))) parts.push(content.str)
    else if (content instanceof Y.ContentType) {
      const { type } = content
      if (type instanceof Y.XmlText) parts.push(textOf(type))
      else if (type instanceof Y.XmlElement) parts.push(nameOf(type) || textOf(type), '\n')
    }
  }
  return parts.join('').trim()
}

const parentDeleted = (parent: Y.XmlElement | Y.XmlText): boolean => parent._item?.deleted === true

/** Neighbours of one writer are one change. */
const joined = (all: readonly Change[]): readonly Change[] => {
  const out: Change[] = []
  for (const one of all) {
    const last = out.at(-1)
    const near =
      last !== undefined &&
      last.type === one.type &&
      last.client === one.client &&
      !last.block &&
      !one.block &&
      last.before[1] === one.before[0] &&
      last.after[1] === one.after[0]
    if (!near) out.push(one)
    else
      out[out.length - 1] = {
        ...last,
        before: [last.before[0], one.before[1]],
        after: [last.after[0], one.after[1]],
        text: last.text + one.text,
      }
  }
  return out
}
