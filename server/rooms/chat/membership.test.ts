/** How people come into a channel, rise, fall and leave. */
import { describe, expect, test } from 'vitest'
import { directRoom } from '../../../shared/chat/rules.ts'
import type { Invite } from '../../../shared/chat/types.ts'
import { ChatTable } from '../../../test/support/chat-table.ts'
import { inboxRoom } from '../../../shared/inbox/contract.ts'

describe('a group', () => {
  test('says nothing to a stranger who was waiting in its room', async () => {
    const table = await ChatTable.open()
    await table.join('eve', { create: true })
    const { member: ada } = await table.join('ada', { create: true })
    expect(await table.refusal(ada, 'create', { type: 'group', members: ['bob'] })).toBe('unavailable')
    expect(table.test.kicked.map(({ member, code }) => [member.user.id, code])).toEqual([['eve', 'forbidden']])
    expect(table.test.said).toEqual([])
    table.test.tick()
    expect(await table.refusal(ada, 'create', { type: 'group', members: ['bob'] })).toBeNull()
    expect(await table.send(ada, 'hello')).toBeGreaterThan(0)
  })
})

describe('a direct channel', () => {
  test('is one for both, whoever makes it, and again is the one that is there', async () => {
    const { table, ada, other } = await ChatTable.direct('bob')
    const again = await table.do(other, 'create', { type: 'direct', with: 'ada' })
    expect(again).toMatchObject({ type: 'direct', memberCount: 2, createdBy: 'ada' })
    expect(await table.do(ada, 'create', { type: 'direct', with: 'bob' })).toEqual(again)
    expect(table.rows('select first_id, second_id from chat_channel')).toEqual([{ first_id: 'ada', second_id: 'bob' }])
  })

  test('is of its two, and not to be known by anybody else', async () => {
    const { table } = await ChatTable.direct('bob')
    await expect(table.join('eve')).rejects.toMatchObject({ code: 'unknown_room' })
    await expect(table.join('eve', { create: true })).rejects.toMatchObject({ code: 'unknown_room' })
    await expect(table.join('eve', { invite: 'x' })).rejects.toMatchObject({ code: 'unknown_room' })
    await expect(table.authorize('eve')).rejects.toMatchObject({ code: 'unknown_room' })
  })

  test('lies in the room of its two, and nothing else does', async () => {
    const table = await ChatTable.open(directRoom('ada', 'bob'))
    const { member: ada } = await table.join('ada', { create: true, with: 'bob' })
    expect(await table.refusal(ada, 'create', { type: 'direct', with: 'eve' })).toBe('bad_body')
    expect(await table.refusal(ada, 'create', { type: 'direct', with: 'ada' })).toBe('bad_body')
    expect(await table.refusal(ada, 'create', { type: 'public' })).toBe('forbidden')
  })

  test('cannot be told from none by whoever is none of its two, not even by trying to make it', async () => {
    const { table } = await ChatTable.direct('bob')
    const none = await table.beside(directRoom('ada', 'cy'))
    for (const options of [{ create: true }, { create: true, with: 'ada' }, { create: true, with: 'bob' }]) {
      const there = await table.authorize('eve', options).catch((thrown: unknown) => thrown)
      expect(there).toMatchObject({ code: 'unknown_room' })
      expect(await none.authorize('eve', options).catch((thrown: unknown) => thrown)).toEqual(there)
    }
    // And nobody waits there to hear the first word.
    await expect(none.join('cy', { create: true })).rejects.toMatchObject({ code: 'unknown_room' })
    expect((await none.join('cy', { create: true, with: 'ada' })).state.channel).toBeNull()
  })

  test('lets each shut the other up, and nobody else hears of it', async () => {
    const { table, ada, other: bob } = await ChatTable.direct('bob')
    const n = await table.send(bob, 'hello')
    await table.do(ada, 'block', { on: true })
    expect(await table.refusal(bob, 'send', { text: 'hello?' })).toBe('forbidden')
    expect(await table.refusal(bob, 'edit', { n, text: 'hello?' })).toBe('forbidden')
    expect(await table.refusal(bob, 'react', { n, emoji: '👍', on: true })).toBe('forbidden')
    expect(await table.refusal(ada, 'send', { text: 'bye' })).toBeNull()
    await table.reopen()
    const again = await table.join('bob')
    expect(await table.refusal(again.member, 'send', { text: 'still?' })).toBe('forbidden')
    expect(again.state.me).not.toHaveProperty('blocking')
    const mine = await table.join('ada')
    expect(mine.state.me.blocking).toBe(true)
    await table.do(mine.member, 'block', { on: false })
    expect(await table.refusal(again.member, 'send', { text: 'again' })).toBeNull()
  })
})

