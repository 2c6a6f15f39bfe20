/** What people say about a document: who may, how much of it there may be, and where it hangs when the text moves on. */
import { describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import { DOC } from '../../../shared/doc/rules.ts'
import type { Anchor, Thread } from '../../../shared/doc/types.ts'
import { inboxRoom } from '../../../shared/inbox/notices.ts'
import type { Member } from '../../engine/room.ts'
import { jobs } from './jobs.ts'
import { doc } from './kind.ts'
import { DocTable, typed } from '../../../test/support/doc-table.ts'

interface Ids {
  readonly thread: string
  readonly comment: string
}

const say = async (table: DocTable, who: Member, text: string, more: object = {}) =>
  (await table.do(who, 'comment', { text, ...more })) as Ids

const invite = async (table: DocTable, ada: Member, user: string, role: 'viewer' | 'commenter' | 'editor') => {
  await table.do(ada, 'share', { user, role })
  return (await table.join(user)).member
}

/** As everybody has heard of it last. */
const heard = (table: DocTable, id: string): Thread | null =>
  table.test
    .told('thread')
    .filter((one) => one.id === id)
    .at(-1)!.thread

const notices = (table: DocTable) =>
  table.test.posted
    .splice(0)
    .filter(({ body }) => (body as { key: string }).key.includes('/comment/'))
    .map(({ room, op, body }) => ({ to: room, op, ...(body as object) }))

/** Somebody's editor on the document. */
const editor = async (table: DocTable, who: Member) => {
  const ydoc = new Y.Doc()
  const follow = () => {
    for (const update of table.test.told('edited')) Y.applyUpdate(ydoc, update)
  }
  const write = async (change: (ydoc: Y.Doc) => void) => {
    follow()
    const before = Y.encodeStateVector(ydoc)
    ydoc.transact(() => change(ydoc))
    await table.do(who, 'edit', Y.encodeStateAsUpdate(ydoc, before))
  }
  const at = (type: Y.Text, index: number, assoc = 0) =>
    Y.encodeRelativePosition(Y.createRelativePositionFromTypeIndex(type, index, assoc))
  const anchor = (from: number, to: number): Anchor => {
    const text = ydoc.getText('code')
    return { from: at(text, from), to: at(text, to, -1), quote: text.toJSON().slice(from, to) }
  }
  const reads = ({ anchor: where }: Thread): string => {
    follow()
    const place = (bytes: Uint8Array) =>
      Y.createAbsolutePositionFromRelativePosition(Y.decodeRelativePosition(bytes), ydoc, false)!.index
    return ydoc.getText('code').toJSON().slice(place(where!.from), place(where!.to))
  }
  return { ydoc, write, at, anchor, reads, text: () => ydoc.getText('code') }
}

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

describe('an anchor', () => {
  const open = async (text: string) => {
    const { table, ada } = await DocTable.of()
    const desk = await editor(table, ada)
    await desk.write((ydoc) => ydoc.getText('code').insert(0, text))
    return { table, ada, desk }
  }

  test('moves with its text, and holds while some of it is there', async () => {
    const { table, ada, desk } = await open('The quick brown fox.')
    const { thread } = await say(table, ada, 'Quick?', { anchor: desk.anchor(4, 9) })
    await desk.write(() => desk.text().insert(0, 'Once: '))
    await desk.write(() => desk.text().delete(11, 2))
    table.pass(2_000)
    const [found] = (await table.ask('ada', 'threads', {})).threads
    expect(found).toMatchObject({ id: thread, detached: false })
    expect(desk.reads(found!)).toBe('qck')
  })

  test('[Y8] lets go when its text is gone, and everybody hears of it', async () => {
    const { table, ada, desk } = await open('The quick brown fox.')
    const { thread } = await say(table, ada, 'Quick?', { anchor: desk.anchor(4, 9) })
    const other = await say(table, ada, 'Fox?', { anchor: desk.anchor(16, 19) })
    await desk.write(() => desk.text().delete(3, 7))
    table.pass(2_000)
    expect(heard(table, thread)).toMatchObject({ detached: true, anchor: { quote: 'quick' } })
    expect(heard(table, other.thread)).toMatchObject({ detached: false })
    expect((await table.ask('ada', 'threads', {})).threads.map(({ detached }) => detached)).toEqual([true, false])
  })

  test('lets go when the paragraph that it is in is gone, and not when another is', async () => {
    const { table, ada, desk } = await open('')
    const page = desk.ydoc.getXmlFragment('default')
    await desk.write(() => {
      for (const words of ['first', 'second', 'third']) {
        const paragraph = new Y.XmlElement('paragraph')
        paragraph.insert(0, [new Y.XmlText(words)])
        page.push([paragraph])
      }
    })
    const within = (index: number) => (page.get(index) as Y.XmlElement).get(0) as Y.XmlText
    const anchor = (from: number, to: number) => ({
      from: desk.at(within(from), 0),
      to: desk.at(within(to), within(to).length),
      quote: page
        .toArray()
        .slice(from, to + 1)
        .map((one) => ((one as Y.XmlElement).get(0) as Y.XmlText).toJSON())
        .join(' '),
    })
    const second = await say(table, ada, 'one', { anchor: anchor(1, 1) })
    const across = await say(table, ada, 'all', { anchor: anchor(0, 2) })
    await desk.write(() => page.delete(1, 1))
    table.pass(2_000)
    expect(heard(table, second.thread)).toMatchObject({ detached: true })
    expect(heard(table, across.thread)).toMatchObject({ detached: false })
  })

  test('[Y8] is found again when the deletion is undone', async () => {
    const { table, ada, desk } = await open('The quick brown fox, and the quick cat.')
    const undo = new Y.UndoManager(desk.text())
    const { thread } = await say(table, ada, 'Which?', { anchor: desk.anchor(29, 34) })
    await desk.write(() => desk.text().delete(25, 13))
    table.pass(2_000)
    expect(heard(table, thread)).toMatchObject({ detached: true })
    const before = Y.encodeStateVector(desk.ydoc)
    undo.undo()
    await table.do(ada, 'edit', Y.encodeStateAsUpdate(desk.ydoc, before))
    table.pass(2_000)
    const found = heard(table, thread)!
    expect(found).toMatchObject({ detached: false, anchor: { quote: 'quick' } })
    expect(desk.reads(found)).toBe('quick')
    expect(desk.text().toJSON().slice(29, 34)).toBe('quick')
  })

  test('is found again when a version is restored, among the words that were around it', async () => {
    const { table, ada, desk } = await open('One: to do. Two: to do. Three: to do.')
    const { thread } = await say(table, ada, 'Which?', { anchor: desk.anchor(17, 22) })
    const other = await say(table, ada, 'And this?', { anchor: desk.anchor(24, 29) })
    const n = (await table.ask('ada', 'read', { format: 'text' })).n
    table.pass(2_000)
    await desk.write(() => desk.text().delete(0, desk.text().length))
    await desk.write(() => desk.text().insert(0, 'Nothing of that.'))
    table.pass(2_000)
    expect([heard(table, thread), heard(table, other.thread)]).toMatchObject([{ detached: true }, { detached: true }])
    await table.do(ada, 'restore', { n })
    table.test.work(jobs.run)
    table.tick()
    table.pass(2_000)
    expect(desk.reads(heard(table, thread)!)).toBe('to do')
    expect(heard(table, thread)).toMatchObject({ detached: false })
    const place = Y.decodeRelativePosition(heard(table, thread)!.anchor!.from)
    expect(Y.createAbsolutePositionFromRelativePosition(place, desk.ydoc, false)?.index).toBe(17)
    expect(desk.reads(heard(table, other.thread)!)).toBe('Three')
  })

  test('does not jump to the same words elsewhere', async () => {
    const { table, ada, desk } = await open('Total: 1. Total: 2.')
    const { thread } = await say(table, ada, 'Sure?', { anchor: desk.anchor(0, 5) })
    await desk.write(() => desk.text().delete(0, 10))
    table.pass(2_000)
    await desk.write(() => desk.text().insert(0, 'Something else, and much of it, is written here. '))
    table.pass(4_000)
    expect(heard(table, thread)).toMatchObject({ detached: true })
  })

  test('that the room has not seen go is seen when it is opened again', async () => {
    const { table, ada, desk } = await open('The quick brown fox.')
    const { thread } = await say(table, ada, 'Quick?', { anchor: desk.anchor(4, 9) })
    await desk.write(() => desk.text().delete(3, 7))
    // The owner goes before it has looked.
    await table.reopen()
    const { member } = await table.join('ada')
    await table.do(member, 'edit', typed('!'))
    table.pass(2_000)
    expect(heard(table, thread)).toMatchObject({ detached: true })
    table.test.room.closing!()
  })

  test('a room that closes looks before it goes', async () => {
    const { table, ada, desk } = await open('The quick brown fox.')
    const { thread } = await say(table, ada, 'Quick?', { anchor: desk.anchor(4, 9) })
    await desk.write(() => desk.text().delete(3, 7))
    table.test.room.closing!()
    table.tick()
    expect(heard(table, thread)).toMatchObject({ detached: true })
  })

  test('is looked after on another thread where the document is large', async () => {
    const { table, ada, desk } = await open('The quick brown fox. '.repeat(2_000))
    const { thread } = await say(table, ada, 'Quick?', { anchor: desk.anchor(4, 9) })
    table.pass(2_000)
    table.test.work(jobs.run)
    await desk.write(() => desk.text().delete(0, 21))
    table.pass(2_000)
    expect(heard(table, thread)).toMatchObject({ detached: false })
    // What is deleted meanwhile is looked at afterwards.
    const other = await say(table, ada, 'Brown?', { anchor: desk.anchor(10, 15) })
    await desk.write(() => desk.text().delete(0, 21))
    table.test.work(jobs.run)
    table.tick()
    expect(heard(table, thread)).toMatchObject({ detached: true })
    expect(heard(table, other.thread)).toMatchObject({ detached: false })
    table.pass(2_000)
    table.test.work({})
    expect(heard(table, other.thread)).toMatchObject({ detached: false })
    table.pass(10_000)
    table.test.work(jobs.run)
    table.tick()
    expect(heard(table, other.thread)).toMatchObject({ detached: true })
  })

  test('many that go at once are told a hundred at a time', async () => {
    const { table, ada, desk } = await open('word '.repeat(150))
    for (let n = 0; n < 150; n++) await say(table, ada, `${n}`, { anchor: desk.anchor(n * 5, n * 5 + 4) })
    await desk.write(() => desk.text().delete(0, 750))
    const gone = () => table.rows('select id from doc_thread where detached = 1').length
    table.pass(530)
    expect(gone()).toBe(100)
    table.pass(600)
    expect(gone()).toBe(150)
  })
})
