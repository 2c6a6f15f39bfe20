/** What a room says on foreign wires is written once for each framing, however many hear it. */
import { describe, expect, it } from 'vitest'
import { Doc, encodeStateAsUpdate } from 'yjs'
import { writeEvents, writeFleeting } from '../../shared/room-codec.ts'
import { Writer } from '../../shared/writer.ts'
import type { Transport } from '../ports.ts'
import { createMeters } from '../ops/meters.ts'
import { WireFeeds } from './feed.ts'
import type { Address } from './feed.ts'
import { addressed, STATELESS } from './hocus-codec.ts'
import { NO_VECTOR } from './room-state.ts'

const EVENTS = ['edited', 'info', 'aware', 'said']
const Y: Address = { wire: 'yjs', prefix: new Uint8Array(0), stateless: undefined }
const hocus = (name: string): Address => ({ wire: 'hocuspocus', prefix: addressed(name), stateless: STATELESS })

const open = () => {
  const published: { topic: string; bytes: Uint8Array }[] = []
  const transport = {
    publish: (topic: string, bytes: Uint8Array) => published.push({ topic, bytes: bytes.slice() }),
  } as unknown as Transport
  const meter = createMeters().wires
  const feeds = new WireFeeds(transport, { query: () => Promise.reject(new Error('nobody asks')) }, meter)
  feeds.outlet(7)
  const feed = feeds.at(7)!
  const said = (...events: [op: number, body: unknown][]): Uint8Array => {
    const flat = new Writer()
    for (const [op, body] of events) flat.uint(op).value(body)
    const frame = new Writer()
    writeEvents(frame, 7, 1, events.length, flat.copy())
    return frame.copy()
  }
  return { feed, meter, published, said }
}

describe('the feed of a room', () => {
  it('reads and writes nothing where nobody is on a foreign wire', () => {
    const { feed, published } = open()
    // What is no frame at all would throw where it was read.
    feed.publish('ordered', new Uint8Array([0xc1]), 9)
    expect(published).toEqual([])
    expect(feed.headSeq).toBe(9)
  })

  it('writes an edit once for all who share an address', () => {
    const { feed, meter, published, said } = open()
    for (let i = 0; i < 100; i++) {
      feed.enter(EVENTS, new Uint8Array([0]))
      feed.listen(i < 50 ? Y : hocus('notes'), 'ordered')
    }
    feed.enter(EVENTS, new Uint8Array([0]))
    feed.listen(hocus('notes\0one'), 'ordered')
    feed.publish('ordered', said([1, { title: 'x' }], [0, new Uint8Array([5, 6])]), 2)
    expect(published.map(({ bytes }) => [...bytes])).toEqual([
      [0, 2, 2, 5, 6],
      [5, 110, 111, 116, 101, 115, 0, 2, 2, 5, 6],
      [9, 110, 111, 116, 101, 115, 0, 111, 110, 101, 0, 2, 2, 5, 6],
    ])
    expect(new Set(published.map(({ topic }) => topic)).size).toBe(3)
    expect(meter.encodes).toEqual({ yjs: 1, hocuspocus: 2 })
    expect(meter.messagesOut).toEqual({ yjs: 50, hocuspocus: 51 })
  })

  it('says to each framing what it has a word for, and to nobody who is not on the stream', () => {
    const { feed, published } = open()
    feed.enter(EVENTS, new Uint8Array([0]))
    feed.enter(EVENTS, new Uint8Array([0]))
    feed.listen(Y, 'ordered')
    feed.listen(Y, 'fleeting')
    feed.listen(hocus('n'), 'fleeting')
    const flat = new Writer()
      .uint(3)
      .value('hello')
      .uint(2)
      .value(new Uint8Array([0]))
      .copy()
    const frame = new Writer()
    writeFleeting(frame, 7, 2, flat)
    feed.publish('fleeting', frame.copy(), 0)
    expect(published.map(({ bytes }) => [...bytes])).toEqual([
      [1, 110, 5, 5, 104, 101, 108, 108, 111],
      [1, 1, 0],
      [1, 110, 1, 1, 0],
    ])
    published.length = 0
    feed.quit(Y, 'fleeting')
    feed.quit(hocus('n'), 'fleeting')
    feed.publish('fleeting', frame.copy(), 0)
    expect(published).toEqual([])
  })

  it('[Y3] shares what JOINED carried with those who come in at the same moment, and with nobody later', () => {
    const { feed } = open()
    const update = (words: string): Uint8Array => {
      const doc = new Doc()
      doc.getText('code').insert(0, words)
      return encodeStateAsUpdate(doc)
    }
    const tail = [update('a'), update('b')]
    const first = feed.opening(1, 0, null, tail)
    // Each JOINED is read anew.
    expect(
      feed.opening(
        1,
        0,
        null,
        tail.map((one) => one.slice()),
      ),
    ).toBe(first)
    // Of sixty-four updates the room has made one: there are two again.
    const later = feed.opening(66, 0, null, [update('many'), update('c')])
    expect(Buffer.from(later.behind!.answer(NO_VECTOR)).includes('many')).toBe(true)
  })
})