describe('a group', () => {
  test('has in it whom its maker named, and they hear of it', async () => {
    const { table } = await ChatTable.of('group', 'bob', 'cy')
    expect(table.rows('select user_id, role from chat_member order by user_id')).toEqual([
      { user_id: 'ada', role: 'owner' },
      { user_id: 'bob', role: 'member' },
      { user_id: 'cy', role: 'member' },
    ])
    expect(table.test.posted).toMatchObject([
      { kind: 'inbox', room: inboxRoom('bob'), op: 'notify', body: { user: 'bob', type: 'invitation', room: 'talk' } },
      { room: inboxRoom('cy') },
    ])
  })

  test('is not there for who is not in it', async () => {
    const { table } = await ChatTable.of('group', 'bob')
    await expect(table.join('eve')).rejects.toMatchObject({ code: 'unknown_room' })
    await expect(table.authorize('eve')).rejects.toMatchObject({ code: 'unknown_room' })
  })

  test('grows by adding, but not against a ban or a block', async () => {
    const { table, ada, all } = await ChatTable.of('group', 'bob', 'cy')
    await table.do(ada, 'ban', { user: 'cy', untilMs: 0 })
    table.sqlite.exec("insert into chat_block values ('dan', 'bob', 0)")
    expect(await table.do(all[0]!, 'add', { users: ['ada', 'cy', 'dan', 'eve', 'eve'] })).toEqual({ added: ['eve'] })
    expect(table.test.told('said').at(-1)).toMatchObject({ system: 'added', by: 'bob', user: 'eve' })
    await expect(table.join('cy')).rejects.toMatchObject({ code: 'forbidden' })
    expect((await table.join('eve')).state.me).toMatchObject({ role: 'member', mentions: 0 })
  })
})

describe('an invitation', () => {
  test('lets in as many as it says, counting over a restart, and nobody twice', async () => {
    const { table, ada } = await ChatTable.of('group')
    const { code } = (await table.do(ada, 'invite', { maxUses: 2 })) as Invite
    const { state } = await table.join('bob', { invite: code })
    expect(state.me.role).toBe('member')
    expect((await table.join('bob', { invite: code })).state.me.role).toBe('member')
    await table.reopen()
    await table.join('cy', { invite: code })
    await expect(table.join('dan', { invite: code })).rejects.toMatchObject({ code: 'unknown_room' })
    expect(table.rows('select uses from chat_invite')).toEqual([{ uses: 2 }])
  })

  test('ends with its time, and when it is taken back', async () => {
    const { table, ada } = await ChatTable.of('group')
    const one = (await table.do(ada, 'invite', { expiresMs: table.wallMs + 1000 })) as Invite
    const two = (await table.do(ada, 'invite', {})) as Invite
    expect(one.code).not.toBe(two.code)
    table.pass(1000)
    await expect(table.join('bob', { invite: one.code })).rejects.toMatchObject({ code: 'unknown_room' })
    await table.do(ada, 'uninvite', { code: two.code })
    await expect(table.join('bob', { invite: two.code })).rejects.toMatchObject({ code: 'unknown_room' })
    expect(await table.refusal(ada, 'invite', { expiresMs: 1 })).toBe('bad_body')
  })

  test('is used up by those who come at once, though each of them read it before', async () => {
    const { table, ada } = await ChatTable.of('group')
    const { code } = (await table.do(ada, 'invite', { maxUses: 1 })) as Invite
    const read = []
    for (const user of ['bob', 'cy']) {
      const granted = await table.authorize(user, { invite: code })
      if (typeof granted !== 'string') read.push({ user, ...granted })
    }
    const [bob, cy] = read
    table.test.join(bob!.user, { invite: code }, bob)
    expect(() => table.test.join(cy!.user, { invite: code }, cy)).toThrow(/no such room/)
  })

  test('does not open a banned one’s way back', async () => {
    const { table, ada } = await ChatTable.of('group', 'bob')
    const { code } = (await table.do(ada, 'invite', {})) as Invite
    await table.do(ada, 'ban', { user: 'bob', untilMs: 0 })
    await expect(table.join('bob', { invite: code })).rejects.toMatchObject({ code: 'forbidden' })
    await table.do(ada, 'unban', { user: 'bob' })
    expect((await table.join('bob', { invite: code })).state.me.role).toBe('member')
  })
})

