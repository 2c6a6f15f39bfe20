/** A recorded text, written again. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { TraceWriter, readTrace } from './doc-trace.ts'
import { ROOT } from './doc-typing.ts'

const folder = mkdtempSync(join(tmpdir(), 'tutti-trace-'))
afterAll(() => rmSync(folder, { recursive: true }))

const file = (content: string): string => {
  const path = join(folder, 'trace.json.gz')
  writeFileSync(path, gzipSync(content))
  return path
}

describe('a recorded text', () => {
  it('is written again in as many updates as it takes, and comes out as it was', () => {
    const txns = [
      { patches: [[0, 0, 'helo']] },
      { patches: [[3, 0, 'l']] },
      {
        patches: [
          [0, 1, 'J'],
          [5, 0, '!'],
        ],
      },
    ]
    const trace = readTrace(file(JSON.stringify({ startContent: '', endContent: 'Jello!', txns })))
    const writer = new TraceWriter(trace.patches)
    const read = new Y.Doc()
    const texts: string[] = []
    while (!writer.over) {
      Y.applyUpdate(read, writer.next(3)!)
      texts.push(read.getText(ROOT).toJSON())
      expect(Y.getState(read.store, writer.client)).toBe(writer.clock)
    }
    expect(texts).toEqual(['Jello', trace.endContent])
    expect(writer.content).toBe(trace.endContent)
    expect(writer.next(3)).toBeUndefined()
  })

  it('that is none is said so', () => {
    expect(() => readTrace(file('{}'))).toThrow('--trace')
    expect(() => readTrace(join(folder, 'nothing.json'))).toThrow('--trace')
  })
})
