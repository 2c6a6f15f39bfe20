/** The whole text of a document as one line, and where on it every id lies: what positions mean, for many at once. */
import * as Y from 'yjs'

/** Stands for what is no text: an image, a value of a list. */
const OBJECT = '\uFFFC'

// oxlint-disable-next-line no-explicit-any -- as Yjs itself has it: a type of any events
type AnyType = Y.AbstractType<any>

/** Some ids in a row, and their place. */
interface Stretch {
  readonly client: number
  readonly clock: number
  readonly length: number
  readonly from: number
  /** Of text: `from + length`, or `from` where it is deleted. Of a type: where its content ends. */
  to: number
  readonly is: 'text' | 'type' | 'nothing'
}

export class Line {
  readonly text: string
  readonly #parts: string[] = []
  #length = 0
  readonly #roots = new Map<string, { from: number; to: number }>()
  /** In the order of the line. */
  readonly #shown: Stretch[] = []
  readonly #byClient = new Map<number, Stretch[]>()

  constructor(doc: Y.Doc) {
    for (const [name, root] of doc.share) {
      const from = this.#length
      this.#walk(root)
      this.#roots.set(name, { from, to: this.#length })
      this.#put('\n')
    }
    for (const stretches of this.#byClient.values()) stretches.sort((a, b) => a.clock - b.clock)
    this.text = this.#parts.join('')
  }

  /** Undefined: what it hangs on is not in the document, or not any more. */
  offsetOf({ item, type, tname, assoc }: Y.RelativePosition): number | undefined {
    if (item !== null) {
      const stretch = this.#at(item)
      if (stretch === undefined) return undefined
      if (stretch.is !== 'text') return assoc < 0 ? stretch.to : stretch.from
      return stretch.from + item.clock - stretch.clock + (assoc < 0 ? 1 : 0)
    }
    const whole = tname !== null ? this.#roots.get(tname) : type !== null ? this.#at(type) : undefined
    return assoc < 0 ? whole?.from : whole?.to
  }

  /** The place before the letter that stands there; undefined where none does. */
  before(offset: number): Y.RelativePosition | undefined {
    const id = this.#idAt(offset)
    return id === undefined ? undefined : new Y.RelativePosition(null, null, id, 0)
  }

  /** The place behind the letter that ends there. */
  behind(offset: number): Y.RelativePosition | undefined {
    const id = this.#idAt(offset - 1)
    return id === undefined ? undefined : new Y.RelativePosition(null, null, id, -1)
  }

  #walk(type: AnyType): void {
    for (let item = type._start; item !== null; item = item.right) this.#item(item)
    for (const item of type._map.values()) if (!item.deleted && item.content instanceof Y.ContentType) this.#item(item)
  }

  #item(item: Y.Item): void {
    const { content, deleted, length } = item
    const { client, clock } = item.id
    const from = this.#length
    const add = (is: Stretch['is']): Stretch => {
      const stretch = { client, clock, length, from, to: from, is }
      const known = this.#byClient.get(client)
      if (known === undefined) this.#byClient.set(client, [stretch])
      else known.push(stretch)
      if (is === 'text') this.#shown.push(stretch)
      return stretch
    }
    if (deleted || !item.countable) add('nothing')
    else if (content instanceof Y.ContentString) {
      add('text').to += length
      this.#put(content.str)
    } else if (content instanceof Y.ContentType) {
      const stretch = add('type')
      this.#walk(content.type)
      stretch.to = this.#length
      if (!(content.type instanceof Y.Text)) this.#put('\n')
    } else {
      add('text').to += length
      this.#put(OBJECT.repeat(length))
    }
  }

  #put(text: string): void {
    this.#parts.push(text)
    this.#length += text.length
  }

  #at({ client, clock }: Y.ID): Stretch | undefined {
    const found = lastNotAbove(this.#byClient.get(client) ?? [], clock, ({ clock: at }) => at)
    return found !== undefined && clock < found.clock + found.length ? found : undefined
  }

  #idAt(offset: number): Y.ID | undefined {
    const found = lastNotAbove(this.#shown, offset, ({ from }) => from)
    if (found === undefined || offset >= found.to) return undefined
    return Y.createID(found.client, found.clock + offset - found.from)
  }
}

/** In a sorted list, the last whose number is not above that one. */
const lastNotAbove = <T>(list: readonly T[], value: number, numberOf: (one: T) => number): T | undefined => {
  let low = 0
  let high = list.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (numberOf(list[middle]!) <= value) low = middle + 1
    else high = middle
  }
  return list[low - 1]
}
