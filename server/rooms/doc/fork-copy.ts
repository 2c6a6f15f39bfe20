/** Puts into a document what somebody else's fork has: as new items, at the same places. */
import * as Y from 'yjs'
import { encodeUpdate } from './fork-bytes.ts'
import { itemsOf, partOf } from './fork-content.ts'
import type { AnyType } from './fork-content.ts'
import type { Piece, Place } from './fork-draft.ts'
import type { Ids } from './fork-ids.ts'
import type { Gap } from './fork-walk.ts'

type Row = Pick<Gap, 'place' | 'key' | 'left' | 'right'> & { readonly puts: readonly Piece[] }

/** An update by a client that has written nothing yet. */
export const copied = (rows: readonly Row[], deletes: Ids, client: number): Uint8Array => {
  const copy = new Copy(client)
  for (const row of rows) copy.row(row)
  return encodeUpdate(copy.structs, deletes)
}

class Copy {
  readonly structs: Y.Item[] = []
  readonly #client: number
  #clock = 0

  constructor(client: number) {
    this.#client = client
  }

  row({ place, key, left, right, puts }: Row): void {
    let origin = left
    for (const { item, from, to } of puts) {
      const id = Y.createID(this.#client, this.#clock)
      const content = partOf(item.content, from, to)
      // Yjs writes a root by its name before the item is part of a document.
      const parent = place as Y.ID
      this.structs.push(new Y.Item(id, null, origin, null, right, parent, key, content))
      this.#clock += to - from
      origin = Y.createID(this.#client, this.#clock - 1)
      if (item.content instanceof Y.ContentType) this.#inside(item.content.type, id)
    }
  }

  #inside(type: AnyType, place: Place): void {
    const whole = (item: Y.Item): Piece => ({ item, from: 0, to: item.length })
    const alive = Array.from(itemsOf(type)).filter(({ deleted }) => !deleted)
    this.row({ place, key: null, left: null, right: null, puts: alive.map(whole) })
    for (const [key, entry] of type._map)
      if (!entry.deleted) this.row({ place, key, left: null, right: null, puts: [whole(entry)] })
  }
}
