/** Who comes back to a large document on a foreign wire is sent what it lacks, and not all of it again. */
import { afterAll, beforeAll, expect, it } from 'vitest'
import * as Y from 'yjs'
import type { DocState } from '../shared/doc/types.ts'
import { doc } from '../server/rooms/doc/kind.ts'
import { seededRandom } from '../shared/random.ts'
import { step1 } from '../server/wires/codec.ts'
import { createShiftedClock } from './support/shifted-clock.ts'
import { tokenOf } from './support/raw-session.ts'
import { agree, WireTable } from './support/wire-clients.ts'
import { WireSocket } from './support/wire-socket.ts'

const BYTES = 600_000

const clock = createShiftedClock()
let table: WireTable
beforeAll(async () => {
  table = await WireTable.open({}, clock, { doc })
})
afterAll(() => table.close())

it('[X5] a client that comes back is sent what it lacks of a large document, and a stranger all', async () => {
  const writer = await table.yjs('large', 'writer')
  const reader = await table.yjs('large', 'reader')
  await Promise.all([writer.synced(), reader.synced()])
  const random = seededRandom('large')
  const word = (): string => random().toString(36).slice(2)
  for (let left = BYTES; left > 0; left -= 40_000)
    writer.text.insert(writer.text.length, Array.from({ length: 4_000 }, word).join(' ').slice(0, 40_000))
  await agree([reader.ydoc], () => reader.text.length === writer.text.length)
  // What is large lies in the snapshot, and little behind it.
  clock.advance(60_000)
  for (let behind = Infinity; behind > BYTES / 4;) {
    writer.text.insert(0, '.')
    const { seat, raw } = await table.native('large', 'looker')
    behind = (seat.state as DocState).tail.reduce((sum, { length }) => sum + length, 0)
    raw.close()
  }
  await agree([reader.ydoc], () => reader.text.length === writer.text.length)
  const vector = Y.encodeStateVector(reader.ydoc)
  reader.close()
  writer.text.insert(0, 'meanwhile ')
  writer.text.delete(20, 5)

  const asks = async (has: Uint8Array): Promise<Uint8Array> => {
    const socket = await WireSocket.open(`${table.ws}/yjs/large?token=${await tokenOf('reader')}`)
    socket.send(step1(has))
    // What came behind the state goes before it.
    await socket.hears(0, 1)
    socket.close()
    const copy = new Y.Doc()
    if (has === vector) Y.applyUpdate(copy, Y.encodeStateAsUpdate(reader.ydoc))
    let bytes = 0
    for (const message of socket.messages) {
      if (message[0] !== 0 || message[1] === 0) continue
      bytes += message.length
      Y.applyUpdate(copy, bodyOf(message))
    }
    expect(copy.getText('code').toJSON()).toBe(writer.text.toJSON())
    return new Uint8Array(bytes)
  }
  const [some, all] = [await asks(vector), await asks(new Uint8Array([0]))]
  expect(all.length).toBeGreaterThan(BYTES)
  expect(some.length).toBeLessThan(BYTES / 4)
})

/** What follows the type and a length. */
const bodyOf = (message: Uint8Array): Uint8Array => {
  let at = 2
  while (message[at]! >= 128) at++
  return message.subarray(at + 1)
}
