/** Random people who write in documents as editors do: rich text under `default`, plain text under `code`, a map. */
import * as Y from 'yjs'
import { seededRandom } from '../../shared/random.ts'

export type Random = () => number
export const seeded = (seed: string): Random => seededRandom(seed)
export const below = (random: Random, n: number): number => Math.floor(random() * n)
export const pick = <T>(random: Random, list: readonly T[]): T => list[below(random, list.length)]!

/** How words look that one person writes: nobody else has those letters. */
export type Hand = (random: Random) => string
export const handOf =
  (letters: string): Hand =>
  (random) =>
    Array.from({ length: 1 + below(random, 6) }, () => letters[below(random, letters.length)]).join('')

const typeInto = (text: Y.Text | Y.XmlText, random: Random, hand: Hand): void => {
  const at = below(random, text.length + 1)
  const rest = text.length - at
  const roll = random()
  if (roll < 0.5 || rest === 0) text.insert(at, hand(random))
  else if (roll < 0.7) text.delete(at, 1 + below(random, Math.min(rest, 6)))
  else if (roll < 0.9)
    text.format(at, 1 + below(random, rest), { [pick(random, ['bold', 'link'])]: pick(random, [true, null, 'x']) })
  else {
    const length = 1 + below(random, Math.min(rest, 4))
    text.delete(at, length)
    text.insert(at, hand(random), pick(random, [{}, { bold: true }]))
  }
}

const block = (random: Random, hand: Hand, depth: number): Y.XmlElement => {
  const element = new Y.XmlElement(pick(random, ['paragraph', 'heading', 'listItem']))
  const inside =
    depth < 2 && random() < 0.2
      ? [block(random, hand, depth + 1), block(random, hand, depth + 1)]
      : [new Y.XmlText(hand(random))]
  if (random() < 0.3) element.setAttribute('level', pick(random, ['1', '2', '3']))
  element.insert(0, inside)
  return element
}

const fragment = (node: Y.XmlFragment, random: Random, hand: Hand, depth = 0): void => {
  const at = below(random, node.length + 1)
  const child = at < node.length ? node.get(at) : undefined
  const roll = random()
  if (child instanceof Y.XmlText) return typeInto(child, random, hand)
  if (child instanceof Y.XmlElement) {
    if (roll < 0.65) return fragment(child, random, hand, depth + 1)
    if (roll < 0.75) return child.setAttribute('level', pick(random, ['1', '2', '3']))
    if (roll < 0.78) return child.removeAttribute('level')
    if (roll < 0.88) return node.delete(at, 1 + below(random, Math.min(2, node.length - at)))
  }
  node.insert(at, depth > 0 && random() < 0.5 ? [new Y.XmlText(hand(random))] : [block(random, hand, depth)])
}

/** One to three changes in one transaction, as one update; undefined: it came to nothing. */
export const write = (ydoc: Y.Doc, random: Random, hand: Hand): Uint8Array | undefined => {
  const updates: Uint8Array[] = []
  const listen = (update: Uint8Array) => updates.push(update)
  ydoc.on('update', listen)
  ydoc.transact(() => {
    for (let i = 1 + below(random, 3); i > 0; i--) {
      const roll = random()
      const map = ydoc.getMap('facts')
      const key = pick(random, ['a', 'b', 'c'])
      if (roll < 0.45) fragment(ydoc.getXmlFragment('default'), random, hand)
      else if (roll < 0.9) typeInto(ydoc.getText('code'), random, hand)
      else if (roll < 0.93) map.delete(key)
      else map.set(key, random() < 0.7 ? hand(random) : new Y.Text(hand(random)))
    }
  })
  ydoc.off('update', listen)
  return updates.length === 0 ? undefined : updates.length === 1 ? updates[0] : Y.mergeUpdates(updates)
}

/** All that can be seen of a document. */
export const seen = (ydoc: Y.Doc): unknown => sightOf(ydoc, runs)

/** The same, however it looks. */
export const words = (ydoc: Y.Doc): unknown =>
  sightOf(ydoc, (text) => (text.toDelta() as { insert: string }[]).map(({ insert }) => insert).join(''))

type Reading = (text: Y.Text) => unknown

const sightOf = (ydoc: Y.Doc, read: Reading): unknown => ({
  page: sight(ydoc.getXmlFragment('default'), read),
  code: read(ydoc.getText('code')),
  facts: ydoc.getMap('facts').toJSON(),
})

const sight = (node: Y.XmlFragment, read: Reading): unknown[] =>
  node.toArray().map((child) => {
    if (child instanceof Y.XmlText) return read(child)
    const element = child as Y.XmlElement
    const attributes = Object.entries(element.getAttributes()).toSorted(([a], [b]) => (a < b ? -1 : 1))
    return { is: element.nodeName, attributes, holds: sight(element, read) }
  })

/** Each letter with its formats: however Yjs cuts them. */
const runs = (text: Y.Text): unknown[] => {
  const found: { letters: string; looks: string }[] = []
  for (const { insert, attributes = {} } of text.toDelta() as { insert: string; attributes?: object }[]) {
    const looks = JSON.stringify(
      Object.entries(attributes)
        .filter(([, value]) => value !== null)
        .toSorted(([a], [b]) => (a < b ? -1 : 1)),
    )
    const last = found.at(-1)
    if (last?.looks === looks) last.letters += insert
    else found.push({ letters: insert, looks })
  }
  return found
}
