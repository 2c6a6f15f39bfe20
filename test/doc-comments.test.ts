/** Whole house: people comment and suggest, on either database, and find all of it as it was when the host comes back. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { SignJWT } from 'jose'
import { afterEach, describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { anchorOf, openDoc } from '../client-sdk/src/doc.ts'
import type { DocFork, DocOptions, DocProvider } from '../client-sdk/src/doc.ts'
import { connect } from '../client-sdk/src/index.ts'
import { doc } from '../server/rooms/doc/kind.ts'
import { inbox } from '../server/rooms/inbox/kind.ts'
import { inboxRoom } from '../shared/inbox/contract.ts'
import { docSees } from './support/doc-place.ts'
import { startHost } from './support/host.ts'
import type { TestHost } from './support/host.ts'
import { freshDatabase } from './support/postgres.ts'
import { until } from './support/until.ts'

const rooms = { doc, inbox }
const SECRET = 'a secret that only this test knows, 32 bytes'

const cleanup: (() => unknown)[] = []
afterEach(async () => {
  for (const end of cleanup.splice(0).toReversed()) await end()
})

const place = async (database: string) => {
  const folder = mkdtempSync(join(tmpdir(), 'tutti-doc-'))
  cleanup.push(() => rmSync(folder, { recursive: true, force: true }))
  const env: Record<string, string> = { TUTTI_SECRET: SECRET, TUTTI_DATA_DIR: folder }
  if (database === 'Postgres') env['DATABASE_URL'] = (await freshDatabase()).url
  return async () => {
    const host = await startHost(rooms, env)
    cleanup.push(host.stop)
    return host
  }
}

const arrive = async (host: TestHost, user: string) => {
  const token = await new SignJWT({ name: user })
    .setProtectedHeader({ alg: 'HS256' })
    .setSubject(user)
    .sign(new TextEncoder().encode(SECRET))
  const client = connect<typeof rooms>(host.url, { token })
  cleanup.push(() => client.close())
  return client
}

const sit = async (host: TestHost, user: string, options: DocOptions = {}): Promise<DocProvider> => {
  const provider = openDoc(await arrive(host, user), 'paper', options)
  cleanup.push(() => provider.close())
  await provider.ready
  return provider
}

const text = (ydoc: Y.Doc): Y.Text => ydoc.getText('code')
const reads = (provider: DocProvider, words: string): Promise<void> =>
  docSees(provider, () => text(provider.doc).toJSON() === words)
/** A selection in the text, as an editor anchors it. */
const anchored = (ydoc: Y.Doc, from: number, to: number) =>
  anchorOf(
    Y.createRelativePositionFromTypeIndex(text(ydoc), from),
    Y.createRelativePositionFromTypeIndex(text(ydoc), to, -1),
    text(ydoc).toJSON().slice(from, to),
  )

/** A fork is another Y.Doc whenever some of it is settled. */
const proposes = (provider: DocProvider, fork: DocFork, words: string): Promise<void> =>
  until(
    () => text(fork.doc).toJSON() === words && fork.saved,
    (look) => {
      fork.doc.on('update', look)
      fork.on('saved', look)
      fork.on('replaced', () => {
        fork.doc.on('update', look)
        look()
      })
      provider.on('suggestions', look)
    },
    15_000,
  )

