/** Who may do what in a document changes while people are in it, and holds at once. */
import { describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import { inboxRoom } from '../../../shared/inbox/notices.ts'
import type { ShareLink } from '../../../shared/doc/types.ts'
import type { Member } from '../../engine/room.ts'
import { DocTable, codeOf, typed } from '../../../test/support/doc-table.ts'

/** `role` events since the last look. */
const roles = (table: DocTable, member: Member): unknown[] =>
  table.test
    .take(member)
    .filter(({ event }) => event === 'role')
    .map(({ body }) => body)

const textOf = (table: DocTable): string => {
  const ydoc = new Y.Doc()
  for (const { data } of table.rows<{ data: Uint8Array }>('select data from doc_update order by n'))
    Y.applyUpdate(ydoc, data)
  return ydoc.getText('code').toJSON()
}

const link = async (table: DocTable, owner: Member, body: object): Promise<ShareLink> =>
  (await table.do(owner, 'link', body as { role: 'viewer' })) as ShareLink

describe('people', () => {
  test('[Y12] are let in, raised, lowered and put out while they are here', async () => {
    const { table, ada } = await DocTable.of()
    expect(await table.door('bob')).toBe('unknown_room')
    await table.do(ada, 'share', { user: 'bob', role: 'viewer' })
    const { member: bob, state } = await table.join('bob')
    expect(state.role).toBe('viewer')
    expect(await table.refusal(bob, 'edit', typed('no'))).toBe('forbidden')
    await table.do(ada, 'share', { user: 'bob', role: 'editor' })
    expect(roles(table, bob)).toEqual(['editor'])
    expect(await table.refusal(bob, 'edit', typed('yes'))).toBeNull()
    await table.do(ada, 'share', { user: 'bob', role: 'commenter' })
    expect(roles(table, bob)).toEqual(['commenter'])
    await table.do(ada, 'share', { user: 'bob', role: null })
    expect(table.kicked).toEqual(['bob forbidden'])
    expect(await table.door('bob')).toBe('unknown_room')
  })

  test('keep what they got when the room is opened again', async () => {
    const { table, ada } = await DocTable.of()
    await table.do(ada, 'share', { user: 'bob', name: 'Bobby', role: 'suggester' })
    await table.reopen()
    expect((await table.join('bob')).state.role).toBe('suggester')
    // By the name that they sign in with.
    expect(table.rows('select name from doc_grant')).toEqual([{ name: 'bob' }])
  })

  test('[Y12] get the highest of what is granted, linked and public', async () => {
    const { table, ada } = await DocTable.of()
    await table.do(ada, 'publish', { role: 'commenter' })
    await table.do(ada, 'share', { user: 'bob', role: 'viewer' })
    const { member: bob, state } = await table.join('bob')
    expect(state.role).toBe('commenter')
    const { code } = await link(table, ada, { role: 'editor' })
    await table.join('bob', { link: code })
    expect(roles(table, bob)).toEqual(['editor'])
    await table.do(ada, 'unlink', { code })
    await table.do(ada, 'publish', { role: null })
    expect(roles(table, bob)).toEqual(['commenter', 'viewer'])
    expect(table.kicked).toEqual([])
  })

  test('[Y12] a downgrade between two keystrokes of one tick loses none before it and lets in none after it', async () => {
    const { table, ada } = await DocTable.of()
    await table.do(ada, 'share', { user: 'bob', role: 'editor' })
    const { member: bob } = await table.join('bob')
    const body = { user: 'bob', role: 'viewer' } as const
    const loaded = await table.load(ada, 'share', body)
    for (const word of ['a', 'b', 'c']) table.run(bob, 'edit', typed(word), undefined)
    table.run(ada, 'share', body, loaded)
    for (const word of ['x', 'y'])
      expect(await codeOf(() => table.run(bob, 'edit', typed(word), undefined))).toBe('forbidden')
    table.tick()
    expect(Array.from(textOf(table)).toSorted().join('')).toBe('abc')
    expect(roles(table, bob)).toEqual(['viewer'])
    expect(table.test.members.has(bob)).toBe(true)
  })

  test('whoever is put out gets nothing more in, in the same tick', async () => {
    const { table, ada } = await DocTable.of()
    await table.do(ada, 'share', { user: 'bob', role: 'editor' })
    const { member: bob } = await table.join('bob')
    const body = { user: 'bob', role: null } as const
    const loaded = await table.load(ada, 'share', body)
    table.run(bob, 'edit', typed('before'), undefined)
    table.run(ada, 'share', body, loaded)
    expect(await codeOf(() => table.run(bob, 'edit', typed('after'), undefined))).toBe('forbidden')
    table.tick()
    expect(textOf(table)).toBe('before')
  })

  test('what the door read before a change does not count', async () => {
    const { table, ada } = await DocTable.of()
    await table.do(ada, 'share', { user: 'bob', role: 'editor' })
    const granted = await table.authorize('bob', {})
    await table.do(ada, 'share', { user: 'bob', role: null })
    expect(await codeOf(() => table.sit('bob', {}, granted))).toBe('unknown_room')
    const { code } = await link(table, ada, { role: 'editor' })
    const linked = await table.authorize('eve', { link: code })
    await table.do(ada, 'unlink', { code })
    expect(await codeOf(() => table.sit('eve', { link: code }, linked))).toBe('unknown_room')
    await table.do(ada, 'publish', { role: 'viewer' })
    const open = await table.authorize('eve', {})
    table.pass(25_000)
    expect(await codeOf(() => table.sit('eve', {}, open))).toBe('unavailable')
  })

  test('hear of it in their inbox, once for each time it is shared', async () => {
    const { table, ada } = await DocTable.of()
    const posts = () => table.test.posted.splice(0).map(({ room: to, op, body }) => ({ to, op, ...(body as object) }))
    await table.do(ada, 'share', { user: 'bob', role: 'viewer' })
    const [told] = posts()
    expect(told).toMatchObject({
      to: inboxRoom('bob'),
      op: 'notify',
      user: 'bob',
      type: 'invitation',
      title: 'ada shared a document with you',
      text: 'Paper',
      kind: 'doc',
    })
    await table.do(ada, 'share', { user: 'bob', role: 'editor' })
    expect(posts()).toEqual([])
    await table.do(ada, 'share', { user: 'bob', role: null })
    const { key } = told as unknown as { key: string }
    expect(posts()).toMatchObject([{ op: 'withdraw', user: 'bob', key }])
    table.pass(1000)
    await table.do(ada, 'share', { user: 'bob', role: 'viewer' })
    expect(posts()).not.toMatchObject([{ key }])
  })

  test('leave for good, in all their windows; the owner gives it away first', async () => {
    const { table, ada } = await DocTable.of()
    await table.do(ada, 'share', { user: 'bob', role: 'editor' })
    const { member: bob } = await table.join('bob')
    await table.join('bob')
    await table.do(bob, 'star', { on: true })
    expect(await table.refusal(ada, 'quit', {})).toBe('conflict')
    await table.do(bob, 'quit', {})
    expect(table.kicked).toEqual(['bob kicked', 'bob kicked'])
    expect(table.rows('select * from doc_grant')).toEqual([])
    expect(table.rows('select * from doc_shelf')).toEqual([])
    expect(await table.door('bob')).toBe('unknown_room')
  })

  test('a document is given away to one of those who have it, and its giver goes on as an editor', async () => {
    const { table, ada } = await DocTable.of()
    expect(await table.refusal(ada, 'transfer', { user: 'bob' })).toBe('conflict')
    await table.do(ada, 'share', { user: 'bob', name: 'Bob', role: 'viewer' })
    const { member: bob } = await table.join('bob')
    expect(roles(table, ada)).toEqual(['owner'])
    await table.do(ada, 'transfer', { user: 'bob' })
    expect(roles(table, bob)).toEqual(['owner'])
    expect(roles(table, ada)).toEqual(['editor'])
    expect(table.test.told('info').at(-1)).toMatchObject({ owner: 'bob' })
    expect(await table.refusal(ada, 'publish', { role: 'viewer' })).toBe('forbidden')
    expect(await table.refusal(bob, 'share', { user: 'bob', role: 'viewer' })).toBe('conflict')
    await table.reopen()
    expect((await table.join('bob')).state.role).toBe('owner')
    expect((await table.join('ada')).state.role).toBe('editor')
  })
})

describe('links', () => {
  test('[Y14] let in whoever has the code, who keeps it while the link lives', async () => {
    const { table, ada } = await DocTable.of()
    const { code } = await link(table, ada, { role: 'editor' })
    expect(await table.door('gus', { link: 'another' })).toBe('unknown_room')
    const { member: gus, state } = await table.join('gus', { link: code })
    expect(state.role).toBe('editor')
    table.leave(gus)
    await table.reopen()
    // Without the code: it is shared with them.
    expect((await table.join('gus')).state.role).toBe('editor')
    const { member: owner } = await table.join('ada')
    await table.do(owner, 'unlink', { code })
    expect(table.kicked).toEqual(['gus forbidden'])
    expect(table.rows('select * from doc_grant')).toEqual([])
    expect(await table.door('gus', { link: code })).toBe('unknown_room')
  })

  test('[Y14] end when their time is over, for those who are here too', async () => {
    const { table, ada } = await DocTable.of()
    expect(await table.refusal(ada, 'link', { role: 'viewer', expiresMs: 1000 })).toBe('bad_body')
    const expiresMs = Math.floor(table.wallMs) + 3 * 3_600_000
    const { code, expiresAt } = await link(table, ada, { role: 'editor', expiresMs })
    expect(expiresAt).toBe(expiresMs)
    const { member: gus } = await table.join('gus', { link: code })
    table.pass(3 * 3_600_000 - 1000)
    expect(await table.refusal(gus, 'edit', typed('in time'))).toBeNull()
    table.pass(2000)
    expect(table.kicked).toEqual(['gus forbidden'])
    expect(await table.door('gus', { link: code })).toBe('unknown_room')
    expect(await table.door('gus')).toBe('unknown_room')
  })

  test('[Y14] with a password open for those who know it, once', async () => {
    const { table, ada } = await DocTable.of()
    const shown = await link(table, ada, { role: 'commenter', password: 'sésame' })
    expect(shown).toMatchObject({ password: true, role: 'commenter' })
    expect(JSON.stringify(table.rows('select * from doc_link'))).not.toContain('sésame')
    const { code } = shown
    expect(await table.door('gus', { link: code })).toBe('forbidden')
    expect(await table.door('gus', { link: code, password: 'sesame' })).toBe('forbidden')
    // Whatever the keyboard composes it of.
    expect(await table.door('gus', { link: code, password: 'sésame'.normalize('NFD') })).toBeNull()
    expect(await table.door('gus', { link: code })).toBeNull()
    expect(await table.door('eve', { password: 'sésame' })).toBe('unknown_room')
  })

  test('[Y14] with a password are tried no faster than people type', async () => {
    const { table, ada } = await DocTable.of()
    const { code } = await link(table, ada, { role: 'viewer', password: 'right' })
    const tries: (string | null)[] = []
    for (let i = 0; i < 12; i++) tries.push(await table.door('eve', { link: code, password: `wrong ${i}` }))
    expect(tries.slice(0, 10)).toEqual(Array(10).fill('forbidden'))
    expect(tries.slice(10)).toEqual(Array(2).fill('rate_limited'))
    // Nobody else has to wait for it.
    expect(await table.door('gus', { link: code, password: 'right' })).toBeNull()
    table.pass(5_000)
    expect(await table.door('eve', { link: code, password: 'right' })).toBeNull()
  })

  test('are not too many, and those that are over make room', async () => {
    const { table, ada } = await DocTable.of()
    const expiresMs = Math.floor(table.wallMs) + 1000
    for (let i = 0; i < 50; i++) await link(table, ada, i === 0 ? { role: 'viewer', expiresMs } : { role: 'viewer' })
    expect(await table.refusal(ada, 'link', { role: 'viewer' })).toBe('conflict')
    table.pass(2000)
    expect(await table.refusal(ada, 'link', { role: 'viewer' })).toBeNull()
    expect(table.rows('select * from doc_link')).toHaveLength(50)
  })

  test('open nothing that is in the trash', async () => {
    const { table, ada } = await DocTable.of()
    const { code } = await link(table, ada, { role: 'viewer' })
    await table.do(ada, 'trash', {})
    expect(await table.door('gus', { link: code })).toBe('unknown_room')
    await table.do(ada, 'untrash', {})
    expect(await table.door('gus', { link: code })).toBeNull()
  })
})
