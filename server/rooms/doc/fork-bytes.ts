/** Writes Yjs updates struct by struct. */
import { toUint8Array, writeVarUint } from 'lib0/encoding'
import * as Y from 'yjs'
import type { Ids } from './fork-ids.ts'

/** `structs`: of each client in one row, without gaps but for Skips. */
export const encodeUpdate = (structs: readonly Y.AbstractStruct[], deletes: Ids): Uint8Array => {
  const encoder = new Y.UpdateEncoderV1()
  const rest = encoder.restEncoder
  const byClient = new Map<number, Y.AbstractStruct[]>()
  for (const struct of structs) {
    const known = byClient.get(struct.id.client)
    if (known === undefined) byClient.set(struct.id.client, [struct])
    else known.push(struct)
  }
  writeVarUint(rest, byClient.size)
  for (const [client, list] of [...byClient].toSorted(([a], [b]) => b - a)) {
    writeVarUint(rest, list.length)
    encoder.writeClient(client)
    writeVarUint(rest, list[0]!.id.clock)
    for (const struct of list) struct.write(encoder, 0, 0)
  }
  const ranges = deletes.ranges()
  writeVarUint(rest, ranges.length)
  for (const [client, list] of ranges) {
    writeVarUint(rest, client)
    writeVarUint(rest, list.length)
    for (const [clock, length] of list) {
      writeVarUint(rest, clock)
      writeVarUint(rest, length)
    }
  }
  return toUint8Array(rest)
}
