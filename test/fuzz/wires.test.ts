/** Foreign clients that send anything: each is closed or lives, by a code that it understands, and nobody else feels it. */
import { afterAll, beforeAll, expect, it } from 'vitest'
import * as Y from 'yjs'
import { seededRandom } from '../../shared/random.ts'
import { tokenOf } from '../support/raw-session.ts'
import { agree, saved, WireTable } from '../support/wire-clients.ts'
import { WireSocket } from '../support/wire-socket.ts'

const SOCKETS = Number(process.env['TUTTI_WIRE_FUZZ'] ?? 150)
const CODES = new Set([1008, 1009, 1013, 4401, 4403, 4404])

let table: WireTable
beforeAll(async () => {
  table = await WireTable.open({ TUTTI_CONNECTIONS_PER_ADDRESS: '1000000' })
})
afterAll(() => table.close())

const bytesOf = (...parts: readonly (number | string | Uint8Array)[]): Uint8Array =>
  Buffer.concat(parts.map((part) => (typeof part === 'number' ? Buffer.from([part]) : Buffer.from(part as string))))

const text = (value: string): Uint8Array => {
  const { length } = Buffer.from(value)
  return length < 128 ? bytesOf(length, value) : bytesOf((length & 127) | 128, length >> 7, value)
}

const messages = (): Uint8Array[] => {
  const ydoc = new Y.Doc()
  ydoc.getText('junk').insert(0, 'hello')
  const update = Y.encodeStateAsUpdate(ydoc)
  const vector = Y.encodeStateVector(ydoc)
  return [
    bytesOf(0, 0, vector.length, vector),
    bytesOf(0, 1, update.length, update),
    bytesOf(0, 2, update.length, update),
    bytesOf(1, 9, 1, 5, 1, 5, '{"a"}'),
    bytesOf(3),
    bytesOf(5, text('stateless')),
    bytesOf(7),
    bytesOf(9),
  ]
}

const mutated = (message: Uint8Array, random: () => number): Uint8Array => {
  const below = (n: number): number => Math.floor(random() * n)
  let bytes: Uint8Array = message.slice()
  for (let n = below(4); n > 0; n--) {
    const at = below(bytes.length)
    const how = random()
    if (how < 0.4) bytes[at] = below(256)
    else if (how < 0.6) bytes = bytes.slice(0, at)
    else if (how < 0.8)
      bytes = bytesOf(
        bytes.slice(0, at),
        Uint8Array.from({ length: below(20) }, () => below(256)),
        bytes.slice(at),
      )
    else bytes[at] = 255
    if (bytes.length === 0) return bytes
  }
  return bytes
}

it.each(['yjs', 'hocuspocus'])(
  'garbage on the wire %s costs its sender the line, and nobody else anything',
  async (wire) => {
    const random = seededRandom(`garbage ${wire}`)
    const below = (n: number): number => Math.floor(random() * n)
    const bystander = await table.hocus('garbage', 'ada')
    await bystander.synced()
    const witness = await table.yjs('garbage', 'bob')
    await Promise.all([bystander.synced(), witness.synced()])
    const token = await tokenOf('mallory')
    const opened: WireSocket[] = []
    for (let i = 0; i < SOCKETS; i++) {
      const good = random() < 0.7
      const query = wire === 'yjs' && good ? `/garbage?token=${token}` : wire === 'yjs' ? '/garbage?token=x' : ''
      const socket = await WireSocket.open(`${table.ws}/${wire}${query}`)
      opened.push(socket)
      const name = text('garbage')
      if (wire === 'hocuspocus' && good) socket.send(name, 2, 0, text(token), text('4.7.0'))
      for (let n = 1 + below(6); n > 0; n--) {
        const message = messages()[below(8)]!
        socket.send(mutated(wire === 'yjs' ? message : bytesOf(name, message), random))
      }
      if (i % 10 === 0) bystander.text.insert(0, 'x')
    }
    await saved(bystander)
    await agree([witness.ydoc, bystander.ydoc], () => witness.text.toJSON() === bystander.text.toJSON())
    // Each has been answered by now, or will be when its last word is read: a turn there and back.
    const codes = opened.map(({ code }) => code).filter((code) => code !== undefined)
    expect(codes.length).toBeGreaterThan(SOCKETS / 10)
    for (const code of codes) expect(CODES).toContain(code)
    for (const socket of opened) socket.close()
  },
)
