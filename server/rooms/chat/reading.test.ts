/** Watermarks, mentions, and who is told of what. */
import { describe, expect, test } from 'vitest'
import { inboxRoom } from '../../../shared/inbox/contract.ts'
import type { Mine } from '../../../shared/chat/types.ts'
import type { Member } from '../../engine/room.ts'
import { ChatTable } from '../../../test/support/chat-table.ts'

const mineOf = (table: ChatTable, member: Member): Mine | undefined =>
  table.test
    .take(member)
    .filter(({ event }) => event === 'mine')
    .map(({ body }) => body as Mine)
    .at(-1)

/** Notices posted since the channel was there. */
const notices = (table: ChatTable, type: string) =>
  table.test.posted
    .map(({ body }) => body as { type: string; user: string; n: number })
    .filter((one) => one.type === type)

describe('a watermark', () => {
  test('of delivery follows what a device acknowledges', async () => {
    const { table, ada, all } = await ChatTable.of('public', 'bob')
    const n = await table.send(ada, 'hello')
    const seq = table.test.said.filter(({ event }) => event !== 'presence' && event !== 'crowd').length
    table.test.room.acked?.(all[0]!, seq - 1)
    table.pass(1500)
    expect(table.test.told('receipt').filter(({ user }) => user === 'bob')).toMatchObject([{ delivered: n - 1 }])
    table.test.room.acked?.(all[0]!, seq)
    table.pass(12_000)
    expect(table.test.told('receipt').at(-1)).toEqual({ user: 'bob', delivered: n, read: n - 1 })
    expect(table.rows('select delivered from chat_member where user_id = ?', 'bob')).toEqual([{ delivered: n }])
  })

  test('is written at most once a second, and when the room closes', async () => {
    const { table, ada, all } = await ChatTable.of('public', 'bob')
    for (let i = 0; i < 50; i++) {
      table.pass(100)
      const n = await table.send(ada, `message ${i}`)
      await table.do(all[0]!, 'read', { n })
    }
    const written = table.test.recorded.filter(({ write, row }) => write === 'watermark' && row['user_id'] === 'bob')
    expect(written.length).toBeGreaterThan(2)
    expect(written.length).toBeLessThanOrEqual(6)
    table.test.room.closing?.()
    table.commit()
    expect(table.rows('select read from chat_member where user_id = ?', 'bob')).toEqual([{ read: 52 }])
  })

  test('moves with one’s own words, and never beyond the last message', async () => {
    const { table, all } = await ChatTable.of('public', 'bob')
    const n = await table.send(all[0]!, 'mine')
    const { state } = await table.join('bob')
    expect(state.me.read).toBe(n)
    await table.do(all[0]!, 'read', { n: 1_000_000 })
    expect((await table.join('bob')).state.me.read).toBe(n)
  })

  test('is moved from the inbox for who is not here, and for who comes just then', async () => {
    const { table, ada, all } = await ChatTable.of('public', 'bob')
    table.leave(all[0]!)
    const n = await table.send(ada, 'hello')
    await table.reopen()
    table.sqlite.exec('update chat_channel set member_count = 500')
    await table.reopen()
    const early = await table.authorize('bob', {})
    table.test.room.mail?.['read']?.({ user: 'bob', n }, '1')
    table.commit()
    expect(table.rows('select read, role, state from chat_member where user_id = ?', 'bob')).toEqual([
      { read: n, role: 'member', state: 'in' },
    ])
    const { state } = table.test.join('bob', {}, early as { role: string; facts: unknown })
    expect(state).toMatchObject({ me: { read: n } })
    expect(() => table.test.room.mail?.['read']?.({ user: 7, n: 'x' }, '2')).toThrow(/body/)
  })
})

describe('whoever is no member', () => {
  test('leaves no row by saying that they have read, and learns nothing from one', async () => {
    const { table, ada } = await ChatTable.of('group', 'bob')
    await table.send(ada, 'hello')
    table.test.room.mail?.['read']?.({ user: 'eve', n: 1_000_000 }, '1')
    table.commit()
    expect(table.rows('select * from chat_member where user_id = ?', 'eve')).toEqual([])
  })
})

