/** A large document, as the updates that wrote it: lines that each begin within the last one, so that none merges with another. */
import * as Y from 'yjs'
import { seededRandom } from '../shared/random.ts'
import { ROOT } from './doc-typing.ts'

const LINE_CHARS = 80
/** Below what fits into one command. */
const CHUNK_LINES = 350

/** As that client wrote it, until all of them together hold about so many bytes. */
export function* largeDocument(bytes: number, client: number): Generator<Uint8Array, void> {
  const random = seededRandom(`large ${client}`)
  const doc = new Y.Doc()
  doc.clientID = client
  const text = doc.getText(ROOT)
  let lines = 0
  let made = new Uint8Array()
  doc.on('update', (update: Uint8Array) => {
    made = update.slice()
  })
  for (let total = 0; total < bytes; total += made.length) {
    doc.transact(() => {
      for (let i = 0; i < CHUNK_LINES; i++) text.insert(lines++, lineOf(random))
    })
    yield made
  }
}

/** Words that nobody has packed before. */
const lineOf = (random: () => number): string => {
  let line = ''
  while (line.length < LINE_CHARS - 1) {
    line += `${random()
      .toString(36)
      .slice(2, 4 + Math.floor(random() * 7))} `
  }
  return `${line.slice(0, LINE_CHARS - 1)}\n`
}
