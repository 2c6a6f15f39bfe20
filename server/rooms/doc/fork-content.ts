/** What items hold: as words, in parts, and all the way down. */
import * as Y from 'yjs'

// oxlint-disable-next-line no-explicit-any -- as Yjs itself has it: a type of any events
export type AnyType = Y.AbstractType<any>
type Content = Y.Item['content']

const OBJECT = '\uFFFC'

/** From letter `from` to before `to`. */
export const partOf = (content: Content, from: number, to: number): Content => {
  if (from === 0 && to === content.getLength()) return content.copy()
  if (content instanceof Y.ContentString) return new Y.ContentString(content.str.slice(from, to))
  if (content instanceof Y.ContentAny) return new Y.ContentAny(content.arr.slice(from, to))
  if (content instanceof Y.ContentJSON) return new Y.ContentJSON(content.arr.slice(from, to))
  return new Y.ContentDeleted(to - from)
}

/** The words of a part of an item, and of all that is in it. */
export const wordsOf = ({ content }: Y.Item, from = 0, to = content.getLength()): string => {
  if (content instanceof Y.ContentString) return content.str.slice(from, to)
  if (content instanceof Y.ContentFormat) return ''
  if (!(content instanceof Y.ContentType)) return OBJECT.repeat(to - from)
  let words = ''
  for (const item of itemsOf(content.type)) if (!item.deleted) words += wordsOf(item)
  return content.type instanceof Y.Text ? words : `${words}\n`
}

/** What a value is called in a list of changes. */
export const valueText = (value: unknown): string => (typeof value === 'string' ? value : (JSON.stringify(value) ?? ''))

/** The one value of a map's entry. */
export const valueOf = ({ content }: Y.Item): unknown =>
  content instanceof Y.ContentType ? undefined : (content.getContent().at(-1) as unknown)

/** The items of a list, deleted ones too. */
export function* itemsOf(type: AnyType): Generator<Y.Item> {
  for (let item = type._start; item !== null; item = item.right) yield item
}

/** An entry of a map, and those that it has replaced. */
export function* chainOf(entry: Y.Item): Generator<Y.Item> {
  for (let item: Y.Item | null = entry; item !== null; item = item.left) yield item
}

/** All items within one, deleted ones too. */
export function* within({ content }: Y.Item): Generator<Y.Item> {
  if (!(content instanceof Y.ContentType)) return
  const { type } = content
  for (const item of itemsOf(type)) {
    yield item
    yield* within(item)
  }
  for (const entry of type._map.values())
    for (const item of chainOf(entry)) {
      yield item
      yield* within(item)
    }
}
