/** Who is here, and who seems to be. */
import { describe, expect, test } from 'vitest'
import { CHAT } from '../../../shared/chat/rules.ts'
import { ChatTable } from '../../../test/support/chat-table.ts'

/** What was told of a user, in order; null: gone. */
const toldOf = (table: ChatTable, user: string): (string | null)[] => {
  const keys = table.keyed.filter(({ event, key }) => event === 'presence' && key === user)
  return keys.map(({ body }) => (body as { status: string } | null)?.status ?? null)
}

describe('a person', () => {
  test('is one, with all their devices, and as present as the best of them', async () => {
    const { table, all } = await ChatTable.of('public', 'bob')
    const [phone] = all
    const { member: desk, state } = await table.join('bob', { status: 'away' })
    expect(state.people.find(({ user }) => user === 'bob')).toEqual({
      user: 'bob',
      name: 'bob',
      status: 'online',
      devices: 2,
    })
    table.pass(1500)
    await table.do(phone!, 'presence', { status: 'away' })
    table.pass(1500)
    table.leave(phone!)
    await table.do(desk, 'presence', { status: 'online' })
    table.pass(1500)
    expect(toldOf(table, 'bob')).toEqual(['online', 'away', 'online'])
  })

  test('who comes back within fifteen seconds was never gone', async () => {
    const { table, all } = await ChatTable.of('public', 'bob')
    table.pass(1500)
    table.leave(all[0]!, 'lost')
    table.pass(14_900)
    await table.join('bob')
    table.pass(60_000)
    expect(toldOf(table, 'bob')).toEqual(['online'])
  })

  test('who does not is gone, and was last seen when they went', async () => {
    const { table, all } = await ChatTable.of('public', 'bob')
    table.pass(90_000)
    const wentAt = table.wallMs
    table.leave(all[0]!, 'lost')
    table.pass(CHAT.offlineMs + 2000)
    expect(toldOf(table, 'bob')).toEqual(['online', null])
    expect(table.test.told('crowd').at(-1)).toEqual({ online: 1, members: 2 })
    expect(table.rows('select name, last_seen_at from chat_person where id = ?', 'bob')).toEqual([
      { name: 'bob', last_seen_at: wentAt },
    ])
  })

  test('who is invisible looks gone to all, and was not seen', async () => {
    const { table, all } = await ChatTable.of('public', 'bob')
    const { member: eve, state } = await table.join('eve', { status: 'invisible' })
    expect(state.people.map(({ user }) => user)).toEqual(['ada', 'bob'])
    await table.do(all[0]!, 'presence', { status: 'invisible' })
    await table.join('bob', { status: 'away' })
    table.pass(90_000)
    table.leave(eve)
    table.pass(60_000)
    expect(toldOf(table, 'eve')).toEqual([])
    expect(toldOf(table, 'bob')).toEqual([])
    expect(table.rows('select last_seen_at from chat_person where id = ?', 'eve')).toEqual([{ last_seen_at: 0 }])
    await table.do(all[0]!, 'presence', { status: 'dnd' })
    table.pass(1500)
    expect(toldOf(table, 'bob')).toEqual(['dnd'])
  })

  test('is written down at most once a minute, however often they come', async () => {
    const { table } = await ChatTable.of('public')
    for (let i = 0; i < 20; i++) {
      const { member } = await table.join('bob')
      table.pass(1000)
      table.leave(member, 'lost')
    }
    expect(table.test.recorded.filter(({ write, row }) => write === 'person' && row['id'] === 'bob')).toHaveLength(1)
  })
})

test('above two hundred people, presence is a count, and names come back when they are fewer', async () => {
  const { table } = await ChatTable.of('public')
  const crowd = []
  for (let i = 0; i < CHAT.namesMax; i++) crowd.push((await table.join(`user-${i}`)).member)
  table.pass(2000)
  const named = table.keyed.filter(({ event, body }) => event === 'presence' && body !== null)
  expect(new Set(named.map(({ key }) => key)).size).toBeLessThanOrEqual(CHAT.namesMax)
  expect(table.present.size).toBe(0)
  expect(table.test.told('crowd').at(-1)).toEqual({ online: CHAT.namesMax + 1, members: 1 })
  expect((await table.join('late')).state.people).toEqual([])
  for (const member of crowd.splice(0, 60)) table.leave(member)
  table.pass(CHAT.offlineMs + 2000)
  expect(table.present.size).toBe(CHAT.namesMax + 2 - 60)
})

describe('typing', () => {
  test('is said at most every other second', async () => {
    const { table, ada } = await ChatTable.of('public')
    for (let i = 0; i < 40; i++) {
      await table.do(ada, 'typing', { on: true })
      table.pass(100)
    }
    expect(table.test.told('typing')).toHaveLength(2)
    await table.do(ada, 'typing', { on: false })
    expect(table.test.told('typing').at(-1)).toEqual({ user: 'ada', name: 'ada', on: false })
  })

  test('is not said in a crowd', async () => {
    const { table, ada } = await ChatTable.of('public')
    for (let i = 0; i < 100; i++) await table.join(`user-${i}`)
    await table.do(ada, 'typing', { on: true })
    expect(table.test.told('typing')).toEqual([])
  })
})