describe('a mention', () => {
  test('of a member is counted until it is read, and told where they are', async () => {
    const { table, ada, all } = await ChatTable.of('public', 'bob')
    const [bob] = all
    const n = await table.send(ada, 'look, @[bob]! and you, @[nobody]')
    expect(table.test.told('said').at(-1)).toMatchObject({ mentions: ['bob'] })
    expect(table.rows('select user_id, n from chat_mention')).toEqual([{ user_id: 'bob', n }])
    expect(table.test.posted).toMatchObject([
      { room: inboxRoom('bob'), body: { key: `talk:${n}`, type: 'mention', title: 'ada in Talk', n } },
    ])
    table.pass(1500)
    expect(mineOf(table, bob!)).toMatchObject({ mentions: 1 })
    await table.do(bob!, 'read', { n })
    table.pass(1500)
    expect(mineOf(table, bob!)).toMatchObject({ mentions: 0, read: n })
  })

  test('waits for who comes later, also where the database has not heard of it yet', async () => {
    const { table, ada, all } = await ChatTable.of('public', 'bob')
    table.leave(all[0]!)
    table.paused = true
    await table.send(ada, 'one @[bob]')
    await table.send(ada, 'two @[bob]')
    expect((await table.join('bob')).state.me.mentions).toBe(2)
    table.paused = false
    table.commit()
    await table.reopen()
    expect((await table.join('bob')).state.me.mentions).toBe(2)
  })

  test('that is edited out or deleted is no mention any more', async () => {
    const { table, ada, all } = await ChatTable.of('public', 'bob', 'cy')
    const n = await table.send(ada, '@[bob] and @[cy]')
    await table.do(ada, 'edit', { n, text: '@[cy] alone' })
    expect(table.rows('select user_id from chat_mention')).toEqual([{ user_id: 'cy' }])
    expect(notices(table, 'mention').map(({ user }) => user)).toEqual(['bob', 'cy'])
    await table.do(ada, 'delete', { n })
    expect(table.rows('select user_id from chat_mention')).toEqual([])
    expect((await table.join('cy')).state.me.mentions).toBe(0)
    expect(all).toHaveLength(2)
  })

  test('is none from whom one blocks, and is not sent after who wants to hear nothing', async () => {
    const { table, ada, all } = await ChatTable.of('public', 'bob', 'cy', 'dan')
    table.sqlite.exec("insert into chat_block values ('bob', 'ada', 0)")
    await table.do(all[1]!, 'notify', { level: 'none' })
    await table.do(all[2]!, 'notify', { level: 'none', untilMs: table.wallMs + 1000 })
    await table.send(ada, '@[bob] @[cy] @[dan]')
    expect(table.test.told('said').at(-1)!.mentions).toEqual(['cy', 'dan'])
    expect(notices(table, 'mention')).toEqual([])
    table.pass(1000)
    await table.send(ada, 'again @[dan]')
    expect(notices(table, 'mention').map(({ user }) => user)).toEqual(['dan'])
  })

  test('of everybody is for members of small channels, and for moderators of any', async () => {
    const { table, ada, all } = await ChatTable.of('public', ...Array.from({ length: 24 }, (_, i) => `user-${i}`))
    const [first] = all
    table.leave(all[1]!)
    await table.send(first!, 'hello @channel')
    expect(table.test.told('said').at(-1)).not.toHaveProperty('mentions')
    expect(table.rows('select * from chat_mention')).toEqual([])
    await table.send(ada, 'hello @here')
    expect(notices(table, 'mention')).toHaveLength(23)
    await table.send(ada, 'hello @channel')
    expect(notices(table, 'mention')).toHaveLength(23 + 24)
    expect(table.rows('select distinct user_id from chat_mention')).toEqual([{ user_id: '*' }])
    expect((await table.join('user-1')).state.me.mentions).toBe(2)
    expect((await table.join('ada')).state.me.mentions).toBe(0)
  })
})

test('a direct message knocks at the inbox of who is not here', async () => {
  const { table, ada, other: bob } = await ChatTable.direct('bob')
  await table.send(ada, 'are you there?')
  expect(table.test.posted).toEqual([])
  table.leave(bob, 'lost')
  const n = await table.send(ada, `hello? ${'long '.repeat(60)}`)
  expect(notices(table, 'direct')).toMatchObject([{ user: 'bob', title: 'ada', n, key: `${table.id}:${n}` }])
  expect((table.test.posted[0]!.body as { text: string }).text).toHaveLength(140)
})

test('a second device sees where the first one stands', async () => {
  const { table, ada, all } = await ChatTable.of('public', 'bob')
  const { member: second } = await table.join('bob')
  const n = await table.send(ada, 'hello')
  table.pass(1500)
  table.test.take(second)
  await table.do(all[0]!, 'read', { n })
  await table.do(all[0]!, 'notify', { level: 'mentions' })
  table.pass(1500)
  expect(mineOf(table, second)).toMatchObject({ read: n, notify: 'mentions' })
})
