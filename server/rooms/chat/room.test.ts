/** A channel from its first word on. */
import { describe, expect, test } from 'vitest'
import { ChatTable } from '../../../test/support/chat-table.ts'

const channel = async (type: 'public' | 'group' = 'public') => {
  const table = await ChatTable.open()
  const { member: ada } = await table.join('ada', { create: true })
  await table.do(ada, 'create', { type, title: 'Talk' })
  return { table, ada }
}

describe('a channel', () => {
  test('is made by who joins where there is none, and tells so', async () => {
    const table = await ChatTable.open()
    const { member: ada, state } = await table.join('ada', { create: true })
    expect(state.channel).toBeNull()
    expect(await table.refusal(ada, 'send', { text: 'too early' })).toBe('unknown_room')
    const info = await table.do(ada, 'create', { type: 'public', title: 'Talk' })
    expect(info).toMatchObject({ room: 'talk', type: 'public', title: 'Talk', memberCount: 1, listed: true })
    expect(table.test.told('said')).toMatchObject([{ n: 1, system: 'created' }])
    expect(await table.do(ada, 'create', { type: 'public' })).toEqual(info)
  })

  test('is not there for who does not want to make it', async () => {
    const table = await ChatTable.open()
    await expect(table.join('ada')).rejects.toMatchObject({ code: 'unknown_room' })
  })

  test('lets a visitor read, and write once they have entered', async () => {
    const { table, ada } = await channel()
    await table.send(ada, 'hello')
    const { member: bob, state } = await table.join('bob')
    expect(state.me.role).toBe('visitor')
    expect(state.recent.map(({ text }) => text)).toEqual(['ada created the channel', 'hello'])
    expect(await table.refusal(bob, 'send', { text: 'hi' })).toBe('forbidden')
    await table.do(bob, 'enter', {})
    expect(await table.do(bob, 'send', { text: 'hi' })).toMatchObject({ n: 4 })
    expect(table.test.told('member')).toMatchObject([{ change: 'joined', user: 'bob', memberCount: 2 }])
  })
})

describe('a message', () => {
  test('says n, id, by, name, at and text, and not a field more', async () => {
    const { table, ada } = await channel()
    const reply = await table.do(ada, 'send', { text: 'hello' })
    const said = table.test.told('said').at(-1)!
    expect(Object.keys(said)).toEqual(['n', 'id', 'by', 'name', 'at', 'text'])
    expect(reply).toEqual({ n: 2, id: said.id, at: said.at })
    expect(table.test.badge).toEqual({ lastN: 2, lastAt: said.at })
    expect(await table.load(ada, 'send', { text: 'hello' })).toBeUndefined()
  })

  test('is edited by its author, with what it said before kept', async () => {
    const { table, ada } = await channel()
    const n = await table.send(ada, 'helo')
    expect(await table.do(ada, 'edit', { n, text: 'hello', rev: 0 })).toEqual({ rev: 1 })
    expect(await table.refusal(ada, 'edit', { n, text: 'hullo', rev: 0 })).toBe('conflict')
    await table.do(ada, 'edit', { n, text: 'hello!' })
    expect(table.rows('select rev, text from chat_revision order by rev')).toEqual([
      { rev: 0, text: 'helo' },
      { rev: 1, text: 'hello' },
    ])
    const { member: bob, state } = await table.join('bob')
    expect(state.recent.at(-1)).toMatchObject({ n, text: 'hello!', rev: 2 })
    await table.do(bob, 'enter', {})
    expect(await table.refusal(bob, 'edit', { n, text: 'mine' })).toBe('forbidden')
  })

  test('that is deleted leaves a tombstone with its number', async () => {
    const { table, ada } = await channel()
    const n = await table.send(ada, 'oops')
    await table.do(ada, 'react', { n, emoji: '👍', on: true })
    await table.do(ada, 'edit', { n, text: 'ooops' })
    await table.do(ada, 'delete', { n })
    expect(await table.refusal(ada, 'edit', { n, text: 'back' })).toBe('not_found')
    expect(await table.refusal(ada, 'delete', { n })).toBeNull()
    expect(await table.send(ada, 'next')).toBe(n + 1)
    await table.reopen()
    const { state } = await table.join('ada')
    expect(state.recent.at(-2)).toMatchObject({ n, text: '', deleted: true })
    expect(state.recent.at(-2)).not.toHaveProperty('reactions')
    expect(table.rows('select * from chat_revision')).toEqual([])
    expect(table.rows('select * from chat_reaction')).toEqual([])
  })

  test('has each reaction of each member once', async () => {
    const { table, ada } = await channel()
    const n = await table.send(ada, 'yes?')
    const { member: bob } = await table.join('bob')
    await table.do(bob, 'enter', {})
    expect(await table.do(ada, 'react', { n, emoji: '👍', on: true })).toEqual({ count: 1 })
    expect(await table.do(ada, 'react', { n, emoji: '👍', on: true })).toEqual({ count: 1 })
    expect(await table.do(bob, 'react', { n, emoji: '👍', on: true })).toEqual({ count: 2 })
    expect(await table.do(bob, 'react', { n, emoji: ':wave:', on: true })).toEqual({ count: 1 })
    expect(await table.do(ada, 'react', { n, emoji: '👍', on: false })).toEqual({ count: 1 })
    expect(await table.do(ada, 'react', { n, emoji: '👍', on: false })).toEqual({ count: 1 })
    expect(table.test.told('reacted').map(({ by, count }) => [by, count])).toEqual([
      ['ada', 1],
      ['bob', 2],
      ['bob', 1],
      ['ada', 1],
    ])
    expect(table.rows('select reactions from chat_message where n = ?', n)).toEqual([
      { reactions: '{"👍":1,":wave:":1}' },
    ])
    for (const emoji of ['__proto__', 'x', 'yes', ' ', '👍 👍', ':NO:'])
      expect(await table.refusal(ada, 'react', { n, emoji, on: true })).toBe('bad_body')
  })

  test('that lies far back is read for the command that names it', async () => {
    const { table, ada } = await channel()
    const n = await table.send(ada, 'long ago')
    for (let i = 0; i < 700; i++) {
      table.pass(100)
      await table.send(ada, `filler ${i}`)
    }
    await table.do(ada, 'edit', { n, text: 'very long ago' })
    expect(table.rows('select text, rev from chat_message where n = ?', n)).toEqual([{ text: 'very long ago', rev: 1 }])
  })
})

test('reading moves the watermark, tells the others and one’s own devices, and is written within a second', async () => {
  const { table, ada } = await channel()
  const { member: bob } = await table.join('bob')
  await table.do(bob, 'enter', {})
  const n = await table.send(ada, 'hello')
  await table.do(bob, 'read', { n })
  await table.do(bob, 'read', { n: n - 1 })
  table.test.take(bob)
  table.pass(1100)
  expect(table.test.told('receipt').at(-1)).toEqual({ user: 'bob', delivered: n, read: n })
  expect(table.test.take(bob)).toContainEqual({ event: 'mine', body: expect.objectContaining({ read: n }) })
  expect(table.rows('select read from chat_member where user_id = ?', 'bob')).toEqual([{ read: n }])
})
