/** People on all wires at once write one document, lose their lines at random, and end with the same text. */
import { afterEach, describe, expect, it } from 'vitest'
import { applyUpdate, encodeStateAsUpdate, encodeStateVector, YDoc } from 'ywasm'
import * as Y from 'yjs'
import { seededRandom } from '../shared/random.ts'
import { RawDocMember } from './support/raw-doc-member.ts'
import { agree, saved, WireTable } from './support/wire-clients.ts'

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

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

const clocks = (vector: Uint8Array): [number, number][] => [...Y.decodeStateVector(vector)].sort(([a], [b]) => a - b)

describe('ten people on four wires', () => {
  let table: WireTable
  afterEach(() => table.close())

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
      await Promise.all([...hocus, ...yjs].map((one) => one.synced()))
      const writers: Writer[] = [
        first,
        ...hocus,
        ...yjs,
        ...native.map((member) => ({
          ydoc: member.ydoc,
          text: member.text,
          cut: () => member.cut(),
          back: () => member.connect(),
        })),
      ]
      expect(writers.length).toBe(10)

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
      await Promise.all(hocus.map(saved))
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