describe.each(['SQLite', 'Postgres'])('on %s', (database) => {
  it('a comment is answered, follows its text, lets go of it, and finds it again', { timeout: 60_000 }, async () => {
    const start = await place(database)
    let host = await start()
    const ada = await sit(host, 'ada', { create: { title: 'Paper' } })
    await ada.access.share('bob', 'commenter')
    text(ada.doc).insert(0, 'The quick brown fox jumps.')
    await ada.whenSaved()
    const bob = await sit(host, 'bob')
    await reads(bob, 'The quick brown fox jumps.')

    const letters = await (await arrive(host, 'ada')).join('inbox', inboxRoom('ada'))
    const notified = new Promise((resolve) => letters.on('notified', resolve))
    const { thread, comment } = await bob.comments.start(anchored(bob.doc, 4, 9), 'How quick?', ['ada', 'stranger'])
    expect(await notified).toMatchObject({
      type: 'mention',
      title: 'bob in Paper',
      text: 'How quick?',
      kind: 'doc',
      room: 'paper',
    })
    const seen = () => ada.comments.threads.find(({ id }) => id === thread)
    await docSees(ada, () => seen() !== undefined)
    await ada.comments.reply(thread, 'Very.')
    await ada.comments.react(thread, comment, '👍', true)
    await docSees(bob, () => bob.comments.threads[0]?.comments[0]?.reactions.length === 1)
    expect(bob.comments.threads[0]).toMatchObject({
      detached: false,
      comments: [
        { by: 'bob', text: 'How quick?', reactions: [{ emoji: '👍', users: ['ada'] }] },
        { by: 'ada', text: 'Very.' },
      ],
    })
    await expect(bob.comments.delete(thread, bob.comments.threads[0]!.comments[1]!.id)).rejects.toMatchObject({
      code: 'forbidden',
    })

    const undo = new Y.UndoManager(text(ada.doc))
    text(ada.doc).delete(3, 12)
    await docSees(bob, () => bob.comments.threads[0]?.detached === true)
    undo.undo()
    await docSees(bob, () => bob.comments.threads[0]?.detached === false)
    await bob.comments.resolve(thread, true)
    await ada.whenSaved()
    await host.drain(0)
    await host.stop()

    host = await start()
    const again = await sit(host, 'bob')
    await docSees(again, () => again.comments.threads.length === 1)
    const [found] = again.comments.threads
    expect(found).toMatchObject({ id: thread, detached: false, resolvedBy: 'bob', anchor: { quote: 'quick' } })
    const index = (bytes: Uint8Array) =>
      Y.createAbsolutePositionFromRelativePosition(Y.decodeRelativePosition(bytes), again.doc)?.index
    expect([index(found!.anchor!.from), index(found!.anchor!.to)]).toEqual([4, 9])
  })

  it('suggestions are taken over and left one by one, before and after a restart', { timeout: 60_000 }, async () => {
    const start = await place(database)
    let host = await start()
    const ada = await sit(host, 'ada', { create: { title: 'Paper' } })
    await ada.access.share('sue', 'suggester')
    text(ada.doc).insert(0, 'The quick brown fox jumps.')
    await ada.whenSaved()
    const sue = await sit(host, 'sue')
    const fork = await sue.suggestions.mine()
    text(fork.doc).insert(4, 'very ')
    text(fork.doc).delete(15, 6)
    text(fork.doc).format(15, 3, { bold: true })
    await proposes(sue, fork, 'The very quick fox jumps.')
    expect([text(ada.doc).toJSON(), text(sue.doc).toJSON()]).toEqual(Array(2).fill('The quick brown fox jumps.'))
    await docSees(ada, () => ada.suggestions.people.some(({ user }) => user === 'sue'))
    const before = await ada.suggestions.list('sue')
    expect(before.map(({ type, text: words }) => `${type} ${words}`)).toEqual([
      'insert very ',
      'delete brown ',
      'format bold: true',
    ])
    await expect(sue.suggestions.accept('sue')).rejects.toMatchObject({ code: 'forbidden' })

    await ada.suggestions.accept('sue', [before[0]!.id])
    await reads(ada, 'The very quick brown fox jumps.')
    await proposes(sue, fork, 'The very quick fox jumps.')
    // Others go on writing, and what is on its way is not lost.
    text(fork.doc).insert(text(fork.doc).length, ' Twice.')
    text(ada.doc).insert(0, '> ')
    await ada.suggestions.reject('sue', [before[1]!.id])
    await proposes(sue, fork, '> The very quick brown fox jumps. Twice.')
    await ada.whenSaved()
    await host.drain(0)
    await host.stop()

    host = await start()
    const [editor, suggester] = [await sit(host, 'ada'), await sit(host, 'sue')]
    expect(editor.suggestions.people).toMatchObject([{ user: 'sue', name: 'sue' }])
    const mine = await suggester.suggestions.mine()
    await proposes(suggester, mine, '> The very quick brown fox jumps. Twice.')
    const after = await editor.suggestions.list()
    expect(after.map(({ text: words }) => words)).toEqual(['bold: true', ' Twice.'])
    expect(after[0]!.id).toBe(before[2]!.id)
    text(mine.doc).insert(text(mine.doc).length, ' Or thrice.')
    await proposes(suggester, mine, '> The very quick brown fox jumps. Twice. Or thrice.')
    await editor.suggestions.accept('sue')
    await reads(editor, '> The very quick brown fox jumps. Twice. Or thrice.')
    await reads(suggester, '> The very quick brown fox jumps. Twice. Or thrice.')
    await docSees(suggester, () => suggester.suggestions.people.length === 0)
    text(mine.doc).insert(0, '!')
    await docSees(editor, () => editor.suggestions.people.length === 1)
    await suggester.suggestions.reject('sue')
    await proposes(suggester, mine, '> The very quick brown fox jumps. Twice. Or thrice.')
    expect(text(editor.doc).toDelta()).toMatchObject([
      { insert: '> The very quick brown ' },
      { insert: 'fox', attributes: { bold: true } },
      { insert: ' jumps. Twice. Or thrice.' },
    ])
  })
})
