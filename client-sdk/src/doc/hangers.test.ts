/** Suggestions, versions, access and the desk, as the host is asked for them. */
import { describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import type { Suggester, Version } from '../../../shared/doc/types.ts'
import { Desk, newRoom } from './desk.ts'
import { openPage, written } from './fake-desk.ts'
import type { FakeRoom } from './fake-room.ts'

const codeOf = (doc: Y.Doc): string => doc.getText('code').toJSON()
/** The document with these words in front, as an update on top of it. */
const proposal = (base: Y.Doc, words: string): Uint8Array => {
  const doc = new Y.Doc()
  Y.applyUpdate(doc, Y.encodeStateAsUpdate(base))
  doc.getText('code').insert(0, words)
  return Y.encodeStateAsUpdate(doc, Y.encodeStateVector(base))
}

const suggested = async (role: FakeRoom['role'] = 'suggester') => {
  const page = await openPage({
    prepare: (room) => {
      room.take(written('hello'))
      room.role = role
      room.pages['suggestions'] = { forks: [], changes: [] }
    },
  })
  const open = async (opening: Promise<{ readonly doc: Y.Doc }>): Promise<void> => {
    await page.room.settle(50)
    await opening
  }
  return { ...page, open }
}

describe('my suggestions', () => {
  it('are written in a fork, which follows the document, and are sent as such', async () => {
    const { room, doc, open, text } = await suggested()
    const opening = doc.suggestions.mine()
    await open(opening)
    const fork = await opening
    fork.doc.getText('code').insert(5, ' there')
    expect([fork.saved, fork.waiting]).toEqual([false, 1])
    room.edit((theirs) => theirs.insert(0, '> '))
    await room.settle()
    expect([codeOf(fork.doc), text(), room.text, fork.saved]).toEqual(['> hello there', '> hello', '> hello', true])
    expect([room.sent('suggest').length, room.sent('edit').length, doc.saved]).toEqual([1, 0, true])
  })

  it('stay where they were accepted, and go where they were rejected', async () => {
    const { room, doc, open } = await suggested()
    const opening = doc.suggestions.mine()
    await open(opening)
    const fork = await opening
    let replaced = 0
    fork.on('replaced', () => replaced++)
    fork.doc.getText('code').insert(5, '!')
    await room.settle()
    room.tell('suggested', { user: 'u1', name: 'Ada', update: null })
    room.take(room.sent('suggest')[0] as Uint8Array)
    await room.settle()
    expect([codeOf(fork.doc), codeOf(doc.doc), replaced]).toEqual(['hello!', 'hello!', 0])
    fork.doc.getText('code').insert(6, '?')
    await room.settle()
    room.tell('suggested', { user: 'u1', name: 'Ada', update: null })
    await room.settle()
    expect([codeOf(fork.doc), replaced]).toEqual(['hello!', 1])
    fork.doc.getText('code').insert(6, ' Yes')
    await room.settle()
    expect([fork.saved, room.sent('suggest').length]).toEqual([true, 3])
    fork.close()
  })

  it('go on from what is left when some of them are settled, with what has not been sent yet', async () => {
    const { room, doc, open } = await suggested()
    const opening = doc.suggestions.mine()
    await open(opening)
    const fork = await opening
    let replaced = 0
    fork.on('replaced', () => replaced++)
    fork.doc.getText('code').insert(5, '!')
    await room.settle()
    const rest = room.sent('suggest')[0] as Uint8Array
    fork.doc.getText('code').insert(0, 'Oh, ')
    room.tell('suggested', { user: 'u1', name: 'Ada', update: rest, whole: true })
    await room.settle()
    expect([codeOf(fork.doc), replaced, fork.saved]).toEqual(['Oh, hello!', 1, true])
    expect(room.sent('suggest').length).toBeGreaterThan(1)
  })

  it('that were on their way when all the others were accepted stay, and follow', async () => {
    const { room, doc, open } = await suggested()
    const opening = doc.suggestions.mine()
    await open(opening)
    const fork = await opening
    let replaced = 0
    fork.on('replaced', () => replaced++)
    fork.doc.getText('code').insert(5, '!')
    await room.settle()
    const [first] = room.sent('suggest') as Uint8Array[]
    fork.doc.getText('code').insert(6, '?')
    const second = Y.encodeStateAsUpdate(fork.doc, Y.encodeStateVectorFromUpdate(first!))
    room.tell('suggested', { user: 'u1', name: 'Ada', update: null })
    room.tell('suggested', { user: 'u1', name: 'Ada', update: second })
    room.take(first!)
    await room.settle()
    expect([codeOf(fork.doc), replaced, room.sent('suggest').length]).toEqual(['hello!?', 0, 2])
  })

  it('are nothing for a commenter', async () => {
    const { doc } = await suggested('commenter')
    await expect(doc.suggestions.mine()).rejects.toMatchObject({ code: 'forbidden' })
  })
})

describe('suggestions of others', () => {
  it('are listed, followed, and decided on', async () => {
    const { room, doc, open } = await suggested('editor')
    const bob: Suggester & { update: Uint8Array } = {
      user: 'bob',
      name: 'Bob',
      at: 1,
      update: proposal(room.ydoc, 'Oh, '),
    }
    room.pages['suggestions'] = { forks: [bob], changes: [{ id: 's1' }] }
    const opening = doc.suggestions.of('bob')
    await open(opening)
    const fork = await opening
    expect([codeOf(fork.doc), codeOf(doc.doc)]).toEqual(['Oh, hello', 'hello'])
    const more = new Y.Doc()
    Y.applyUpdate(more, Y.encodeStateAsUpdate(fork.doc))
    room.tell('suggested', { user: 'bob', name: 'Bob', update: proposal(more, 'Ah! ') })
    await room.settle()
    expect([codeOf(fork.doc), doc.suggestions.people.map(({ user }) => user)]).toEqual(['Ah! Oh, hello', ['bob']])
    const listing = doc.suggestions.list('bob')
    await Promise.all([doc.suggestions.accept('bob', ['s1']), doc.suggestions.reject('bob'), room.settle()])
    expect(await listing).toEqual([{ id: 's1' }])
    expect([room.sent('accept'), room.sent('reject')]).toEqual([[{ user: 'bob', ids: ['s1'] }], [{ user: 'bob' }]])
    room.tell('suggested', { user: 'bob', name: 'Bob', update: null })
    await room.settle()
    expect([codeOf(fork.doc), doc.suggestions.people]).toEqual(['hello', []])
  })
})

describe('versions', () => {
  const version = (n: number, name = ''): Version => ({
    id: `v${n}`,
    n,
    name,
    by: 'bob',
    byName: 'Bob',
    at: n,
    type: name === '' ? 'automatic' : 'named',
  })

  it('are listed from the newest on, follow events, and are read in a Y.Doc of their own', async () => {
    const { room, doc } = await openPage()
    room.pages['versions'] = { versions: [version(5), version(3)], next: 'v3' }
    let told = 0
    doc.on('versions', () => told++)
    expect([doc.versions.list, doc.versions.loaded]).toEqual([[], false])
    await room.settle()
    expect([doc.versions.list.map(({ n }) => n), doc.versions.more, told]).toEqual([[5, 3], true, 1])
    room.tell('version', version(9, 'Final'))
    room.tell('version', version(5, 'Draft'))
    room.pages['versions'] = { versions: [version(1)], next: null }
    await Promise.all([doc.versions.loadMore(), room.settle()])
    expect(doc.versions.list.map(({ n, name }) => [n, name])).toEqual([
      [9, 'Final'],
      [5, 'Draft'],
      [3, ''],
      [1, ''],
    ])
    expect(doc.versions.more).toBe(false)
    room.pages['state'] = { n: 3, update: written('then') }
    const reading = doc.versions.at(3)
    await room.settle()
    expect(codeOf(await reading)).toBe('then')
  })
})

describe('the desk', () => {
  it('asks beside the documents, and acts in the one that is open', async () => {
    const { room, doc, client } = await openPage()
    const desk = new Desk(client)
    room.pages['documents'] = { rows: [{ room: 'plan' }], next: null }
    room.pages['search'] = { rows: [{ room: 'plan', excerpt: 'hello' }] }
    const asking = Promise.all([desk.documents({ where: 'starred' }), desk.search('hello')])
    await room.settle()
    expect(await asking).toMatchObject([{ rows: [{ room: 'plan' }] }, [{ excerpt: 'hello' }]])
    await Promise.all([desk.star('plan', true), doc.access.share('eve', 'commenter', 'Eve'), room.settle()])
    expect([room.joins, room.sent('star'), room.sent('share')]).toEqual([
      1,
      [{ on: true }],
      [{ user: 'eve', role: 'commenter', name: 'Eve' }],
    ])
  })

  it('takes a seat for a moment in one that is not', async () => {
    const { room, doc, client } = await openPage()
    doc.close()
    await room.settle()
    await Promise.all([new Desk(client).trash('plan'), room.settle()])
    expect([room.joins, room.sent('trash'), room.seated]).toEqual([2, [{}], false])
  })

  it('makes documents under names that nobody guesses', async () => {
    const { room, client, doc } = await openPage()
    doc.close()
    await room.settle()
    room.info = null
    const making = new Desk(client).create({ title: 'New' })
    await room.settle()
    expect(await making).toMatch(/^[0-9a-v]{24}$/)
    expect(room.sent('create')).toEqual([{ title: 'New' }])
    expect(newRoom()).not.toBe(newRoom())
  })
})
