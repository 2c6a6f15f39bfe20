/** Where comments hang when the text moves on. */
import { describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import { DocTable, typed } from '../../../test/support/doc-table.ts'
import { editor, heard, say } from '../../../test/support/doc-talk.ts'
import { jobs } from './jobs.ts'

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
