/** People on all wires at once write one document, lose their lines at random, and end with the same text. */
import { afterEach, describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { applyUpdate, encodeStateAsUpdate, encodeStateVector, YDoc } from 'ywasm'
import * as Y from 'yjs'
import { openDoc } from '../client-sdk/src/doc.ts'
import type { DocProvider } from '../client-sdk/src/doc.ts'
import { connect } from '../client-sdk/src/index.ts'
import type { SocketLike } from '../client-sdk/src/index.ts'
import type * as kinds from '../server/rooms/registry.ts'
import { seededRandom } from '../shared/random.ts'
import { RawDocMember } from './support/raw-doc-member.ts'
import { tokenOf } from './support/raw-session.ts'
import { agree, saved, textOf, WireTable } from './support/wire-clients.ts'

/** More by the environment: each round is one edit of one client. */
const ROUNDS = Number(process.env['TUTTI_WIRE_ROUNDS'] ?? 300)
const SEEDS = Number(process.env['TUTTI_WIRE_SEEDS'] ?? 2)
const LETTERS = 'abc déf☎\n'

interface Writer {
  readonly ydoc: Y.Doc
  readonly text: Y.Text
  /** The line goes dead, and comes back by itself or by back(). */
  cut(): void
  back?(): Promise<void>
}

interface SdkWriter extends Writer {
  readonly provider: DocProvider
  close(): void
}

/** The SDK's own provider, which finds its way back by itself. */
const sdkWriter = async (url: string, room: string, user: string): Promise<SdkWriter> => {
  let line: { terminate(): void } | undefined
  const client = connect<typeof kinds>(url, {
    token: await tokenOf(user),
    // At random, but soon: a test has no twenty seconds to spare.
    random: () => Math.random() / 10,
    socket: (address, protocol) => {
      const socket = new WebSocket(address, protocol)
      line = socket
      return socket as unknown as SocketLike
    },
  })
  const provider = openDoc(client, room)
  await provider.ready
  return {
    provider,
    ydoc: provider.doc,
    text: textOf(provider.doc),
    cut: () => line?.terminate(),
    close: () => {
      provider.close()
      client.close()
    },
  }
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

const clocks = (vector: Uint8Array): [number, number][] => [...Y.decodeStateVector(vector)].sort(([a], [b]) => a - b)

describe('twelve people on four wires, two of them by the SDK', () => {
  let table: WireTable
  let sdk: readonly SdkWriter[] = []
  afterEach(() => {
    for (const one of sdk) one.close()
    table.close()
  })

  it.each(Array.from({ length: SEEDS }, (_, seed) => `seed ${seed}`))(
    'agree in the end, with each other and with another implementation that heard every broadcast: %s',
    async (seed) => {
      table = await WireTable.open()
      const random = seededRandom(seed)
      const below = (n: number): number => Math.floor(random() * n)
      const { port } = table.host
      const first = await table.yjs('notes', 'first')
      await first.synced()
      const observer = await RawDocMember.open(port, 'observer', 'notes')
      const native = await Promise.all(['nan', 'nat'].map((user) => RawDocMember.open(port, user, 'notes')))
      const hocus = await Promise.all(['hal', 'hob', 'hue'].map((user) => table.hocus('notes', user)))
      const yjs = await Promise.all([
        ...['yan', 'yen'].map((user) => table.yjs('notes', user)),
        ...['zoe', 'zac'].map((user) => table.yjs('notes', user, 31)),
      ])
      sdk = await Promise.all(['sam', 'sol'].map((user) => sdkWriter(table.host.url, 'notes', user)))
      await Promise.all([...hocus, ...yjs].map((one) => one.synced()))
      const writers: Writer[] = [
        first,
        ...hocus,
        ...yjs,
        ...sdk,
        ...native.map((member) => ({
          ydoc: member.ydoc,
          text: member.text,
          cut: () => member.cut(),
          back: () => member.connect(),
        })),
      ]
      expect(writers.length).toBe(12)

      for (let round = 0; round < ROUNDS; round++) {
        const writer = writers[below(writers.length)]!
        const { text } = writer
        if (text.length > 0 && random() < 0.35) {
          const at = below(text.length)
          text.delete(at, Math.min(text.length - at, 1 + below(5)))
        } else text.insert(below(text.length + 1), LETTERS[below(LETTERS.length)]!.repeat(1 + below(3)))
        if (random() < 0.03) {
          writer.cut()
          if (writer.back !== undefined) {
            if (random() < 0.5) text.insert(0, 'offline ')
            await writer.back()
          }
        }
        if (random() < 0.5) await turn()
      }

      const all = [observer, ...writers]
      const agreed = (): boolean => {
        const vector = clocks(Y.encodeStateVector(observer.ydoc)).join()
        return all.every(
          ({ text, ydoc }) =>
            text.toJSON() === observer.text.toJSON() && clocks(Y.encodeStateVector(ydoc)).join() === vector,
        )
      }
      await agree(
        all.map(({ ydoc }) => ydoc),
        agreed,
      )
      await Promise.all([...hocus.map(saved), ...sdk.map(({ provider }) => provider.whenSaved())])
      expect(sdk.map(({ provider }) => [provider.saved, provider.refused])).toEqual(sdk.map(() => [true, 0]))
      expect([observer, ...native].flatMap(({ refusals }) => refusals)).toEqual([])
      for (const { ydoc } of all) expect(ydoc.store.pendingStructs ?? ydoc.store.pendingDs).toBeNull()

      const other = new YDoc({})
      for (const broadcast of observer.broadcasts) applyUpdate(other, broadcast, undefined)
      const theirs = other.getText('code')
      expect(theirs.toString(undefined)).toBe(observer.text.toJSON())
      expect(clocks(encodeStateVector(other))).toEqual(clocks(Y.encodeStateVector(observer.ydoc)))

      // And what it writes itself is read by all.
      const before = encodeStateVector(other)
      theirs.insert(0, 'from elsewhere ', undefined, undefined)
      const update = encodeStateAsUpdate(other, before)
      Y.applyUpdate(native[0]!.ydoc, update)
      await agree(
        all.map(({ ydoc }) => ydoc),
        () => all.every(({ text }) => text.toJSON().startsWith('from elsewhere ')),
      )
      other.free()
    },
    60_000,
  )
})
