/** Documents that are too large for JOINED: over HTTP, again after a failure, and over the socket where HTTP leads nowhere. */
import { afterEach, describe, expect, it, vi } from 'vitest'
import * as Y from 'yjs'
import { settled } from '../fake-host.ts'
import { openPage, written } from './fake-desk.ts'
import type { FakeRoom } from './fake-room.ts'

afterEach(() => vi.unstubAllGlobals())

/** Answers what is fetched, one after the other. */
const fetched = (...answers: (() => Response)[]) => {
  const asked: { readonly url: string; readonly headers: unknown }[] = []
  vi.stubGlobal('fetch', (url: string, init: { headers: unknown }) => {
    asked.push({ url, headers: init.headers })
    const answer = answers.shift()
    return answer === undefined ? Promise.reject(new TypeError('no line')) : Promise.resolve(answer())
  })
  return asked
}
const bytes = (update: Uint8Array, at: number): Response =>
  new Response(update.slice(), { headers: { 'content-type': 'application/octet-stream', 'x-doc-at': `${at}` } })

const LONG = 'x'.repeat(100_000)
const large = (room: FakeRoom): void => room.take(written(LONG))

describe('a large document', () => {
  it('is fetched as the user of the socket, with what happened meanwhile on top', async () => {
    let whole: Uint8Array = new Uint8Array()
    const asked = fetched(() => bytes(whole, 1))
    const { room, doc, text } = await openPage({
      prepare: (room) => {
        large(room)
        whole = Y.encodeStateAsUpdate(room.ydoc)
        room.more = { at: 1 }
      },
    })
    room.edit((theirs) => theirs.insert(0, '>'))
    await room.settle()
    await vi.waitUntil(() => doc.synced)
    await room.settle()
    expect(asked).toEqual([
      {
        url: 'http://host/v1/doc/plan/snapshot?atLeast=1',
        headers: { authorization: 'Bearer t', accept: 'application/octet-stream' },
      },
    ])
    expect([text(), doc.saved, room.sent('edit').length]).toEqual([`>${LONG}`, true, 0])
  })

  it('is asked for again where it is too old, or does not come, and after a cut', async () => {
    const whole: Uint8Array[] = []
    const answers = [() => bytes(written('too old'), 0)]
    const asked = fetched(...answers, () => new Response('busy', { status: 503 }))
    const { room, doc, text, back, write } = await openPage({
      prepare: (room) => {
        large(room)
        whole.push(Y.encodeStateAsUpdate(room.ydoc))
      },
    })
    write('mine')
    const tries = async (count: number): Promise<void> => {
      for (let i = 0; i < 1_000 && asked.length < count; i++) {
        await room.settle(50)
        await new Promise((resolve) => setImmediate(resolve))
      }
    }
    await tries(3)
    expect([doc.synced, doc.saved, text()]).toEqual([false, false, 'mine'])
    room.cut()
    room.edit((theirs) => theirs.insert(0, '>'))
    fetched(() => bytes(whole[0]!, 1))
    // Nothing was missed but what was never there.
    await back()
    await vi.waitUntil(() => doc.synced)
    await room.settle()
    expect([text().length, room.text.length, doc.saved]).toEqual([LONG.length + 5, LONG.length + 5, true])
    await settled()
  })

  it('is asked for over the socket where something else answers', async () => {
    fetched(() => new Response('<html>', { headers: { 'content-type': 'text/html' } }))
    const { room, doc, text } = await openPage({
      prepare: (room) => {
        large(room)
        room.pages['snapshot'] = { at: 1, update: Y.encodeStateAsUpdate(room.ydoc) }
      },
    })
    await vi.waitUntil(() => {
      void room.settle(10)
      return doc.synced
    })
    expect([text() === LONG, room.queries]).toEqual([true, ['snapshot']])
  })

  it('that may not be had ends it', async () => {
    const refused = JSON.stringify({ error: { code: 'forbidden' } })
    fetched(() => new Response(refused, { status: 403 }))
    const { room, doc } = await openPage({
      prepare: (room) => {
        large(room)
        room.refuseQueries = 'forbidden'
      },
    })
    await vi.waitUntil(() => {
      void room.settle(10)
      return doc.error !== undefined
    })
    await expect(doc.ready).rejects.toMatchObject({ code: 'forbidden' })
    expect(doc.status).toBe('disconnected')
  })
})
