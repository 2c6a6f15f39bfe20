import { describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { readRuns } from './doc-runs.ts'
import { ROOT, Typing } from './doc-typing.ts'
import { DocWatch } from './doc-watch.ts'
import { LatencyCounts } from './latency-counts.ts'

const runsOf = (update: Uint8Array) => {
  const runs: number[][] = []
  const known = readRuns(update, (...run) => runs.push(run))
  return { runs, known }
}

describe('typing by hand', () => {
  it('is what Yjs takes for typing', () => {
    const doc = new Y.Doc()
    const typing = new Typing(0x4000_0001, 10)
    for (let i = 0; i < 40; i++) Y.applyUpdate(doc, typing.next())
    const text = doc.getText(ROOT).toJSON()
    expect(text).toHaveLength(400)
    expect(text.startsWith('the quick brown fox jumps over')).toBe(true)
    expect(doc.store.pendingStructs).toBeNull()
  })

  it('takes about thirty bytes an update', () => {
    const typing = new Typing(0x4000_0001, 10)
    typing.next()
    expect(typing.next().length).toBeGreaterThan(25)
    expect(typing.next().length).toBeLessThan(35)
  })

  it('is read back from what Yjs makes of many of them in one transaction', () => {
    const doc = new Y.Doc()
    const [ann, ben] = [new Typing(0x4000_0001, 4), new Typing(0x4000_0002, 4)]
    for (const typing of [ann, ben]) Y.applyUpdate(doc, typing.next())
    let made: Uint8Array | undefined
    doc.on('update', (update: Uint8Array) => (made = update))
    doc.transact(() => {
      for (const typing of [ann, ben, ann, ann]) Y.applyUpdate(doc, typing.next())
    })
    expect(runsOf(made!)).toEqual({
      known: true,
      runs: [
        [0x4000_0002, 4, 4],
        [0x4000_0001, 4, 12],
      ],
    })
  })

  it('is told from anything else', () => {
    const doc = new Y.Doc()
    doc.getMap('map').set('a', 1)
    expect(runsOf(Y.encodeStateAsUpdate(doc)).known).toBe(false)
    expect(runsOf(new Typing(7, 4).next().subarray(0, 6)).known).toBe(false)
  })
})

describe('the watch over a document', () => {
  const watched = () => {
    const latency = new LatencyCounts()
    const typings = [new Typing(0x4000_0001, 4), new Typing(0x4000_0002, 4), new Typing(0x4000_0003, 4)]
    return { latency, watch: new DocWatch(typings, latency) }
  }

  it('counts an update for each other editor, and knows when all have all', () => {
    const { latency, watch } = watched()
    const update = watch.type(0)
    expect(watch.complete).toBe(false)
    for (const receiver of [0, 1, 2]) watch.heard(receiver, update, performance.now() + 5)
    expect(watch).toMatchObject({ deliveries: 2, messages: 3, lost: 0, duplicated: 0, strange: 0, complete: true })
    expect(latency.total).toBe(2)
  })

  it('counts each update of one that was merged, and what came twice or not at all', () => {
    const { watch } = watched()
    const [first, second] = [watch.type(0), watch.type(0)]
    watch.heard(1, Y.mergeUpdates([first, second]), performance.now())
    expect(watch.deliveries).toBe(2)
    watch.heard(1, second, performance.now())
    watch.heard(2, second, performance.now())
    expect(watch).toMatchObject({ deliveries: 3, lost: 1, duplicated: 1 })
  })
})
