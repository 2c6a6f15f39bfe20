/** What people say about a document: who may, how much of it there may be, and who hears of it. */
import { describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import { DOC } from '../../../shared/doc/rules.ts'
import type { Anchor } from '../../../shared/doc/types.ts'
import { inboxRoom } from '../../../shared/inbox/notices.ts'
import type { Member } from '../../engine/room.ts'
import { doc } from './kind.ts'
import { DocTable } from '../../../test/support/doc-table.ts'
import { editor, heard, say } from '../../../test/support/doc-talk.ts'

const invite = async (table: DocTable, ada: Member, user: string, role: 'viewer' | 'commenter' | 'editor') => {
  await table.do(ada, 'share', { user, role })
  return (await table.join(user)).member
}

const notices = (table: DocTable) =>
  table.test.posted
    .splice(0)
    .filter(({ body }) => (body as { key: string }).key.includes('/comment/'))
    .map(({ room, op, body }) => ({ to: room, op, ...(body as object) }))

describe('a thread', () => {
  test('is begun, answered, edited, and gone with its last comment', async () => {
    const { table, ada } = await DocTable.of()
    const bob = await invite(table, ada, 'bob', 'commenter')
    const { thread, comment } = await say(table, ada, 'What is this?', { anchor: null })
    const answer = await say(table, bob, 'A question.', { thread })
    expect(answer.thread).toBe(thread)
    await table.do(bob, 'editComment', { thread, comment: answer.comment, text: 'An answer.' })
    expect(heard(table, thread)).toMatchObject({
      anchor: null,
      detached: false,
      resolvedBy: null,
      comments: [
        { id: comment, by: 'ada', name: 'ada', text: 'What is this?', editedAt: null },
        { id: answer.comment, by: 'bob', text: 'An answer.', editedAt: expect.any(Number) },
      ],
    })
    await table.do(ada, 'deleteComment', { thread, comment })
    expect(heard(table, thread)!.comments).toHaveLength(1)
    await table.do(bob, 'deleteComment', { thread, comment: answer.comment })
    expect(heard(table, thread)).toBeNull()
    for (const name of ['doc_thread', 'doc_comment', 'doc_reaction'])
      expect(table.rows(`select * from ${name}`)).toEqual([])
    expect(await table.refusal(ada, 'comment', { thread, text: 'too late' })).toBe('not_found')
  })

  test('is the same when the room is opened again, and when somebody asks for it', async () => {
    const { table, ada } = await DocTable.of()
    const desk = await editor(table, ada)
    await desk.write((ydoc) => ydoc.getText('code').insert(0, 'one two three'))
    const { thread, comment } = await say(table, ada, 'Two?', { anchor: desk.anchor(4, 7) })
    await say(table, ada, 'Two.', { thread })
    await table.do(ada, 'react', { thread, comment, emoji: '👍', on: true })
    await table.do(ada, 'resolve', { thread, on: true })
    const before = heard(table, thread)!
    expect(before).toMatchObject({
      resolvedBy: 'ada',
      comments: [{ reactions: [{ emoji: '👍', users: ['ada'] }] }, {}],
    })
    const { threads } = await table.ask('ada', 'threads', {})
    const plain = ({ from, to, quote }: Anchor) => ({ from: Uint8Array.from(from), to: Uint8Array.from(to), quote })
    expect(threads.map((one) => ({ ...one, anchor: plain(one.anchor!) }))).toEqual([before])
    await table.reopen()
    const { member } = await table.join('ada')
    await table.do(member, 'resolve', { thread, on: false })
    const after = heard(table, thread)!
    expect({ ...after, anchor: plain(after.anchor!) }).toEqual({ ...before, resolvedBy: null, resolvedAt: null })
  })

  test('is listed in pages, the open ones apart from those that are settled', async () => {
    const { table, ada } = await DocTable.of()
    const ids: string[] = []
    for (const n of Array(7).keys()) ids.push((await say(table, ada, `thread ${n}`)).thread)
    await table.do(ada, 'resolve', { thread: ids[3]!, on: true })
    const page = await table.ask('ada', 'threads', { limit: 4, resolved: false })
    expect(page.threads.map(({ id }) => id)).toEqual([ids[0], ids[1], ids[2], ids[4]])
    const rest = await table.ask('ada', 'threads', { limit: 4, resolved: false, after: page.next! })
    expect(rest).toMatchObject({ threads: [{ id: ids[5] }, { id: ids[6] }], next: null })
    expect((await table.ask('ada', 'threads', { resolved: true })).threads).toMatchObject([{ id: ids[3] }])
    expect(Object.keys(page.threads[0]!.comments[0]!)).not.toContain('mentions')
  })

  test('is told again as it is by now: what was deleted is not said again', async () => {
    const { table, ada } = await DocTable.of()
    const { thread } = await say(table, ada, 'stays')
    const { comment } = await say(table, ada, 'a slip', { thread })
    const gone = await say(table, ada, 'gone altogether')
    const missed = table.test.said.splice(0).map(({ event, body }) => ({ event, body }))
    await table.do(ada, 'deleteComment', { thread, comment })
    await table.do(ada, 'deleteComment', gone)
    const again = await doc.retold!(missed, { room: table.id, reader: table.asking('ada').reader })
    expect(again).toHaveLength(missed.length)
    expect(JSON.stringify(again)).toContain('stays')
    expect(JSON.stringify(again)).not.toMatch(/slip|gone altogether/)
    expect(await doc.retold!([], { room: table.id, reader: table.asking('ada').reader })).toEqual([])
  })

  test('pages hold what fits into a frame', async () => {
    const { table, ada } = await DocTable.of()
    const long = 'x'.repeat(DOC.commentMax)
    for (let i = 0; i < 10; i++) {
      const { thread } = await say(table, ada, long)
      for (let n = 0; n < 15; n++) await say(table, ada, long, { thread })
    }
    const page = await table.ask('ada', 'threads', {})
    expect(page.threads.length).toBeLessThan(10)
    expect((await table.ask('ada', 'threads', { after: page.next! })).next).toBeNull()
  })
})

describe('who may', () => {
  test('[Y8] viewers read; commenters write, react, and settle what they began', async () => {
    const { table, ada } = await DocTable.of()
    const eve = await invite(table, ada, 'eve', 'viewer')
    const bob = await invite(table, ada, 'bob', 'commenter')
    const cy = await invite(table, ada, 'cy', 'commenter')
    const { thread, comment } = await say(table, bob, 'Mine.')
    expect(await table.refusal(eve, 'comment', { text: 'no' })).toBe('forbidden')
    expect(await table.refusal(eve, 'react', { thread, comment, emoji: '👍', on: true })).toBe('forbidden')
    expect((await table.ask('eve', 'threads', {})).threads).toHaveLength(1)
    expect(await table.refusal(cy, 'editComment', { thread, comment, text: 'no' })).toBe('forbidden')
    expect(await table.refusal(cy, 'deleteComment', { thread, comment })).toBe('forbidden')
    expect(await table.refusal(cy, 'resolve', { thread, on: true })).toBe('forbidden')
    expect(await table.refusal(cy, 'react', { thread, comment, emoji: '👍', on: true })).toBeNull()
    expect(await table.refusal(bob, 'resolve', { thread, on: true })).toBeNull()
  })

  test('editors settle anything, and the owner edits and deletes anything', async () => {
    const { table, ada } = await DocTable.of()
    const ed = await invite(table, ada, 'ed', 'editor')
    const bob = await invite(table, ada, 'bob', 'commenter')
    const { thread, comment } = await say(table, bob, 'Mine.')
    expect(await table.refusal(ed, 'resolve', { thread, on: true })).toBeNull()
    expect(await table.refusal(ed, 'editComment', { thread, comment, text: 'no' })).toBe('forbidden')
    expect(await table.refusal(ada, 'editComment', { thread, comment, text: 'yes' })).toBeNull()
    expect(await table.refusal(ada, 'deleteComment', { thread, comment })).toBeNull()
  })

  test('an author who may not comment any more may not edit either', async () => {
    const { table, ada } = await DocTable.of()
    const bob = await invite(table, ada, 'bob', 'commenter')
    const { thread, comment } = await say(table, bob, 'Mine.')
    await table.do(ada, 'share', { user: 'bob', role: 'viewer' })
    expect(await table.refusal(bob, 'editComment', { thread, comment, text: 'no' })).toBe('forbidden')
    expect(await table.refusal(bob, 'deleteComment', { thread, comment })).toBe('forbidden')
  })
})

describe('bounds', () => {
  test('empty words, and anchors that are none, are refused', async () => {
    const { table, ada } = await DocTable.of()
    const { thread } = await say(table, ada, 'ok')
    expect(await table.refusal(ada, 'comment', { text: ' \n ' })).toBe('bad_body')
    const none = new Uint8Array([9, 9, 9])
    const root = Y.encodeRelativePosition(new Y.RelativePosition(null, 'x'.repeat(65), null, 0))
    for (const from of [none, new Uint8Array(), root, new Uint8Array([0, 255, 255, 255])])
      expect(await table.refusal(ada, 'comment', { text: 'hm', anchor: { from, to: from, quote: '' } })).toBe(
        'bad_body',
      )
    const anchor = (await editor(table, ada)).anchor(0, 0)
    expect(await table.refusal(ada, 'comment', { thread, text: 'hm', anchor })).toBe('bad_body')
    expect(table.rows('select * from doc_thread')).toHaveLength(1)
  })

  test('a thread, a comment’s reactions and a document hold only so much', async () => {
    const { table, ada } = await DocTable.of()
    const { thread, comment } = await say(table, ada, '1')
    for (let n = 1; n < DOC.commentsMax; n++) await say(table, ada, '1', { thread })
    expect(await table.refusal(ada, 'comment', { thread, text: '1' })).toBe('conflict')
    for (let n = 0; n < DOC.reactionKindsMax; n++)
      await table.do(ada, 'react', { thread, comment, emoji: `e${n}`, on: true })
    expect(await table.refusal(ada, 'react', { thread, comment, emoji: 'one more', on: true })).toBe('conflict')
    expect(await table.refusal(ada, 'react', { thread, comment, emoji: 'e1', on: true })).toBeNull()
    expect(await table.refusal(ada, 'react', { thread, comment, emoji: 'e1', on: false })).toBeNull()
    const long = (await say(table, ada, 'x'.repeat(4000))).thread
    for (let n = 1; n < 16; n++) await say(table, ada, 'x'.repeat(4000), { thread: long })
    expect(await table.refusal(ada, 'comment', { thread: long, text: 'x'.repeat(4000) })).toBe('conflict')
  })
})

describe('mentions', () => {
  test('reach those who have the document, once, and are withdrawn with the comment', async () => {
    const { table, ada } = await DocTable.of()
    const bob = await invite(table, ada, 'bob', 'commenter')
    await table.do(ada, 'share', { user: 'cy', role: 'viewer' })
    table.test.posted.splice(0)
    const mentions = ['ada', 'ada', 'cy', 'bob', 'stranger']
    const { thread, comment } = await say(table, bob, 'Look,\n  you two!', { mentions })
    const told = notices(table)
    expect(told).toMatchObject(['ada', 'cy'].map((user) => ({ to: inboxRoom(user), op: 'notify', user })))
    expect(told[0]).toMatchObject({
      type: 'mention',
      title: 'bob in Paper',
      text: 'Look, you two!',
      kind: 'doc',
      room: table.id,
    })
    await table.reopen()
    const { member } = await table.join('bob')
    await table.do(member, 'deleteComment', { thread, comment })
    expect(notices(table)).toMatchObject(['ada', 'cy'].map((user) => ({ op: 'withdraw', user })))
  })

  test('of strangers reach nobody, even where everybody may read', async () => {
    const { table, ada } = await DocTable.of({ title: 'Paper', public: 'viewer' })
    const { member } = await table.join('here')
    await say(table, ada, 'Hear!', { mentions: ['stranger', 'here'] })
    expect(notices(table)).toMatchObject([{ user: 'here' }])
    table.leave(member)
    await table.do(ada, 'publish', { role: null })
    await say(table, ada, 'Hear!', { mentions: ['here'] })
    expect(notices(table)).toEqual([])
  })
})
