/** An update without the words that were deleted since it was said. */
import * as Y from 'yjs'
import { encodeUpdate } from './fork-bytes.ts'
import { partOf } from './fork-content.ts'
import { Ids } from './fork-ids.ts'

/** The same ids at the same places, what is gone without its content; the same update where none of it is gone. */
export const redacted = (update: Uint8Array, gone: Ids): Uint8Array => {
  const { structs, ds } = Y.decodeUpdate(update)
  let some = false
  const left = structs.flatMap((struct) => {
    if (!(struct instanceof Y.Item) || struct.content instanceof Y.ContentDeleted) return [struct]
    const parts = gone.within(struct.id.client, struct.id.clock, struct.length)
    if (parts.length === 0) return [struct]
    some = true
    return cut(struct, parts)
  })
  return some ? encodeUpdate(left, Ids.of(ds.clients)) : update
}

/** As several items, those of the parts without their content. */
const cut = (item: Y.Item, parts: readonly (readonly [clock: number, length: number])[]): Y.Item[] => {
  const { id, content, length } = item
  const pieces: Y.Item[] = []
  const piece = (from: number, to: number, there: boolean): void => {
    if (to <= from) return
    const origin = from === 0 ? item.origin : Y.createID(id.client, id.clock + from - 1)
    const what = there ? partOf(content, from, to) : new Y.ContentDeleted(to - from)
    const at = Y.createID(id.client, id.clock + from)
    pieces.push(new Y.Item(at, null, origin, null, item.rightOrigin, item.parent, item.parentSub, what))
  }
  let at = 0
  for (const [clock, size] of parts) {
    const from = clock - id.clock
    piece(at, from, true)
    piece(from, from + size, false)
    at = from + size
  }
  piece(at, length, true)
  return pieces
}
