/** Edits on their way to the host: what is saved, what waits, what is refused. */
import { describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { DOC } from '../../../shared/doc/rules.ts'
import { settled } from '../fake-host.ts'
import { openPage, written } from './fake-desk.ts'

describe('an edit', () => {
  it('is sent without a nonce, and saved when it is answered, not when it is seen', async () => {
    const { room, doc, write, clock } = await openPage()
    let told = 0
    doc.on('saved', () => told++)
    expect([doc.saved, doc.waiting]).toEqual([true, 0])
    room.silent = true
    write('a')
    expect([doc.saved, doc.waiting]).toEqual([false, 1])
    await settled()
    expect(told).toBe(1)
    room.listen()
    expect(room.got.filter(({ name }) => name === 'edit')).toMatchObject([{ nonce: false }])
    room.take(room.sent('edit')[0] as Uint8Array)
    room.deliver()
    clock.advance(1_000)
    expect(doc.saved).toBe(false)
    room.answer()
    await settled()
    expect([doc.saved, doc.waiting, told]).toEqual([true, 0, 2])
  })

  it('on its way when the document is closed is never called saved, nor is what is written after that', async () => {
    const { room, doc, write } = await openPage()
    room.silent = true
    write('a')
    await room.settle()
    const waited = expect(doc.whenSaved()).rejects.toMatchObject({ code: 'not_joined' })
    doc.close()
    await settled()
    await waited
    expect([doc.saved, doc.waiting]).toEqual([false, 1])
    await expect(doc.whenSaved()).rejects.toMatchObject({ code: 'not_joined' })
  })

  it('travels with those of the same turn, and of the same 30 ms', async () => {
    const { room, doc, write, text } = await openPage()
    for (const letter of 'hello') write(letter)
    expect(doc.waiting).toBe(5)
    await settled()
    room.listen()
    expect(room.sent('edit')).toHaveLength(1)
    for (const letter of ' you') {
      write(letter)
      await settled()
    }
    room.listen()
    expect(room.sent('edit')).toHaveLength(1)
    await room.settle()
    expect(room.sent('edit')).toHaveLength(2)
    expect([room.text, text(), doc.saved]).toEqual(['hello you', 'hello you', true])
  })

  it('is sent again after a cut, and waits while there is no connection', async () => {
    const { room, doc, write, back } = await openPage()
    room.silent = true
    write('a')
    await room.settle()
    room.cut()
    for (const letter of 'bcd') write(letter)
    expect([doc.status, doc.synced, doc.waiting]).toEqual(['connecting', false, 4])
    room.silent = false
    await back()
    await room.settle()
    expect([room.text, doc.saved, doc.status, doc.synced]).toEqual(['abcd', true, 'connected', true])
    expect(room.sent('edit')).toHaveLength(3)
  })

  it('leaves again with its followers after a refusal that passes', async () => {
    const { room, doc, write } = await openPage()
    room.refusals.push('rate_limited', 'bad_body')
    room.silent = true
    write('a')
    await room.settle(50)
    write('b')
    await room.settle(50)
    expect(room.sent('edit')).toHaveLength(2)
    room.silent = false
    await room.settle(400)
    expect(room.sent('edit')).toHaveLength(3)
    expect([room.text, doc.saved, doc.refused]).toEqual(['ab', true, 0])
  })

  it('leaves again at once where the host keeps its followers waiting for it', async () => {
    const { room, doc, write } = await openPage()
    room.refusals.push('rate_limited')
    room.silent = true
    write('a')
    await room.settle(50)
    write('b')
    await room.settle(50)
    room.answer()
    const [parked] = room.asked.splice(0, 1)
    room.silent = false
    await room.settle(300)
    expect([room.text, doc.waiting]).toEqual(['a', 1])
    room.asked.push(parked!)
    await room.settle(50)
    expect([room.text, doc.saved]).toEqual(['ab', true])
  })

  it('that the host will not have is refused, and saved stays false', async () => {
    const { room, doc, write } = await openPage()
    room.refusals.push('bad_body')
    write('a')
    await room.settle()
    expect([doc.saved, doc.waiting, doc.refused, doc.refusal?.code]).toEqual([false, 0, 1, 'bad_body'])
    await expect(doc.whenSaved()).rejects.toMatchObject({ code: 'bad_body' })
  })

  it('survives some mistakes of the host', async () => {
    const { room, doc, write } = await openPage()
    room.refusals.push('internal', 'internal', 'internal')
    write('a')
    await room.settle(5_000)
    expect([room.text, doc.saved]).toEqual(['a', true])
  })

  it('that builds on what the host has lost brings that along', async () => {
    const { room, doc, write } = await openPage({ prepare: (room) => room.take(written('hello')) })
    write(' you')
    await room.settle()
    room.ydoc = new Y.Doc()
    room.take(written('hello'))
    room.refusals.push('conflict')
    write('!')
    await room.settle(2_000)
    expect([room.joins, doc.saved, doc.refused]).toEqual([2, true, 0])
    expect(room.text).toContain(' you!')
  })

  it('larger than a command travels in parts, from the beginning after a cut', async () => {
    const { room, doc, write, back } = await openPage()
    const long = 'x'.repeat(DOC.editMax * 2 + 100)
    room.silent = true
    write(long)
    await room.settle()
    room.silent = false
    room.answer()
    await settled()
    room.listen()
    expect(room.sent('part')).toMatchObject([{ index: 0, of: 3 }, { index: 1 }])
    room.cut()
    write('!')
    await back()
    await room.settle()
    expect(room.text).toBe(`${long}!`)
    expect(doc.saved).toBe(true)
    const ids = new Set(room.sent('part').map((part) => (part as { id: number }).id))
    expect(ids.size).toBe(2)
  })

  it('that is more than the host takes at once travels in pieces, and is saved with the last of them', async () => {
    const { room, doc, write } = await openPage()
    const long = 'All work. '.repeat(500_000)
    const saved: boolean[] = []
    doc.on('saved', () => saved.push(doc.saved))
    write(long)
    for (let times = 0; times < 50 && !doc.saved; times++) await room.settle(100)
    const parts = room.sent('part') as { readonly id: number; readonly index: number; readonly of: number }[]
    const pieces = new Map(parts.map(({ id, of }) => [id, of]))
    expect(pieces.size).toBeGreaterThan(2)
    expect(Math.max(...pieces.values()) * DOC.editMax).toBeLessThan(DOC.partsBytesMax)
    expect(room.text === long).toBe(true)
    expect([doc.saved, doc.waiting, saved.indexOf(true) === saved.length - 1]).toEqual([true, 0, true])
  })

  it('of a thousand at once is a handful of commands', async () => {
    const { room, doc, write, back } = await openPage()
    room.cut()
    for (let i = 0; i < 1_000; i++) write(`${i} `)
    expect(doc.waiting).toBe(1_000)
    await back()
    await room.settle()
    expect(room.sent('edit').length).toBeLessThan(3)
    expect([room.text.length, doc.saved]).toEqual([3_890, true])
  })
})

describe('a seat', () => {
  it('that is new brings the document, and nothing goes up', async () => {
    const { room, doc, text } = await openPage({ prepare: (room) => room.take(written('hello')) })
    await doc.ready
    expect([text(), doc.saved, doc.synced, room.sent('edit').length]).toEqual(['hello', true, true, 0])
  })

  it('that is recovered gets what was missed, and sends what waits', async () => {
    const { room, write, back, text } = await openPage({ prepare: (room) => room.take(written('hello')) })
    room.cut()
    room.edit((theirs) => theirs.insert(0, '> '))
    write('!')
    await back()
    await room.settle()
    expect([text(), room.text, room.sent('edit').length]).toEqual(['> hello!', '> hello!', 1])
  })

  it('that is not recovered brings the document again, and sends what waits and no more', async () => {
    const { room, doc, write, back, text } = await openPage({ prepare: (room) => room.take(written('hello')) })
    const synced: boolean[] = []
    doc.on('sync', (is) => synced.push(is))
    room.cut()
    room.edit((theirs) => theirs.insert(0, '> '))
    write('!')
    room.forgets()
    await back()
    await room.settle()
    expect([text(), room.text, synced]).toEqual(['> hello!', '> hello!', [false, true]])
    expect((room.sent('edit')[0] as Uint8Array).length).toBeLessThan(30)
    room.cut()
    room.forgets()
    await back()
    await room.settle()
    expect(room.sent('edit')).toHaveLength(1)
  })

  it('of a host that has lost what it had gets it back', async () => {
    const { room, doc, write, back } = await openPage()
    write('hello')
    await room.settle()
    room.cut()
    const { info } = room
    room.bear('b1')
    room.info = info
    await back()
    await room.settle()
    expect([room.text, doc.saved]).toEqual(['hello', true])
  })
})

describe('a document that is not there', () => {
  it('is made, and what was written meanwhile is its content', async () => {
    const { room, doc, write, arrive } = await openPage({
      create: { title: 'New' },
      away: true,
      prepare: (room) => (room.info = null),
    })
    write('early')
    expect([doc.role, doc.writable, doc.status]).toEqual(['viewer', false, 'connecting'])
    await arrive()
    await room.settle()
    await doc.ready
    expect([room.text, doc.role, doc.writable, doc.saved, doc.info?.owner]).toEqual([
      'early',
      'owner',
      true,
      true,
      'u1',
    ])
    expect(room.sent('create')).toEqual([{ title: 'New' }])
  })

  it('can be written as soon as it is there, though the role is told before', async () => {
    const { room, doc, arrive } = await openPage({ create: {}, away: true, prepare: (room) => (room.info = null) })
    room.role = 'viewer'
    room.silent = true
    const writable: boolean[] = []
    doc.on('role', () => writable.push(doc.writable))
    await arrive()
    room.answer()
    await room.settle(50)
    room.becomes('owner')
    await room.settle(50)
    room.answer()
    await room.settle(50)
    expect(writable.at(-1)).toBe(true)
  })

  it('rejects where nobody makes it', async () => {
    const { doc } = await openPage({ prepare: (room) => (room.info = null) })
    await expect(doc.ready).rejects.toMatchObject({ code: 'unknown_room' })
    expect([doc.info, doc.status, doc.error?.code]).toEqual([null, 'disconnected', 'unknown_room'])
  })
})

describe('close()', () => {
  it('ends every timer and listener, and leaves the room', async () => {
    const { room, doc, write, clock, client } = await openPage()
    write('a')
    doc.awareness.setLocalStateField('cursor', 1)
    await room.settle()
    write('b')
    doc.awareness.setLocalStateField('cursor', 2)
    doc.close()
    await settled()
    room.listen()
    client.close()
    await settled()
    expect(clock.pending).toBe(0)
    expect(doc.doc._observers.get('update')?.size ?? 0).toBe(0)
    expect(doc.status).toBe('disconnected')
  })
})
