/** Random people at one document, each with a Y.Doc of their own, who hear of each other only what a room lets through. */
import * as Y from 'yjs'

export interface Made {
  readonly author: string
  readonly update: Uint8Array
}

interface Author {
  readonly name: string
  readonly doc: Y.Doc
  readonly undo: Y.UndoManager
  /** How many of the published updates it has. */
  read: number
}

type Random = () => number
type Op = (doc: Y.Doc, random: Random) => void

const REMOTE = Symbol('remote')
const WORDS = ['a', 'bc', 'déjà', 'the quick brown fox', '\n', '漢字', '"\\', 'x']
const below = (random: Random, n: number): number => Math.floor(random() * n)
const pick = <T>(random: Random, list: readonly T[]): T => list[below(random, list.length)] as T

const value = (random: Random): unknown =>
  pick(random, [
    1,
    -7.25,
    2 ** 40,
    true,
    null,
    'word',
    { a: [1, { b: 'c' }], d: null },
    [],
    new Uint8Array([1, 2]),
    { n: 9n },
  ])

const typeInto = (text: Y.Text | Y.XmlText, random: Random): void => {
  const at = below(random, text.length + 1)
  const roll = random()
  const rest = text.length - at
  if (roll < 0.5) text.insert(at, pick(random, WORDS))
  else if (roll < 0.7 && rest > 0) text.delete(at, 1 + below(random, Math.min(rest, 5)))
  else if (roll < 0.85 && rest > 0)
    text.format(at, 1 + below(random, rest), {
      [pick(random, ['bold', 'link'])]: pick(random, [true, null, { href: 'x' }]),
    })
  else if (roll < 0.95) text.insertEmbed(at, { image: pick(random, WORDS) })
  else if (rest > 0) {
    // A move, as editors make it.
    const moved = text.toJSON().slice(at, at + 3)
    text.delete(at, Math.min(3, rest))
    if (moved.length > 0) text.insert(below(random, text.length + 1), moved)
  }
}

const fragment = (node: Y.XmlFragment | Y.XmlElement, random: Random, depth: number): void => {
  const at = below(random, node.length + 1)
  const child = node.length > 0 ? node.get(below(random, node.length)) : undefined
  if (child instanceof Y.XmlElement && random() < 0.6 && depth < 8) fragment(child, random, depth + 1)
  else if (child instanceof Y.XmlText && random() < 0.7) typeInto(child, random)
  else if (random() < 0.2 && node.length > 0) node.delete(at === node.length ? at - 1 : at, 1)
  else if (node instanceof Y.XmlElement && random() < 0.3)
    node.setAttribute(pick(random, ['level', 'id']), pick(random, WORDS))
  else if (random() < 0.5) {
    const text = new Y.XmlText(pick(random, WORDS))
    const element = new Y.XmlElement(pick(random, ['p', 'h1', 'li']))
    node.insert(at, [element])
    element.insert(0, [text])
  } else node.insert(at, [new Y.XmlText(pick(random, WORDS))])
}

const map = (into: Y.Map<unknown>, random: Random, depth: number): void => {
  const key = pick(random, ['a', 'b', 'c', 'd'])
  const inner = into.get(key)
  if (inner instanceof Y.Map && random() < 0.7 && depth < 8) map(inner, random, depth + 1)
  else if (inner instanceof Y.Array && random() < 0.7 && depth < 8) array(inner, random, depth + 1)
  else if (random() < 0.2) into.delete(key)
  else
    into.set(key, pick(random, [() => value(random), () => new Y.Map(), () => new Y.Array(), () => new Y.Text('t')])())
}

const array = (into: Y.Array<unknown>, random: Random, depth: number): void => {
  const at = below(random, into.length + 1)
  const inner = at < into.length ? into.get(at) : undefined
  if (inner instanceof Y.Map && random() < 0.5 && depth < 8) map(inner, random, depth + 1)
  else if (inner instanceof Y.Text && random() < 0.5) typeInto(inner, random)
  else if (random() < 0.25 && at < into.length) into.delete(at, 1 + below(random, into.length - at))
  else
    into.insert(
      at,
      pick(random, [() => [value(random), value(random)], () => [new Y.Map()], () => [new Y.Text('t')]])(),
    )
}

const OPS: readonly Op[] = [
  (doc, random) => typeInto(doc.getText('text'), random),
  (doc, random) => typeInto(doc.getText('text'), random),
  (doc, random) => map(doc.getMap('map'), random, 0),
  (doc, random) => array(doc.getArray('array'), random, 0),
  (doc, random) => fragment(doc.getXmlFragment('xml'), random, 0),
]

export class Authors {
  readonly #authors: Author[] = []
  readonly #random: Random
  readonly #made: Made[] = []
  readonly #published: Uint8Array[] = []

  constructor(random: Random, count: number) {
    this.#random = random
    for (let i = 0; i < count; i++) {
      // Some keep what was deleted, as pages with history do.
      const doc = new Y.Doc({ gc: random() < 0.7 })
      // Yjs takes its own from Math.random.
      doc.clientID = 1 + below(random, 2 ** 32 - 1)
      const types = [doc.getText('text'), doc.getMap('map'), doc.getArray('array'), doc.getXmlFragment('xml')]
      const undo = new Y.UndoManager(types, { captureTimeout: 0 })
      const author = { name: `u${i}`, doc, undo, read: 0 }
      doc.on('update', (update: Uint8Array, origin: unknown) => {
        if (origin !== REMOTE) this.#made.push({ author: author.name, update })
      })
      this.#authors.push(author)
    }
  }

  get docs(): readonly Y.Doc[] {
    return this.#authors.map(({ doc }) => doc)
  }

  /** Somebody reads a part of what was published, or writes; what came of it. */
  step(): readonly Made[] {
    const random = this.#random
    const author = pick(random, this.#authors)
    const unread = this.#published.length - author.read
    const roll = random()
    if (roll < 0.3) this.#read(author, below(random, unread + 1))
    else if (roll < 0.4) author.undo.undo()
    else if (roll < 0.45) author.undo.redo()
    else
      author.doc.transact(() =>
        Array.from({ length: 1 + below(random, 3) }, () => pick(random, OPS)(author.doc, random)),
      )
    return this.#made.splice(0)
  }

  /** Everybody reads everything; what Yjs tidied up on the occasion. */
  catchUp(): readonly Made[] {
    for (const author of this.#authors) this.#read(author, this.#published.length - author.read)
    return this.#made.splice(0)
  }

  /** A room let it through. */
  publish(update: Uint8Array): void {
    this.#published.push(update)
  }

  #read(author: Author, count: number): void {
    for (let i = 0; i < count; i++) Y.applyUpdate(author.doc, this.#published[author.read++] as Uint8Array, REMOTE)
  }
}