describe('who goes', () => {
  test('gives up seat and membership', async () => {
    const { table, all } = await ChatTable.of('group', 'bob')
    await table.do(all[0]!, 'quit', {})
    expect(table.kicked).toEqual(['bob kicked'])
    expect(table.test.unwatched).toEqual(['bob'])
    expect(table.test.told('member').at(-1)).toMatchObject({ change: 'left', user: 'bob', memberCount: 1 })
    await expect(table.join('bob')).rejects.toMatchObject({ code: 'unknown_room' })
  })

  test('passes the channel on first, or puts it away when nobody else is left', async () => {
    const { table, ada } = await ChatTable.of('group', 'bob')
    expect(await table.refusal(ada, 'quit', {})).toBe('conflict')
    expect(await table.refusal(ada, 'role', { user: 'ada', role: 'member' })).toBe('conflict')
    await table.do(ada, 'role', { user: 'bob', role: 'owner' })
    await table.do(ada, 'quit', {})
    const { member: bob } = await table.join('bob')
    await table.do(bob, 'quit', {})
    expect(table.rows('select archived, member_count from chat_channel')).toEqual([{ archived: 1, member_count: 0 }])
  })
})

describe('authority', () => {
  test('reaches who is not here, and whose row must be read', async () => {
    const { table, ada, all } = await ChatTable.of('public', 'bob')
    table.leave(all[0]!)
    await table.reopen()
    const { member } = await table.join('ada')
    expect(await table.refusal(ada, 'kick', { user: 'bob' })).toBe('not_joined')
    await table.do(member, 'mute', { user: 'bob', untilMs: table.wallMs + 60_000, reason: 'shouting' })
    const { member: bob, state } = await table.join('bob')
    expect(state.me.mutedUntil).toBe(table.wallMs + 60_000)
    expect(await table.refusal(bob, 'send', { text: 'HELLO' })).toBe('forbidden')
    table.pass(60_000)
    expect(await table.refusal(bob, 'send', { text: 'hello' })).toBeNull()
    expect(table.rows('select did, user_id, detail from chat_audit')).toEqual([
      { did: 'mute', user_id: 'bob', detail: 'shouting' },
    ])
  })

  test('goes down, never up or sideways, and not to oneself', async () => {
    const { table, ada, all } = await ChatTable.of('public', 'bob', 'cy', 'dan')
    const [bob, , dan] = all
    await table.do(ada, 'role', { user: 'bob', role: 'moderator' })
    await table.do(ada, 'role', { user: 'cy', role: 'moderator' })
    expect(await table.refusal(bob!, 'kick', { user: 'ada' })).toBe('forbidden')
    expect(await table.refusal(bob!, 'ban', { user: 'cy', untilMs: 0 })).toBe('forbidden')
    expect(await table.refusal(bob!, 'mute', { user: 'bob', untilMs: 0 })).toBe('conflict')
    expect(await table.refusal(bob!, 'role', { user: 'dan', role: 'moderator' })).toBe('forbidden')
    expect(await table.refusal(dan!, 'kick', { user: 'cy' })).toBe('forbidden')
    expect(await table.refusal(bob!, 'kick', { user: 'nobody' })).toBe('not_found')
    expect(await table.refusal(bob!, 'kick', { user: 'dan' })).toBeNull()
    expect(table.kicked).toEqual(['dan kicked'])
  })

  test('keeps a banned one out until the ban ends, also one who never was here', async () => {
    const { table, ada } = await ChatTable.of('public')
    const { member: bob } = await table.join('bob')
    await table.do(ada, 'ban', { user: 'bob', untilMs: table.wallMs + 60_000, reason: 'spam' })
    expect(await table.refusal(ada, 'ban', { user: 'cy', untilMs: 1 })).toBe('bad_body')
    await table.do(ada, 'ban', { user: 'cy', untilMs: 0 })
    expect(table.kicked).toEqual(['bob forbidden'])
    expect(await table.refusal(bob, 'enter', {})).toBe('not_joined')
    await table.reopen()
    await expect(table.join('bob')).rejects.toMatchObject({ code: 'forbidden' })
    await expect(table.authorize('cy')).rejects.toMatchObject({ code: 'forbidden' })
    table.pass(60_000)
    expect((await table.join('bob')).state.me.role).toBe('visitor')
    await expect(table.join('cy')).rejects.toMatchObject({ code: 'forbidden' })
  })

  test('is what the room knows, however old the read is that lets somebody in', async () => {
    const { table, ada, all } = await ChatTable.of('group', 'bob')
    const granted = await table.authorize('bob', {})
    await table.do(ada, 'kick', { user: 'bob' })
    expect(all).toHaveLength(1)
    expect(() => table.test.join('bob', {}, granted as { role: string; facts: unknown })).toThrow(/no such room/)
    table.pass(20_001)
    expect(() => table.test.join('bob', {}, granted as { role: string; facts: unknown })).toThrow(/slow/)
  })
})
