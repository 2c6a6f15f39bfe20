/** What is left of a fork when some of its changes are settled: without their words, and with every other id as it was. */
import * as Y from 'yjs'
import { encodeUpdate } from './fork-bytes.ts'
import { partOf } from './fork-content.ts'
import { Ids } from './fork-ids.ts'

export interface Settled {
  /** Items of lists: their places stay, for those that were written beside them. */
  readonly listed: Ids
  /** Others: nothing is left of them but their numbers. */
  readonly inner: Ids
  /** What is not deleted any more. */
  readonly revived: Ids
}

export const restOf = (update: Uint8Array, { listed, inner, revived }: Settled): Uint8Array => {
  const { structs, ds } = Y.decodeUpdate(update)
  const left = structs.flatMap((struct) => {
    if (!(struct instanceof Y.Item)) return [struct]
    const { client, clock } = struct.id
    const cuts = new Set([clock, clock + struct.length])
    for (const ids of [listed, inner])
      for (const [from, length] of ids.within(client, clock, struct.length)) cuts.add(from).add(from + length)
    const places = [...cuts].toSorted((a, b) => a - b)
    return places.slice(1).map((to, i) => {
      const id = Y.createID(client, places[i]!)
      if (inner.has(id)) return new Y.GC(id, to - id.clock)
      return part(struct, id.clock - clock, to - clock, listed.has(id))
    })
  })
  return encodeUpdate(left, Ids.of(ds.clients).without(revived).without(listed).without(inner))
}

/** Cut as Yjs cuts items. */
const part = (item: Y.Item, from: number, to: number, gone: boolean): Y.Item => {
  const { client, clock } = item.id
  const origin = from === 0 ? item.origin : Y.createID(client, clock + from - 1)
  const content = gone ? new Y.ContentDeleted(to - from) : partOf(item.content, from, to)
  const { rightOrigin, parent, parentSub } = item
  return new Y.Item(Y.createID(client, clock + from), null, origin, null, rightOrigin, parent, parentSub, content)
}
