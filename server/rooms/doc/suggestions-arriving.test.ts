/** Suggestions on their way in: in parts, before what they build on, and as which Yjs client. */
import { describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import { DOC } from '../../../shared/doc/rules.ts'
import { changed, code, open } from '../../../test/support/doc-proposer.ts'

const SIZE = DOC.editMax

const parts = (update: Uint8Array, id: number) => {
  const of = Math.ceil(update.length / SIZE)
  return Array.from({ length: of }, (_, index) => ({
    id,
    index,
    of,
    update: update.slice(index * SIZE, (index + 1) * SIZE),
  }))
}

describe('a suggestion in parts', () => {
  test('[Y7] is one suggestion, and is accepted as any other', async () => {
    const { table, ada, sue, list, reopen } = await open()
    const all = parts(
      sue.draft((ydoc) => code(ydoc).insert(4, 'x'.repeat(120_000)))!,
      7,
    )
    for (const part of all.slice(1)) expect(await table.refusal(sue.member, 'suggestPart', part)).toBeNull()
    expect(table.test.told('suggested')).toEqual([])
    expect(await table.refusal(sue.member, 'suggestPart', all[0]!)).toBeNull()
    expect(table.test.told('suggested')).toHaveLength(1)
    expect((await list())[0]!.type).toBe('insert')
    await table.do(ada.member, 'accept', { user: 'sue' })
    expect((await reopen()).ada.text()).toHaveLength(120_020)
  })

  test('[Y7] is no larger than what one may propose, and none of a commenter', async () => {
    const { table, ada, sue } = await open()
    const [of, update] = [Math.ceil(DOC.forkBytesMax / SIZE) + 1, new Uint8Array(SIZE)]
    const refusals: (string | null)[] = []
    for (let index = 0; index < of; index++)
      refusals.push(await table.refusal(sue.member, 'suggestPart', { id: 1, index, of, update }))
    expect(refusals.filter((code) => code !== null)).toEqual(['body_too_large'])
    await table.do(ada.member, 'share', { user: 'com', role: 'commenter' })
    const { member } = await table.join('com')
    expect(await table.refusal(member, 'suggestPart', { id: 1, index: 0, of: 2, update })).toBe('forbidden')
  })
})

describe('a suggestion that came before what it builds on', () => {
  test('[Y9] waits for the edit, and is answered when both are kept', async () => {
    const { table, ada } = await open()
    ada.hear()
    const edit = changed(ada.main, (ydoc) => code(ydoc).insert(0, 'Oh: '))!
    Y.applyUpdate(ada.fork, edit)
    const behind = ada.draft((ydoc) => code(ydoc).insert(4, 'so '))!
    const owed = table.test.owed.length
    expect(await table.refusal(ada.member, 'suggest', behind)).toBeNull()
    expect(table.test.owed.slice(owed)).toEqual([null])
    expect(table.rows('select m from doc_fork_update')).toEqual([])
    await table.do(ada.member, 'edit', edit)
    expect(table.test.owed.slice(owed)).toEqual([{ reply: undefined }, { reply: undefined }])
    expect(table.rows('select m from doc_fork_update')).toHaveLength(1)
    expect([ada.text(), ada.proposal()]).toEqual(['Oh: The quick brown fox.', 'Oh: so The quick brown fox.'])
  })

  test('[Y9] is refused where that does not come', async () => {
    const { table, sue } = await open()
    sue.draft((ydoc) => code(ydoc).insert(0, 'lost'))
    const behind = sue.draft((ydoc) => code(ydoc).insert(4, ' and built on'))!
    await table.do(sue.member, 'suggest', behind)
    table.pass(4_900)
    expect(table.test.owed.at(-1)).toBeNull()
    table.pass(200)
    expect(table.test.owed.at(-1)).toMatchObject({ refused: { code: 'conflict' } })
    expect(table.rows('select m from doc_fork_update')).toEqual([])
  })
})

describe('what an editor could not save any more', () => {
  /** sue was an editor, and wrote on as one. */
  const downgraded = async () => {
    const { table, ada, list, reopen } = await open()
    await table.do(ada.member, 'share', { user: 'sue', role: 'editor' })
    const { sue } = await reopen()
    await sue.edit((ydoc) => code(ydoc).insert(4, 'very '))
    sue.hear()
    const unsaved = changed(sue.main, (ydoc) => {
      code(ydoc).insert(9, 'red ')
      code(ydoc).delete(code(ydoc).length - 1, 1)
    })!
    const again = await reopen()
    await table.do(again.ada.member, 'share', { user: 'sue', role: 'suggester' })
    expect(await table.refusal(again.sue.member, 'edit', unsaved)).toBe('forbidden')
    return { table, ...again, list, reopen, unsaved }
  }

  test('may become a suggestion, under the ids that it has, and be accepted whole', async () => {
    const { table, ada, sue, list, unsaved } = await downgraded()
    expect(await table.refusal(sue.member, 'suggest', unsaved)).toBeNull()
    expect(await list()).toMatchObject([
      { type: 'insert', text: 'red ', by: 'sue' },
      { type: 'delete', text: '.' },
    ])
    await table.do(ada.member, 'accept', { user: 'sue' })
    expect(ada.text()).toBe('The very red quick brown fox')
  })

  test('may become a suggestion that is accepted and rejected change by change', async () => {
    const { table, ada, sue, list, unsaved, reopen } = await downgraded()
    await table.do(sue.member, 'suggest', unsaved)
    const [came, went] = await list()
    await table.do(ada.member, 'accept', { user: 'sue', ids: [came!.id] })
    await table.do(ada.member, 'reject', { user: 'sue', ids: [went!.id] })
    expect(ada.text()).toBe('The very red quick brown fox.')
    expect((await reopen()).sue.proposal()).toBe('The very red quick brown fox.')
  })
})
