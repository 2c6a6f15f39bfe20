/** An update that is more than the host takes as one, in several, each of which builds only on those before it. */
import * as Y from 'yjs'

type Struct = Y.Item | Y.GC | Y.AbstractStruct

/** UTF-8 of one letter (UTF-16), at most; and what an item takes beside its content, about. */
const LETTER_BYTES = 3
const ITEM_BYTES = 48

/** What of one client is still to come, in the order of its clocks. */
interface Row {
  readonly structs: readonly Struct[]
  next: number
}

/** In order; the update itself where it is no larger than that. Deletes go with the last one. */
export const inPieces = (update: Uint8Array, maxBytes: number): readonly Uint8Array[] => {
  if (update.length <= maxBytes) return [update]
  const { structs, ds } = Y.decodeUpdate(update)
  const pieces: Uint8Array[] = []
  let piece: Struct[] = []
  let bytes = 0
  for (const struct of inOrder(structs.flatMap((one) => small(one, maxBytes)))) {
    const size = sizeOf(struct)
    if (bytes + size > maxBytes && piece.length > 0) {
      pieces.push(written(piece))
      piece = []
      bytes = 0
    }
    piece.push(struct)
    bytes += size
  }
  const last = written(piece, ds.clients)
  if (last.length > maxBytes && piece.length > 0) pieces.push(written(piece), written([], ds.clients))
  else pieces.push(last)
  return pieces
}

/** Each behind what it builds on, as far as that is here. */
const inOrder = (structs: readonly Struct[]): Struct[] => {
  const rows = new Map<number, Row & { readonly structs: Struct[] }>()
  for (const struct of structs) {
    const row = rows.get(struct.id.client)
    if (row === undefined) rows.set(struct.id.client, { structs: [struct], next: 0 })
    else row.structs.push(struct)
  }
  const isThere = (id: Y.ID | null): boolean => {
    const row = id === null ? undefined : rows.get(id.client)
    const next = row?.structs[row.next]
    return id === null || next === undefined || id.clock < next.id.clock
  }
  const isReady = (struct: Struct): boolean =>
    !(struct instanceof Y.Item) ||
    (isThere(struct.origin) &&
      isThere(struct.rightOrigin) &&
      (!(struct.parent instanceof Y.ID) || isThere(struct.parent)))
  const ordered: Struct[] = []
  for (let before = -1; before < ordered.length;) {
    before = ordered.length
    for (const row of rows.values())
      for (
        let struct = row.structs[row.next];
        struct !== undefined && isReady(struct);
        struct = row.structs[row.next]
      ) {
        ordered.push(struct)
        row.next++
      }
  }
  // What waits for itself is no document's; the host will say so.
  for (const { structs: left, next } of rows.values()) ordered.push(...left.slice(next))
  return ordered
}

/** A long text as several, none of which fills a piece. */
const small = (struct: Struct, maxBytes: number): Struct[] => {
  const letters = Math.max(1, Math.floor(maxBytes / (2 * LETTER_BYTES)))
  if (!(struct instanceof Y.Item) || !(struct.content instanceof Y.ContentString) || struct.length <= letters)
    return [struct]
  const { id, origin, rightOrigin, parent, parentSub, content } = struct
  const parts: Y.Item[] = []
  for (let from = 0; from < content.str.length;) {
    let to = Math.min(content.str.length, from + letters)
    // Half of a letter beyond the basic plane is none.
    if (to < content.str.length && isHalf(content.str.charCodeAt(to - 1)) && to - from > 1) to--
    const left = from === 0 ? origin : Y.createID(id.client, id.clock + from - 1)
    const part = new Y.ContentString(content.str.slice(from, to))
    parts.push(
      new Y.Item(Y.createID(id.client, id.clock + from), null, left, null, rightOrigin, parent, parentSub, part),
    )
    from = to
  }
  return parts
}

const isHalf = (code: number): boolean => code >= 0xd800 && code < 0xdc00

const sizeOf = (struct: Struct): number => {
  if (struct instanceof Y.Item && struct.content instanceof Y.ContentString)
    return struct.length * LETTER_BYTES + ITEM_BYTES + (struct.parentSub?.length ?? 0) * LETTER_BYTES
  const encoder = new Y.UpdateEncoderV1()
  struct.write(encoder, 0, 0)
  return encoder.toUint8Array().length + ITEM_BYTES
}

type Deletes = ReadonlyMap<number, readonly { readonly clock: number; readonly len: number }[]>

const written = (structs: readonly Struct[], deletes: Deletes = new Map()): Uint8Array => {
  const encoder = new Y.UpdateEncoderV1()
  const rows = new Map<number, Struct[]>()
  for (const struct of structs) {
    const row = rows.get(struct.id.client)
    if (row === undefined) rows.set(struct.id.client, [struct])
    else row.push(struct)
  }
  // Clients, counts and clocks are numbers of the same form.
  encoder.writeLen(rows.size)
  for (const [client, row] of [...rows].toSorted(([a], [b]) => b - a)) {
    encoder.writeLen(row.length)
    encoder.writeClient(client)
    encoder.writeLen(row[0]!.id.clock)
    for (const struct of row) struct.write(encoder, 0, 0)
  }
  encoder.writeLen(deletes.size)
  for (const [client, ranges] of deletes) {
    encoder.writeClient(client)
    encoder.writeLen(ranges.length)
    for (const { clock, len } of ranges) {
      encoder.writeLen(clock)
      encoder.writeLen(len)
    }
  }
  return encoder.toUint8Array()
}
