/** Large updates in pieces: each can be put in when those before it are, and all of them make the same document. */
import { describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { seededRandom } from '../../../shared/random.ts'
import { handOf, seen, write } from '../../../test/support/doc-writers.ts'
import { inPieces } from './pieces.ts'

/** Puts them in one after the other; nothing may ever wait for what comes later. */
const builtOf = (pieces: readonly Uint8Array[], base?: Uint8Array): Y.Doc => {
  const ydoc = new Y.Doc()
  if (base !== undefined) Y.applyUpdate(ydoc, base)
  for (const piece of pieces) {
    Y.applyUpdate(ydoc, piece)
    expect(ydoc.store.pendingStructs).toBeNull()
    expect(ydoc.store.pendingDs).toBeNull()
  }
  return ydoc
}

describe('an update', () => {
  it('that is small stays as it is', () => {
    const update = Y.encodeStateAsUpdate(new Y.Doc())
    expect(inPieces(update, 100)).toEqual([update])
  })

  it('of one long text is cut within the text, and between no two halves of a letter', () => {
    const ydoc = new Y.Doc()
    ydoc.getText('code').insert(0, 'long 🦩 '.repeat(3_000))
    const pieces = inPieces(Y.encodeStateAsUpdate(ydoc), 5_000)
    expect(pieces.length).toBeGreaterThan(4)
    expect(Math.max(...pieces.map(({ length }) => length))).toBeLessThanOrEqual(5_000)
    expect(builtOf(pieces).getText('code').toJSON()).toBe(ydoc.getText('code').toJSON())
  })

  it.each(Array.from({ length: 20 }, (_, i) => `pieces ${i}`))('of several hands comes in order: %s', (seed) => {
    const random = seededRandom(seed)
    const docs = [0, 1, 2].map(() => new Y.Doc())
    docs.forEach((ydoc) => (ydoc.clientID = 1 + Math.floor(random() * 1e9)))
    const rounds = (count: number): void => {
      for (let i = 0; i < count; i++) {
        const ydoc = docs[Math.floor(random() * docs.length)]!
        const update = write(ydoc, random, handOf('abcdef'))
        if (update !== undefined && random() < 0.7) for (const other of docs) Y.applyUpdate(other, update)
      }
      const all = Y.mergeUpdates(docs.map((ydoc) => Y.encodeStateAsUpdate(ydoc)))
      for (const other of docs) Y.applyUpdate(other, all)
    }
    rounds(20)
    const base = Y.encodeStateAsUpdate(docs[0]!)
    const vector = Y.encodeStateVector(docs[0]!)
    rounds(60)
    const [ydoc] = docs as [Y.Doc]
    const update = Y.encodeStateAsUpdate(ydoc, vector)
    const pieces = inPieces(update, 800)
    expect(pieces.length).toBeGreaterThan(1)
    const built = builtOf(pieces, base)
    expect(seen(built)).toEqual(seen(ydoc))
    expect(Y.encodeStateVector(built)).toEqual(Y.encodeStateVector(ydoc))
  })
})
