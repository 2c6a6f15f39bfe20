/** What an open document takes in memory, cold and hot. `npx tsx test/bench/doc-memory.ts [documents] [letters]` */
import * as Y from 'yjs'
import type { DocContract } from '../../shared/doc/contract.ts'
import { DocDesk, DocShelves } from '../../server/rooms/doc/desk.ts'
import type { DocContext } from '../../server/rooms/doc/desk.ts'
import { HotShelf } from '../../server/rooms/doc/hot-shelf.ts'
import type { Stored } from '../../server/rooms/doc/stored.ts'
import { heldBytes } from '../support/heap.ts'
import { TestRoom } from '../support/room-context.ts'

const DOCUMENTS = Number(process.argv[2] ?? 500)
const LETTERS = Number(process.argv[3] ?? 20_000)

/** Written as people write: a few words here, a few there, some taken back. */
const written = (): Y.Doc => {
  const ydoc = new Y.Doc()
  const text = ydoc.getText('code')
  let place = 0
  while (text.length < LETTERS) {
    place = Math.random() < 0.1 ? Math.floor(Math.random() * text.length) : Math.min(place, text.length)
    if (Math.random() < 0.1 && place > 3) text.delete((place -= 3), 3)
    else {
      text.insert(place, 'letter ')
      place += 7
    }
  }
  return ydoc
}

const one = written()
const data = Y.encodeStateAsUpdate(one)
const vector = Y.encodeStateVector(one)
const info = { title: 'Notes', owner: 'ada', public: null, born: 'b', createdAt: 0, trashedAt: null }
const shelves = new DocShelves(new HotShelf(Infinity))

const before = heldBytes()
const desks: DocDesk[] = []
for (let i = 0; i < DOCUMENTS; i++) {
  const snapshot = { n: 1, vector: vector.slice(), data: data.slice() }
  const stored = { info, ownerName: 'Ada', snapshot, tail: [], authors: new Map(), clients: new Map() }
  const room = new TestRoom<DocContract>(`notes-${i}`, 60)
  desks.push(new DocDesk(room.ctx as unknown as DocContext, stored as unknown as Stored, shelves))
}
const cold = heldBytes()
for (const desk of desks) desk.present()
const hot = heldBytes()
for (const desk of desks) desk.log.cool()
const cooled = heldBytes()

const kib = (bytes: number): string => `${(bytes / 1024 / DOCUMENTS).toFixed(1)} KiB`
console.log(
  `${DOCUMENTS} documents of ${(data.length / 1024).toFixed(0)} KiB: ${kib(cold - before)} each while nobody writes, ` +
    `${kib(hot - cold)} more with a Y.Doc (${((hot - cold) / DOCUMENTS / data.length).toFixed(1)} times its update), ` +
    `${kib(cooled - before)} after it went`,
)
