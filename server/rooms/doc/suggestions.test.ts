/** What people propose: kept in forks of their own, and taken over or left by those who may write. */
import { describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import { DOC } from '../../../shared/doc/rules.ts'
import type { Suggestion } from '../../../shared/doc/types.ts'
import { Proposer, changed, code, open } from '../../../test/support/doc-proposer.ts'

describe('a suggestion', () => {
  test('[Y9] changes nothing in the document, and is told to everybody', async () => {
    const { table, ada, sue, list } = await open()
    await sue.suggest((ydoc) => code(ydoc).insert(4, 'very '))
    await sue.suggest((ydoc) => code(ydoc).delete(15, 6))
    expect(ada.text()).toBe('The quick brown fox.')
    expect(sue.proposal()).toBe('The very quick fox.')
    expect(table.test.told('suggested')).toMatchObject([{ user: 'sue', name: 'sue' }, { user: 'sue' }])
    const changes = await list()
    expect(changes).toMatchObject([
      { type: 'insert', text: 'very ', by: 'sue', name: 'sue' },
      { type: 'delete', text: 'brown ' },
    ])
    expect(new Set(changes.map(({ id }) => id)).size).toBe(2)
    expect((await table.join('eve').catch(() => undefined))?.state).toBeUndefined()
    expect((await table.join('ada')).state.suggesters).toMatchObject([{ user: 'sue', name: 'sue' }])
  })

  test('says where it is, in the document and in the fork', async () => {
    const { ada, sue, list } = await open()
    await sue.suggest((ydoc) => code(ydoc).insert(4, 'very '))
    await sue.suggest((ydoc) => code(ydoc).delete(15, 6))
    const [insertion, deletion] = await list()
    const place = (ydoc: Y.Doc, { from, to }: Suggestion) =>
      [from, to].map(
        (bytes) => Y.createAbsolutePositionFromRelativePosition(Y.decodeRelativePosition(bytes), ydoc)!.index,
      )
    expect(place(ada.main, insertion!)).toEqual([4, 4])
    expect(place(sue.fork, insertion!)).toEqual([4, 9])
    expect(place(ada.main, deletion!)).toEqual([10, 16])
    expect(place(sue.fork, deletion!)).toEqual([15, 15])
  })

  test('is for suggesters, and is judged as edits are', async () => {
    const { table, ada, sue } = await open()
    await table.do(ada.member, 'share', { user: 'com', role: 'commenter' })
    const com = await Proposer.sit(table, 'com')
    const update = com.draft((ydoc) => code(ydoc).insert(0, 'no'))!
    expect(await table.refusal(com.member, 'suggest', update)).toBe('forbidden')
    expect(await table.refusal(sue.member, 'suggest', new Uint8Array([0, 0, 3]))).toBe('bad_body')
    // As whom the document knows already.
    const forged = changed(ada.main, (ydoc) => code(ydoc).insert(0, 'mine'))!
    expect(await table.refusal(sue.member, 'suggest', forged)).toBe('forbidden')
    expect(await table.ask('ada', 'suggestions', {})).toEqual({ forks: [], changes: [] })
  })

  test('that is known already is answered and not kept', async () => {
    const { table, sue } = await open()
    const update = sue.draft((ydoc) => code(ydoc).insert(0, 'A'))!
    await table.do(sue.member, 'suggest', update)
    expect(await table.refusal(sue.member, 'suggest', update)).toBeNull()
    expect(await table.refusal(sue.member, 'suggest', Y.encodeStateAsUpdate(sue.main))).toBeNull()
    expect(table.rows('select m from doc_fork_update')).toHaveLength(1)
    expect(table.test.told('suggested')).toHaveLength(1)
  })

  test('[Y9] holds its Yjs client: nobody writes in the document with it, and nobody else in a fork', async () => {
    const { table, ada, sue } = await open()
    const stolen = new Y.Doc()
    stolen.clientID = sue.fork.clientID
    await sue.suggest((ydoc) => code(ydoc).insert(0, 'A'))
    const update = changed(stolen, (ydoc) => code(ydoc).insert(0, 'B'))!
    expect(await table.refusal(ada.member, 'edit', update)).toBe('forbidden')
    expect(await table.refusal(ada.member, 'suggest', update)).toBe('forbidden')
    await table.do(ada.member, 'share', { user: 'sue', role: 'editor' })
    expect(await table.refusal(sue.member, 'edit', update)).toBe('forbidden')
  })

  test('has its bounds', async () => {
    const { table, ada, sue } = await open()
    const large = 'x'.repeat(40_000)
    let sent = 0
    for (;;) {
      const update = sue.draft((ydoc) => code(ydoc).insert(0, large))!
      if ((await table.refusal(sue.member, 'suggest', update)) === 'body_too_large') break
      sent += update.length
    }
    expect(sent).toBeGreaterThan(DOC.forkBytesMax - 50_000)
    for (let i = 1; i < DOC.forksMax; i++) {
      await table.do(ada.member, 'share', { user: `u${i}`, role: 'suggester' })
      const one = await Proposer.sit(table, `u${i}`)
      await one.suggest((ydoc) => code(ydoc).insert(0, 'x'))
      table.leave(one.member)
    }
    const update = ada.draft((ydoc) => code(ydoc).insert(0, 'x'))!
    expect(await table.refusal(ada.member, 'suggest', update)).toBe('conflict')
  })

  test('in many rows becomes one', async () => {
    const { table, sue, list } = await open('')
    for (let i = 0; i < 205; i++) await sue.suggest((ydoc) => code(ydoc).insert(i, 'x'))
    expect(table.rows('select m from doc_fork_update').length).toBeLessThan(10)
    expect(await list()).toMatchObject([{ text: 'x'.repeat(205) }])
  })
})

describe('accepting', () => {
  test('all of it makes the fork a part of the document, as its author’s edit', async () => {
    const { table, ada, sue, list, reopen } = await open()
    await sue.suggest((ydoc) => code(ydoc).insert(4, 'very '))
    await sue.suggest((ydoc) => code(ydoc).delete(15, 6))
    await table.do(ada.member, 'accept', { user: 'sue' })
    expect(ada.text()).toBe('The very quick fox.')
    expect(table.test.told('suggested').at(-1)).toMatchObject({ user: 'sue', update: null })
    expect(await list()).toEqual([])
    const [row] = table.rows<{ n: number; by_id: string; type: string }>(
      'select * from doc_update order by n desc limit 1',
    )
    expect(row).toMatchObject({ by_id: 'sue', type: 'accept' })
    expect(table.rows('select * from doc_accepted')).toMatchObject([{ n: row!.n, by_id: 'ada', by_name: 'ada' }])
    expect(table.rows('select * from doc_fork_update')).toEqual([])
    const { sue: again } = await reopen()
    expect(again.text()).toBe('The very quick fox.')
    expect(table.rows('select user_id from doc_client')).toContainEqual({ user_id: 'sue' })
  })

  test('what its author has written meanwhile goes on from there', async () => {
    const { table, ada, sue, list } = await open()
    await sue.suggest((ydoc) => code(ydoc).insert(4, 'very'))
    const onItsWay = sue.draft((ydoc) => code(ydoc).insert(8, ' very '))!
    await table.do(ada.member, 'accept', { user: 'sue' })
    await table.do(sue.member, 'suggest', onItsWay)
    expect(await list()).toMatchObject([{ type: 'insert', text: ' very ' }])
    await table.do(ada.member, 'accept', { user: 'sue' })
    expect(ada.text()).toBe('The very very quick brown fox.')
  })

  test('[Y10] one of several leaves the others, under the ids that they had', async () => {
    const { table, ada, sue, list, reopen } = await open()
    await sue.suggest((ydoc) => code(ydoc).insert(4, 'very '))
    await sue.suggest((ydoc) => code(ydoc).delete(15, 6))
    await sue.suggest((ydoc) => code(ydoc).format(0, 3, { bold: true }))
    const before = await list()
    expect(before.map(({ type, text }) => `${type} ${text}`)).toEqual([
      'format bold: true',
      'insert very ',
      'delete brown ',
    ])
    await table.do(ada.member, 'accept', { user: 'sue', ids: [before[1]!.id] })
    expect(ada.text()).toBe('The very quick brown fox.')
    expect(sue.proposal()).toBe('The very quick fox.')
    expect(table.test.told('suggested').at(-1)).toMatchObject({ user: 'sue', whole: true })
    expect((await list()).map(({ id }) => id)).toEqual([before[0]!.id, before[2]!.id])
    const again = await reopen()
    expect(again.sue.proposal()).toBe('The very quick fox.')
    await table.do(again.ada.member, 'accept', { user: 'sue', ids: before.slice(2).map(({ id }) => id) })
    await table.do(again.ada.member, 'accept', { user: 'sue', ids: [before[0]!.id] })
    expect(again.ada.text()).toBe('The very quick fox.')
    expect(again.ada.main.getText('code').toDelta()).toMatchObject([{ insert: 'The', attributes: { bold: true } }, {}])
    expect(table.test.told('suggested').at(-1)).toMatchObject({ update: null })
    expect(table.rows('select * from doc_accepted')).toHaveLength(3)
  })

  test('what its author is writing behind an accepted change stays behind it', async () => {
    const { table, ada, sue, list } = await open()
    for (let i = 0; i < 20; i++) {
      await sue.suggest((ydoc) => code(ydoc).insert(4, 'ab'))
      await sue.suggest((ydoc) => code(ydoc).delete(code(ydoc).length - 1, 1))
      const onItsWay = sue.draft((ydoc) => code(ydoc).insert(6, 'c'))!
      const [insertion] = await list()
      await table.do(ada.member, 'accept', { user: 'sue', ids: [insertion!.id] })
      await table.do(sue.member, 'suggest', onItsWay)
      expect(sue.proposal().slice(4, 7)).toBe('abc')
      await table.do(ada.member, 'accept', { user: 'sue' })
    }
  })

  test('[Y10] a change that is another one by now is refused', async () => {
    const { table, ada, sue, list } = await open()
    await sue.suggest((ydoc) => code(ydoc).insert(4, 'very '))
    const [{ id }] = (await list()) as [Suggestion]
    await sue.suggest((ydoc) => code(ydoc).insert(9, 'nasty '))
    expect(await table.refusal(ada.member, 'accept', { user: 'sue', ids: [id] })).toBe('conflict')
    expect(await table.refusal(ada.member, 'accept', { user: 'nobody' })).toBe('not_found')
    expect(await table.refusal(ada.member, 'accept', { user: 'sue', ids: [] })).toBe('bad_body')
    expect(ada.text()).toBe('The quick brown fox.')
  })

  test('goes by what whoever decides has seen, whatever is written and decided meanwhile', async () => {
    const { table, ada, sue, list } = await open()
    await sue.suggest((ydoc) => code(ydoc).insert(4, 'very '))
    await sue.suggest((ydoc) => code(ydoc).delete(15, 6))
    const [insertion, deletion] = await list()
    const body = (change: Suggestion) => ({ user: 'sue', ids: [change.id] })
    const [one, two] = [
      await table.load(ada.member, 'accept', body(insertion!)),
      await table.load(ada.member, 'accept', body(insertion!)),
    ]
    // Written while it was looked up: it stays in the fork.
    await sue.suggest((ydoc) => code(ydoc).insert(0, '> '))
    await ada.edit((ydoc) => code(ydoc).insert(code(ydoc).length, ' Yes.'))
    table.run(ada.member, 'accept', body(insertion!), one)
    table.tick()
    expect(ada.text()).toBe('The very quick brown fox. Yes.')
    expect(sue.proposal()).toBe('> The very quick fox. Yes.')
    expect(() => table.run(ada.member, 'accept', body(insertion!), two)).toThrow('it has changed meanwhile')
    // Another fork by the same author is not the one that was looked at.
    const late = await table.load(ada.member, 'accept', body(deletion!))
    await table.do(ada.member, 'reject', { user: 'sue' })
    await sue.suggest((ydoc) => code(ydoc).insert(0, '# '))
    expect(() => table.run(ada.member, 'accept', body(deletion!), late)).toThrow('it has changed meanwhile')
    expect(ada.text()).toBe('The very quick brown fox. Yes.')
  })

  test('is for editors', async () => {
    const { table, sue, list } = await open()
    await sue.suggest((ydoc) => code(ydoc).insert(4, 'very '))
    const [{ id }] = (await list()) as [Suggestion]
    expect(await table.refusal(sue.member, 'accept', { user: 'sue' })).toBe('forbidden')
    expect(await table.refusal(sue.member, 'accept', { user: 'sue', ids: [id] })).toBe('forbidden')
  })
})

describe('rejecting', () => {
  test('leaves the document alone, and drops the fork with its last change', async () => {
    const { table, ada, sue, list } = await open()
    await sue.suggest((ydoc) => code(ydoc).insert(4, 'very '))
    await sue.suggest((ydoc) => code(ydoc).delete(15, 6))
    const [insertion, deletion] = await list()
    await table.do(ada.member, 'reject', { user: 'sue', ids: [deletion!.id] })
    expect(sue.proposal()).toBe('The very quick brown fox.')
    await table.do(ada.member, 'reject', { user: 'sue', ids: [insertion!.id] })
    expect(table.test.told('suggested').at(-1)).toMatchObject({ update: null })
    expect(sue.proposal()).toBe('The quick brown fox.')
    expect(ada.text()).toBe('The quick brown fox.')
    expect(table.rows('select * from doc_fork')).toEqual([])
  })

  test('one’s own is for everybody who may suggest; others’ is for editors', async () => {
    const { table, ada, sue } = await open()
    await table.do(ada.member, 'share', { user: 'sam', role: 'suggester' })
    const sam = await Proposer.sit(table, 'sam')
    await sue.suggest((ydoc) => code(ydoc).insert(4, 'very '))
    expect(await table.refusal(sam.member, 'reject', { user: 'sue' })).toBe('forbidden')
    expect(await table.refusal(sue.member, 'reject', { user: 'sue' })).toBeNull()
  })

  test('what is rejected is not in the bytes that are kept and told', async () => {
    const { table, ada, sue, list } = await open()
    await sue.suggest((ydoc) => code(ydoc).insert(4, 'a secret '))
    await sue.suggest((ydoc) => code(ydoc).delete(18, 6))
    const [insertion] = await list()
    await table.do(ada.member, 'reject', { user: 'sue', ids: [insertion!.id] })
    await table.do(ada.member, 'accept', { user: 'sue' })
    const holds = (bytes: Uint8Array) => new TextDecoder().decode(bytes).includes('secret')
    const { update } = table.test.told('suggested').find(({ whole }) => whole === true)!
    expect(holds(update!)).toBe(false)
    for (const { data } of table.rows<{ data: Uint8Array }>('select data from doc_update'))
      expect(holds(data)).toBe(false)
  })
})
