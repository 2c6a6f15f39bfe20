/** What I may do, and what becomes of edits that I may not make. */
import { describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { settled } from '../fake-host.ts'
import { FakeCopies } from './fake-copies.ts'
import { openPage, written } from './fake-desk.ts'

const hello = { prepare: (room: { take(update: Uint8Array): void }) => room.take(written('hello')) }

describe('a reader', () => {
  it('sends no edit, and is told that it has some', async () => {
    const { room, doc, write } = await openPage({
      prepare: (room) => {
        room.role = 'commenter'
        room.take(written('hello'))
      },
    })
    expect([doc.role, doc.writable, doc.saved]).toEqual(['commenter', false, true])
    write('!')
    await room.settle()
    expect([room.sent('edit').length, doc.saved, doc.refused, doc.refusal?.code]).toEqual([0, false, 1, 'forbidden'])
  })

  it('whose Yjs tidies up behind what others do has edited nothing', async () => {
    const { room, doc } = await openPage({ prepare: (room) => (room.role = 'viewer') })
    const own: unknown[] = []
    doc.doc.getText('code')
    doc.doc.on('update', (_: Uint8Array, origin: unknown) => own.push(origin))
    const [one, other] = [new Y.Doc(), new Y.Doc()]
    one.getText('code').insert(0, 'bold words')
    Y.applyUpdate(other, Y.encodeStateAsUpdate(one))
    // Both do the same at once: one of the two formats means nothing.
    for (const peer of [one, other]) peer.getText('code').format(0, 4, { bold: true })
    for (const peer of [one, other]) room.take(Y.encodeStateAsUpdate(peer))
    await room.settle()
    expect(own).toContain(null)
    expect([doc.refused, doc.saved]).toEqual([0, true])
  })
})

describe('whoever is made a reader in mid-keystroke', () => {
  it('has what came before the cut saved, and the rest refused; made an editor again, it is all saved', async () => {
    const { room, doc, write, clock } = await openPage(hello)
    room.silent = true
    write(' a')
    await room.settle(50)
    write(' b')
    await room.settle(50)
    expect(room.sent('edit')).toHaveLength(2)
    write(' c')
    room.answer()
    let told = 0
    doc.on('role', () => told++)
    room.becomes('viewer')
    write(' d')
    room.silent = false
    await room.settle()
    expect([room.text, doc.role, doc.refused, doc.waiting, told]).toEqual(['hello a', 'viewer', 3, 0, 1])
    expect(room.sent('edit')).toHaveLength(2)
    clock.advance(1_000)
    room.becomes('editor')
    await room.settle()
    expect([room.text, doc.refused, doc.saved]).toEqual(['hello a b c d', 0, true])
  })

  it('may discard it: the document is the host’s again, in another Y.Doc', async () => {
    const copies = new FakeCopies()
    const { room, doc, write, text } = await openPage({ ...hello, copies })
    doc.awareness.setLocalStateField('user', { name: 'Ada' })
    room.becomes('viewer')
    write(', unsaved')
    await room.settle()
    const before = doc.doc
    const replaced: unknown[] = []
    doc.on('replaced', (what) => replaced.push(what))
    const discarding = doc.discard()
    await room.settle()
    expect(await discarding).toBe(doc.doc)
    expect(doc.doc).not.toBe(before)
    expect(replaced).toEqual([{ why: 'discarded', before, doc: doc.doc }])
    expect([text(), doc.saved, doc.refused, doc.status]).toEqual(['hello', true, 0, 'connected'])
    expect(doc.awareness.getLocalState()).toEqual({ user: { name: 'Ada' } })
    expect(before.getText('code').toJSON()).toBe('hello, unsaved')
    // The next page finds none of it.
    expect([...copies.content.keys()]).toEqual(['plan/b1/u1/1'])
    // Another provider does not follow what is shown no longer.
    before.getText('code').insert(0, 'x')
    await settled()
    expect(text()).toBe('hello')
  })

  it('may keep a copy: a document of its own with all of it', async () => {
    const { room, doc, write, host } = await openPage(hello)
    room.becomes('viewer')
    write(', mine')
    await room.settle()
    const keeping = doc.keepCopy('Mine')
    await settled()
    // The same room stands in for the new one.
    const join = host.last.messages.flat().find((frame) => 'room' in frame && frame.room !== 'plan')
    expect(join).toMatchObject({ kind: 'doc', options: { create: true } })
    room.info = null
    room.ydoc = new Y.Doc()
    await room.settle(1_000)
    const copy = await keeping
    expect([copy.info?.owner, copy.saved, room.text]).toEqual(['u1', true, 'hello, mine'])
    expect(room.sent('create')).toEqual([{ title: 'Mine' }])
    copy.close()
  })
})

describe('a word', () => {
  it('goes to everybody who is here, and comes from them', async () => {
    const { room, doc } = await openPage(hello)
    const heard: string[] = []
    doc.on('said', (text) => heard.push(text))
    doc.say('look here')
    room.says('where?')
    room.listen()
    expect([room.sent('say'), heard]).toEqual([['look here'], ['where?']])
  })
})

describe('the end of a membership', () => {
  it('is told, with its reason', async () => {
    const { room, doc } = await openPage(hello)
    const gone: string[] = []
    doc.on('gone', (code) => gone.push(code))
    room.evict('kicked')
    await room.settle()
    expect([gone, doc.status, doc.error?.code, doc.synced]).toEqual([['kicked'], 'disconnected', 'kicked', false])
    await expect(doc.command('rename', { title: 'x' })).rejects.toMatchObject({ code: 'not_joined' })
  })

  it('comes with the end of the client', async () => {
    const { room, doc, client } = await openPage(hello)
    client.close()
    await settled()
    expect([doc.status, doc.error?.code]).toEqual(['disconnected', 'unavailable'])
    await room.settle()
  })
})
