/** A document from its first letter on. */
import { describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import { DocScene } from '../../../test/support/doc-scene.ts'
import { DOC } from '../../../shared/doc/rules.ts'
import { seededRandom } from '../../../shared/random.ts'

describe('a document', () => {
  test('is made by who joins where there is none, and tells so', async () => {
    const table = await DocScene.open()
    const { member: ada, state } = await table.join('ada', { create: true })
    expect(state).toMatchObject({ doc: null, at: 0, tail: [] })
    const info = await table.do(ada, 'create', { title: 'Notes' })
    expect(info).toMatchObject({ title: 'Notes', owner: 'ada', public: null, trashedAt: null })
    expect(table.test.told('info')).toEqual([info])
    await expect(table.join('bob')).rejects.toMatchObject({ code: 'unknown_room' })
    await table.reopen()
    expect((await table.join('ada')).state).toMatchObject({ doc: info, role: 'owner' })
  })

  test('is not there for who does not want to make it, and takes no edit before it is made', async () => {
    const table = await DocScene.open()
    await expect(table.join('bob')).rejects.toMatchObject({ code: 'unknown_room' })
    const ada = await table.sit('ada', { create: true })
    expect(await ada.write((text) => text.insert(0, 'too early'))).toBe('unknown_room')
  })

  test('[Y1] is edited by editors alone, and what is refused changes nothing', async () => {
    const { table, ada } = await DocScene.of('viewer')
    const bob = await table.sit('bob')
    expect(await bob.write((text) => text.insert(0, 'mine'))).toBe('forbidden')
    expect(await table.refusal(ada.member, 'edit', new Uint8Array([0, 0, 3]))).toBe('bad_body')
    expect(table.test.told('edited')).toEqual([])
    expect(table.rows('select * from doc_update')).toEqual([])
  })
})

describe('edits of one tick', () => {
  test('[Y2] are one event for all, a row each, and answered together', async () => {
    const { table, ada } = await DocScene.of()
    const bob = await table.sit('bob')
    table.begin(
      ada.member,
      'edit',
      ada.change((text) => text.insert(0, 'hello')),
    )
    table.begin(
      bob.member,
      'edit',
      bob.change((text) => text.insert(0, 'world')),
    )
    expect(table.test.owed).toEqual([null, null])
    expect(table.test.told('edited')).toEqual([])
    table.end()
    expect(table.test.owed).toEqual([{ reply: undefined }, { reply: undefined }])
    expect(table.test.told('edited')).toHaveLength(1)
    expect(ada.text()).toBe(bob.text())
    expect(ada.text()).toHaveLength(10)
    expect(table.rows('select n, by_id from doc_update order by n')).toEqual([
      { n: 1, by_id: 'ada' },
      { n: 2, by_id: 'bob' },
    ])
  })

  test('[Y2] that add nothing are answered, and leave no trace', async () => {
    const { table, ada } = await DocScene.of()
    const update = ada.change((text) => text.insert(0, 'once'))
    await table.do(ada.member, 'edit', update)
    await table.do(ada.member, 'edit', update)
    await table.do(ada.member, 'edit', Y.encodeStateAsUpdate(new Y.Doc()))
    expect(table.test.told('edited')).toHaveLength(1)
    expect(table.rows('select n from doc_update')).toEqual([{ n: 1 }])
  })

  test('of which Yjs itself makes something more, are told with that, and logged as the host’s', async () => {
    const { table, ada } = await DocScene.of()
    const bob = await table.sit('bob')
    const rich = (all: Y.Doc) => all.getXmlFragment('default').get(0) as Y.XmlText
    await ada.write((_text, all) => all.getXmlFragment('default').insert(0, [new Y.XmlText('a plain text')]))
    bob.hear()
    const format = (one: typeof ada, from: number, length: number, bold: true | null) =>
      one.change((_text, all) => rich(all).format(from, length, { bold }))
    await table.do(bob.member, 'edit', format(bob, 0, 4, true))
    await table.do(ada.member, 'edit', (ada.hear(), format(ada, 3, 2, null)))
    bob.hear()
    // At once: what one deletes is the last that the other's mark stood for.
    table.begin(
      ada.member,
      'edit',
      ada.change((_text, all) => rich(all).delete(0, 1)),
    )
    table.begin(bob.member, 'edit', format(bob, 1, 2, null))
    table.end()
    expect(table.rows('select n, by_id, type from doc_update where n > 3')).toEqual([
      { n: 4, by_id: 'ada', type: null },
      { n: 5, by_id: 'bob', type: null },
      { n: 6, by_id: '', type: 'yjs' },
    ])
    expect(table.test.told('edited')).toHaveLength(4)
    ada.hear()
    await table.reopen()
    const eve = await table.sit('eve')
    expect(rich(eve.ydoc).toDelta()).toEqual(rich(ada.ydoc).toDelta())
    expect(eve.state.at + eve.state.tail.length).toBe(6)
  })
})

describe('who joins', () => {
  test('[Y3] is given the whole: a snapshot and what stands behind it', async () => {
    const { table, ada } = await DocScene.of()
    for (let i = 0; i < 200; i++) await ada.write((text) => text.insert(text.length, `line ${i}\n`))
    const bob = await table.sit('bob')
    expect(bob.text()).toBe(ada.text())
    expect(bob.state.tail.length).toBeLessThan(70)
    expect(Y.decodeStateVector(bob.state.vector)).toEqual(Y.decodeStateVector(Y.encodeStateVector(ada.ydoc)))
  })

  test('[Y3] again and gets what it missed is given neither', async () => {
    const { table, ada } = await DocScene.of()
    await ada.write((text) => text.insert(0, 'hello'))
    const state = table.test.room.join!(ada.member, 'recovered', {})
    expect(state).toMatchObject({ at: 1, snapshot: null, tail: [] })
  })

  test('is given a snapshot made on the other thread once the tail is long, and asks for one that is large', async () => {
    const { table, ada } = await DocScene.of()
    for (let i = 0; i < 3; i++) await ada.write((text) => text.insert(0, `${'x'.repeat(30_000)}${i}`))
    expect(table.test.jobs).toHaveLength(1)
    await ada.write((text) => text.insert(0, 'meanwhile '))
    table.work()
    const bob = await table.sit('bob')
    expect(bob.state).toMatchObject({ at: 3, snapshot: null })
    expect(bob.state.tail).toHaveLength(1)
    const asking = table.asking('bob')
    const held = await table.kind.queries!.snapshot(asking.user, table.id, { atLeast: bob.state.at }, asking)
    expect(held.at).toBe(3)
    Y.applyUpdate(bob.ydoc, held.update)
    expect(bob.text()).toBe(ada.text())
    // Without a word on what is enough: all that is kept.
    const present = await table.kind.queries!.snapshot(asking.user, table.id, {}, asking)
    expect(present.at).toBe(4)
    expect(present.update).toBe((await table.kind.queries!.snapshot(asking.user, table.id, {}, asking)).update)
  })
})

describe('a snapshot', () => {
  test('is kept when it is worth it, in parts, and opens the document; the rows stay', async () => {
    const { table, ada } = await DocScene.of()
    const random = seededRandom('letters')
    const letter = () => String.fromCharCode(0x4e00 + Math.floor(random() * 20_000))
    for (let i = 0; i < 40; i++) {
      const words = Array.from({ length: 14_000 }, letter).join('')
      await ada.write((text) => text.insert(text.length, words))
      table.work()
      for (let wait = 0; wait < 5; wait++) table.pass(50)
    }
    const kept = table.rows<{ n: number; parts: number }>('select n, max(parts) as parts from doc_snapshot group by n')
    expect(kept.length).toBeGreaterThan(0)
    expect(kept.length).toBeLessThan(6)
    expect(kept.at(-1)!.parts).toBeGreaterThan(1)
    expect(table.rows('select n from doc_update')).toHaveLength(40)
    const text = ada.text()
    // One that a crash has cut off in the middle counts for nothing.
    table.sqlite.exec(
      `insert into doc_snapshot select room, 40, 0, 2, at, vector, data, log_bytes from doc_snapshot where part = 0 limit 1`,
    )
    await table.reopen()
    const bob = await table.sit('bob')
    expect(bob.state.at).toBe(kept.at(-1)!.n)
    const asking = table.asking('bob')
    const { update } = await table.kind.queries!.snapshot(asking.user, table.id, {}, asking)
    Y.applyUpdate(bob.ydoc, update)
    expect(bob.text()).toBe(text)
  })

  test('is kept soon after the last one has gone', async () => {
    const { table, ada } = await DocScene.of()
    await ada.write((text) => text.insert(0, 'a few words'))
    table.test.leave(ada.member, 'left')
    table.pass(6_000)
    table.work()
    expect(table.rows('select n, part, parts from doc_snapshot')).toEqual([{ n: 1, part: 0, parts: 1 }])
    table.pass(60_000)
    table.work()
    expect(table.rows('select n from doc_snapshot')).toHaveLength(1)
    await table.reopen()
    expect((await table.join('ada')).state).toMatchObject({ at: 1, tail: [] })
  })

  test('is not made again within fifteen seconds of the last one while little was written since, and then it is', async () => {
    const { table, ada } = await DocScene.of()
    const asked = () => table.test.jobs.filter(({ name }) => name === 'compact').length
    const write = async (): Promise<void> => {
      for (let i = 0; i < 3; i++) await ada.write((text) => text.insert(0, 'x'.repeat(30_000)))
    }
    await write()
    expect(asked()).toBe(1)
    table.work()
    await write()
    expect(asked()).toBe(0)
    table.pass(14_000)
    expect(asked()).toBe(0)
    table.pass(1_500)
    expect(asked()).toBe(1)
  })

  test('whose job fails is asked for again', async () => {
    const { table, ada } = await DocScene.of()
    for (let i = 0; i < 3; i++) await ada.write((text) => text.insert(0, 'x'.repeat(30_000)))
    table.test.jobs.splice(0)
    table.test.room.did!.compact!(undefined)
    table.end()
    const asked = () => table.test.jobs.filter(({ name }) => name === 'compact')
    expect(asked()).toHaveLength(0)
    table.pass(6_000)
    expect(asked()).toHaveLength(1)
  })
})

test('a title is of so many letters, and told', async () => {
  const { table, ada } = await DocScene.of()
  await table.do(ada.member, 'rename', { title: 'Plans' })
  expect(table.test.told('info').at(-1)).toMatchObject({ title: 'Plans' })
  expect(await table.refusal(ada.member, 'rename', { title: 'x'.repeat(DOC.titleMax + 1) })).toBe('bad_body')
})
