/** Whatever Yjs makes is let in once and in order, and makes the same document for everybody, in two implementations. */
import { describe, expect, it } from 'vitest'
import * as ywasm from 'ywasm'
import * as Y from 'yjs'
import { seededRandom } from '../../../../shared/random.ts'
import { Authors } from '../../../../test/support/doc-authors.ts'
import type { Made } from '../../../../test/support/doc-authors.ts'
import { contentOf, GuardedDoc } from '../../../../test/support/guarded-doc.ts'
import { DocView } from './doc-view.ts'
import { inspect } from './inspect.ts'

const ROUNDS = Number(process.env['DOC_GUARD_ROUNDS'] ?? 30)
const STEPS = 150

const clocksOf = (update: Uint8Array): number => Y.decodeUpdate(update).structs.length

/** What one author made after another thing of its own cannot come first. */
const expectGap = (room: GuardedDoc, missing: Made | undefined, made: Made): void => {
  if (missing?.author !== made.author) return
  if (clocksOf(missing.update) === 0 || clocksOf(made.update) === 0) return
  expect(room.inspect(made).verdict).toBe('gap')
}

const take = (room: GuardedDoc, authors: Authors, all: readonly Made[]): void => {
  all.forEach((made, i) => {
    const next = all[i + 1]
    if (next !== undefined) expectGap(room, made, next)
    const verdict = room.take(made)
    // Two may delete the same: the second deletes nothing.
    if (verdict.verdict === 'nothing') expect(clocksOf(made.update)).toBe(0)
    else expect(verdict).toMatchObject({ verdict: 'accept' })
    expect(room.inspect(made)).toEqual({ verdict: 'nothing' })
    if (verdict.verdict === 'accept') authors.publish(verdict.update)
  })
}

const play = (seed: string): { room: GuardedDoc; authors: Authors } => {
  const random = seededRandom(seed)
  const authors = new Authors(random, 1 + Math.floor(random() * 10))
  const room = new GuardedDoc()
  room.doc.on('update', (update: Uint8Array, origin: unknown) => {
    if (origin !== 'inbound') authors.publish(update)
  })
  for (let i = 0; i < STEPS; i++) take(room, authors, authors.step())
  for (let tidied = authors.catchUp(); tidied.length > 0; tidied = authors.catchUp()) take(room, authors, tidied)
  return { room, authors }
}

const seeds = Array.from({ length: ROUNDS }, (_, i) => `guard ${i}`)

describe.each(seeds)('of the document "%s"', (seed) => {
  const { room, authors } = play(seed)
  const content = contentOf(room.doc)

  it('everybody has the same', () => {
    for (const doc of authors.docs) expect(contentOf(doc)).toEqual(content)
  })

  it('the accepted updates alone make the same', () => {
    const oracle = new Y.Doc()
    for (const row of room.rows) Y.applyUpdate(oracle, row)
    expect(contentOf(oracle)).toEqual(content)
  })

  it('another implementation makes the same of them', () => {
    // Where it collects, ywasm 0.18 ends a delete at the first collected struct.
    const oracle = new ywasm.YDoc({ gc: false })
    const text = oracle.getText('text')
    for (const row of room.rows) ywasm.applyUpdate(oracle, row, undefined)
    expect(Y.decodeStateVector(ywasm.encodeStateVector(oracle))).toEqual(
      Y.decodeStateVector(Y.encodeStateVector(room.doc)),
    )
    expect(text.toString(undefined)).toBe(room.doc.getText('text').toJSON())
    oracle.free()
  })

  it('the whole is let in by an empty one, once, and by itself not at all', () => {
    const whole = Y.encodeStateAsUpdate(room.doc)
    const other = new GuardedDoc()
    expect(other.take({ author: 'importer', update: whole }).verdict).toBe('accept')
    expect(contentOf(other.doc)).toEqual(content)
    expect(other.take({ author: 'viewer', update: whole })).toEqual({ verdict: 'nothing' })
    expect(room.take({ author: 'viewer', update: whole })).toEqual({ verdict: 'nothing' })
  })

  it('its first half and then its whole make the same', () => {
    const other = new GuardedDoc()
    room.rows.slice(0, room.rows.length / 2).forEach((update) => other.take({ author: 'importer', update }))
    const verdict = other.take({ author: 'importer', update: Y.encodeStateAsUpdate(room.doc) })
    expect(verdict.verdict).toBe('accept')
    expect(contentOf(other.doc)).toEqual(content)
  })

  it('updates of one tick are judged before any is applied', () => {
    const doc = new Y.Doc()
    const view = new DocView(doc, new Map()).by('importer')
    const batch: Uint8Array[] = []
    for (const row of room.rows) {
      const verdict = inspect(row, view)
      if (verdict.verdict !== 'accept') throw new Error(`not accepted: ${JSON.stringify(verdict)}`)
      view.took(verdict)
      batch.push(verdict.update)
    }
    doc.transact(() => batch.forEach((update) => Y.applyUpdate(doc, update)))
    view.applied()
    expect(doc.store.pendingStructs).toBeNull()
    expect(doc.store.pendingDs).toBeNull()
    // Which superfluous formats Yjs tidies up depends on what came together.
    expect(doc.getText('text').toJSON()).toEqual(room.doc.getText('text').toJSON())
    Y.applyUpdate(doc, Y.encodeStateAsUpdate(room.doc))
    Y.applyUpdate(room.doc, Y.encodeStateAsUpdate(doc))
    expect(contentOf(doc)).toEqual(contentOf(room.doc))
  })
})
