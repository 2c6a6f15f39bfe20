/** What the guard takes for an update, and what Yjs takes behind it: `npx tsx test/bench/doc-guard.ts [rounds]`. */
import * as Y from 'yjs'
import { DocView } from '../../server/rooms/doc/guard/doc-view.ts'
import { inspect } from '../../server/rooms/doc/guard/inspect.ts'
import { seededRandom } from '../../shared/random.ts'

const ROUNDS = Number(process.argv[2] ?? 200_000)
const SIZE = 20_000

interface Case {
  readonly name: string
  /** Made by an editor at a document of some size. */
  readonly make: (doc: Y.Doc) => void
}

/** A text of many hands' pieces, and a page of paragraphs. */
const written = (): Y.Doc => {
  const doc = new Y.Doc()
  doc.clientID = 1
  const random = seededRandom('bench')
  const text = doc.getText('text')
  for (let i = 0; i < SIZE; i++) text.insert(Math.floor(random() * (text.length + 1)), 'word ')
  const page = doc.getXmlFragment('page')
  for (let i = 0; i < SIZE / 10; i++) {
    const paragraph = new Y.XmlElement('paragraph')
    page.insert(page.length, [paragraph])
    paragraph.insert(0, [new Y.XmlText('Some words in a paragraph.')])
  }
  return doc
}

const CASES: readonly Case[] = [
  { name: 'a letter in a text', make: (doc) => doc.getText('text').insert(40_000, 'x') },
  {
    name: 'a letter in a paragraph',
    make: (doc) => ((doc.getXmlFragment('page').get(900) as Y.XmlElement).get(0) as Y.XmlText).insert(5, 'x'),
  },
  { name: 'a backspace', make: (doc) => doc.getText('text').delete(40_000, 1) },
  { name: 'a word in bold', make: (doc) => doc.getText('text').format(40_000, 4, { bold: true }) },
  {
    name: 'a new paragraph',
    make: (doc) => {
      const paragraph = new Y.XmlElement('paragraph')
      paragraph.insert(0, [new Y.XmlText('')])
      doc.getXmlFragment('page').insert(900, [paragraph])
    },
  },
]

const measure = (name: string, update: Uint8Array, view: DocView, rounds: number): void => {
  let accepted = 0
  const once = (): void => {
    if (inspect(update, view).verdict === 'accept') accepted++
  }
  for (let i = 0; i < rounds / 10; i++) once()
  const heap = process.memoryUsage().heapUsed
  const startMs = performance.now()
  for (let i = 0; i < rounds; i++) once()
  const us = ((performance.now() - startMs) * 1_000) / rounds
  const grown = Math.max(0, process.memoryUsage().heapUsed - heap)
  process.stdout.write(
    `${name.padEnd(26)} ${String(update.length).padStart(8)} B  ${us.toFixed(2).padStart(10)} µs  heap +${(grown / 2 ** 20).toFixed(1)} MiB  ${accepted > 0 ? 'accept' : 'nothing'}\n`,
  )
}

const doc = written()
const view = new DocView(doc, new Map([[1, 'ann']])).by('ann')
for (const { name, make } of CASES) {
  const editor = new Y.Doc()
  Y.applyUpdate(editor, Y.encodeStateAsUpdate(doc))
  editor.clientID = 2
  const before = Y.encodeStateVector(editor)
  let update: Uint8Array = new Uint8Array(0)
  editor.on('update', (given: Uint8Array) => (update = given))
  make(editor)
  measure(name, update, view, ROUNDS)
  if (Y.encodeStateVector(editor).length < before.length) throw new Error('the editor lost something')
}
const whole = Y.encodeStateAsUpdate(doc)
measure('the whole, known', whole, view, Math.ceil(ROUNDS / 20_000))
const empty = new DocView(new Y.Doc(), new Map()).by('ann')
measure('the whole, new', whole, empty, Math.ceil(ROUNDS / 20_000))
const startMs = performance.now()
Y.applyUpdate(new Y.Doc(), whole)
process.stdout.write(`(Yjs takes ${(performance.now() - startMs).toFixed(0)} ms to apply the whole)\n`)
