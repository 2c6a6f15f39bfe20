/** An update without what is known already: what is left hangs on what the document has, not on what the sender says it had. */
import { diffUpdate } from 'yjs'
import { createEncoder, toUint8Array, writeUint8Array, writeVarUint } from 'lib0/encoding'
import { Cursor } from './cursor.ts'
import type { Outline } from './outline.ts'
import { Ranges } from './ranges.ts'
import type { GuardView } from './verdict.ts'

/** The update has been read to its end and found sound. */
export const trim = (update: Uint8Array, found: Outline, view: GuardView): Uint8Array => {
  const vector = createEncoder()
  writeVarUint(vector, found.sections.length)
  for (const section of found.sections) {
    writeVarUint(vector, section.client)
    writeVarUint(vector, section.known)
  }
  const structs = new Uint8Array(found.deletesAt + 1)
  structs.set(update.subarray(0, found.deletesAt))
  // The structs, and a last byte for no deletes.
  const left = diffUpdate(structs, toUint8Array(vector))
  const out = createEncoder()
  writeUint8Array(out, left.subarray(0, left.length - 1))
  writeUint8Array(out, freshDeletes(update, found, view))
  return toUint8Array(out)
}

/** The deletes that are not done yet. */
const freshDeletes = (update: Uint8Array, found: Outline, view: GuardView): Uint8Array => {
  const cursor = new Cursor(update)
  cursor.at = found.deletesAt
  const fresh: [client: number, ranges: number[]][] = []
  for (let clients = cursor.uint(); clients > 0; clients--) {
    const client = cursor.uint()
    const known = view.clock(client)
    const ranges: number[] = []
    for (let count = cursor.uint(); count > 0; count--) {
      const clock = cursor.uint()
      const length = cursor.uint()
      if (clock + length > known || !view.deleted(client, clock, length)) ranges.push(clock, length)
    }
    if (ranges.length > 0) fresh.push([client, ranges])
  }
  const out = createEncoder()
  writeVarUint(out, fresh.length)
  for (const [client, ranges] of fresh) {
    writeVarUint(out, client)
    writeVarUint(out, ranges.length / 2)
    for (const number of ranges) writeVarUint(out, number)
  }
  return toUint8Array(out)
}

/** Whether the update itself deletes all of these: client, clock and end of each. */
export const deletesAll = (update: Uint8Array, found: Outline, runs: readonly number[]): boolean => {
  const gone = new Map<number, Ranges>()
  const cursor = new Cursor(update)
  cursor.at = found.deletesAt
  for (let clients = cursor.uint(); clients > 0; clients--) {
    const client = cursor.uint()
    const ranges = gone.get(client) ?? new Ranges()
    gone.set(client, ranges)
    for (let count = cursor.uint(); count > 0; count--) {
      const clock = cursor.uint()
      ranges.add(clock, clock + cursor.uint())
    }
  }
  for (let i = 0; i < runs.length; i += 3) {
    const [client, clock, end] = runs.slice(i, i + 3) as [number, number, number]
    if ((gone.get(client)?.endOf(clock) ?? 0) < end) return false
  }
  return true
}
