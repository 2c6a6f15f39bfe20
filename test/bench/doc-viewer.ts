/**
 * What a reader of a large document costs its room with frames that it may not, or need not, send: 10,000 of them a
 * second, which no socket is let send. `npx tsx test/bench/doc-viewer.ts [MiB] [frames]`
 */
import * as Y from 'yjs'
import { TuttiError } from '../../shared/errors.ts'
import { DocScene } from '../support/doc-scene.ts'

const MIB = Number(process.argv[2] ?? 10)
const FRAMES = Number(process.argv[3] ?? 20_000)
const PER_SECOND = 10_000
/** Edits at places of their own: a document of many structs. */
const WORD = 'some words of a large document; '

const { table, ada } = await DocScene.of('viewer')
const whole = new Y.Doc()
whole.clientID = ada.ydoc.clientID
const text = whole.getText('code')
const edits: Uint8Array[] = []
whole.on('update', (update: Uint8Array) => edits.push(update))
for (let mib = 0; mib < MIB; mib++)
  whole.transact(() => {
    // In the middle, so that no two become one struct.
    for (let bytes = 0; bytes < 2 ** 20; bytes += WORD.length + 12) text.insert(Math.floor(text.length / 2), WORD)
  })
whole.transact(() => text.delete(100, 1_000))
const state = Y.encodeStateAsUpdate(whole)
for (const update of edits) {
  for (let at = 0, of = Math.ceil(update.length / 48_000); at < of; at++)
    await table.do(ada.member, 'part', {
      id: edits.indexOf(update),
      index: at,
      of,
      update: update.slice(at * 48_000, (at + 1) * 48_000),
    })
}
console.log(`a document of ${(state.length / 2 ** 20).toFixed(1)} MiB`)

const viewer = await table.sit('reader')
const copy = new Y.Doc()
Y.applyUpdate(copy, state)
const made = (make: (own: Y.Text) => void): Uint8Array => {
  const before = Y.encodeStateVector(copy)
  make(copy.getText('code'))
  return Y.encodeStateAsUpdate(copy, before)
}
const small = (change: (own: Y.Doc) => void): Uint8Array => {
  const own = new Y.Doc()
  own.getText('code').insert(0, 'x')
  change(own)
  return Y.encodeStateAsUpdate(own)
}
/** The last of Ada's structs, again. */
const known = Y.diffUpdate(
  state,
  Y.encodeStateVector(new Map([[whole.clientID, Y.getState(whole.store, whole.clientID) - 5]])),
)
const deletes = Y.diffUpdate(edits.at(-1)!, Y.encodeStateVector(whole))
const forgedDeletion = ((): Uint8Array => {
  const own = new Y.Doc()
  Y.applyUpdate(own, state)
  let said = new Uint8Array()
  own.on('update', (update: Uint8Array) => (said = new Uint8Array(update)))
  own.getText('code').delete(5_000, 3)
  return said
})()
const CASES: readonly (readonly [string, Uint8Array])[] = [
  ['what is known', known],
  ['deletes that are done', deletes],
  ['a forged letter', made((own) => own.insert(5, 'x'))],
  ['a forged deletion', forgedDeletion],
  ['what is no update', new Uint8Array([1, 2, 3, 4, 5])],
  ['a text of another document', small(() => undefined)],
]
for (const [name, update] of CASES) {
  if (update.length > 48_000) continue
  let refused = 0
  const once = (): void => {
    try {
      table.begin(viewer.member, 'edit', update)
    } catch (thrown) {
      if (!(thrown instanceof TuttiError)) throw thrown
      refused++
    }
  }
  for (let i = 0; i < FRAMES / 10; i++) once()
  refused = 0
  const { user, system } = process.cpuUsage()
  for (let i = 0; i < FRAMES; i++) once()
  const spent = process.cpuUsage()
  const us = (spent.user - user + spent.system - system) / FRAMES
  console.log(
    `${name.padEnd(28)} ${String(update.length).padStart(6)} B  ${us.toFixed(2).padStart(8)} µs  ` +
      `${((us * PER_SECOND) / 1e4).toFixed(1).padStart(5)} % of a core at ${PER_SECOND} a second  ${refused > 0 ? 'refused' : 'nothing'}`,
  )
}
