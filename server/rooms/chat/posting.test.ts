/** Threads, quotes, files, pins, slow mode: what hangs on a message. */
import { describe, expect, test } from 'vitest'
import { CHAT } from '../../../shared/chat/rules.ts'
import type { ChannelInfo } from '../../../shared/chat/types.ts'
import { ChatTable } from '../../../test/support/chat-table.ts'

const HASH = 'a'.repeat(64)

describe('a thread', () => {
  test('hangs on a message, which counts it, and is not in the timeline', async () => {
    const { table, ada, all } = await ChatTable.of('public', 'bob')
    const root = await table.send(ada, 'question')
    await table.do(all[0]!, 'send', { text: 'answer', root })
    table.pass(5000)
    const { n } = (await table.do(ada, 'send', { text: 'thanks', root })) as { n: number }
    expect(table.test.told('said').at(-1)).toMatchObject({ n: root + 2, root, text: 'thanks' })
    expect(table.test.badge).toMatchObject({ lastN: root })
    const { state } = await table.join('cy')
    expect(state.lastN).toBe(n)
    expect(state.recent.at(-1)).toMatchObject({ n: root, replies: 2, lastReplyAt: table.wallMs })
    expect(table.rows('select replies, last_reply_at from chat_message where n = ?', root)).toEqual([
      { replies: 2, last_reply_at: table.wallMs },
    ])
  })

  test('has one level and a living root', async () => {
    const { table, ada } = await ChatTable.of('public')
    const root = await table.send(ada, 'question')
    const { n } = (await table.do(ada, 'send', { text: 'answer', root })) as { n: number }
    expect(await table.refusal(ada, 'send', { text: 'deeper', root: n })).toBe('conflict')
    expect(await table.refusal(ada, 'send', { text: 'on a note', root: 1 })).toBe('conflict')
    expect(await table.refusal(ada, 'send', { text: 'on nothing', root: 99 })).toBe('not_found')
    await table.do(ada, 'delete', { n: root })
    expect(await table.refusal(ada, 'send', { text: 'too late', root })).toBe('not_found')
  })

  test('goes on counting where the root has to be read again, though the read is from before', async () => {
    const { table, ada } = await ChatTable.of('public')
    const root = await table.send(ada, 'question')
    await table.reopen()
    const { member } = await table.join('ada')
    const body = { text: 'one', root }
    const early = await table.load(member, 'send', body)
    await table.do(member, 'send', body)
    table.run(member, 'send', { text: 'two', root }, early)
    expect(table.rows('select replies from chat_message where n = ?', root)).toEqual([{ replies: 2 }])
  })
})

test('a quote is of a message that is there', async () => {
  const { table, ada } = await ChatTable.of('public')
  const reply = await table.send(ada, 'hello')
  await table.do(ada, 'send', { text: 'as I said', reply })
  expect(table.test.told('said').at(-1)).toMatchObject({ reply, text: 'as I said' })
  expect(await table.refusal(ada, 'send', { text: 'as nobody said', reply: 99 })).toBe('not_found')
})

describe('a file', () => {
  test('is sent as it was put: its name is the sender’s, its type and size are not', async () => {
    const { table, ada } = await ChatTable.of('public')
    table.files.set(HASH, { name: 'x.bin', type: 'image/png', bytes: 1234 })
    await table.do(ada, 'send', { text: '', files: [{ hash: HASH, name: 'cat.png', width: 10, height: 20 }] })
    const files = [{ hash: HASH, name: 'cat.png', type: 'image/png', bytes: 1234, width: 10, height: 20 }]
    expect(table.test.told('said').at(-1)).toMatchObject({ text: '', files })
    await table.reopen()
    expect((await table.join('ada')).state.recent.at(-1)).toMatchObject({ files })
  })

  test('cannot be asked for by whoever may not write', async () => {
    const { table } = await ChatTable.of('public', 'bob')
    const { member: visitor } = await table.join('vi')
    const send = () => table.refusal(visitor, 'send', { text: 'look', files: [{ hash: HASH, name: 'a' }] })
    expect(await send()).toBe('forbidden')
    table.files.set(HASH, { name: 'x.bin', type: 'image/png', bytes: 1234 })
    expect(await send()).toBe('forbidden')
  })

  test('that nobody has put is not found, and neither text nor file is nothing', async () => {
    const { table, ada } = await ChatTable.of('public')
    expect(await table.refusal(ada, 'send', { text: 'look', files: [{ hash: HASH, name: 'a' }] })).toBe('not_found')
    expect(await table.refusal(ada, 'send', { text: ' \n' })).toBe('bad_body')
    expect(await table.refusal(ada, 'send', { text: '', files: [] })).toBe('bad_body')
  })
})

describe('a pin', () => {
  test('is put and taken off once, and told in the channel', async () => {
    const { table, ada } = await ChatTable.of('public')
    const n = await table.send(ada, 'rules')
    await table.do(ada, 'pin', { n, on: true })
    await table.do(ada, 'pin', { n, on: true })
    expect(table.test.told('pinned')).toEqual([{ n, by: 'ada', on: true }])
    expect(table.test.told('said').at(-1)).toMatchObject({ system: 'pinned', by: 'ada' })
    await table.do(ada, 'pin', { n, on: false })
    expect((await table.join('bob')).state.recent.find((one) => one.n === n)).not.toHaveProperty('pinned')
  })

  test('is one of at most fifty, counted over a restart', async () => {
    const { table, ada } = await ChatTable.of('public')
    for (let i = 0; i < CHAT.pinsMax; i++) {
      table.pass(1000)
      await table.do(ada, 'pin', { n: await table.send(ada, `rule ${i}`), on: true })
    }
    await table.reopen()
    const { member } = await table.join('ada')
    const n = await table.send(member, 'one more')
    expect(await table.refusal(member, 'pin', { n, on: true })).toBe('conflict')
    const pinned = table.rows<{ n: number }>('select n from chat_message where pinned = 1')
    await table.do(member, 'delete', { n: pinned[0]!.n })
    expect(await table.refusal(member, 'pin', { n, on: true })).toBeNull()
  })
})

test('a message keeps its original and its last forty-nine revisions', async () => {
  const { table, ada } = await ChatTable.of('public')
  const n = await table.send(ada, 'text 0')
  for (let i = 1; i <= 60; i++) await table.do(ada, 'edit', { n, text: `text ${i}` })
  const kept = table.rows<{ rev: number; text: string }>('select rev, text from chat_revision order by rev')
  expect(kept).toHaveLength(CHAT.revisionsMax)
  expect(kept[0]).toEqual({ rev: 0, text: 'text 0' })
  expect(kept.at(-1)).toEqual({ rev: 59, text: 'text 59' })
})

test('no more than twenty different reactions hang on a message', async () => {
  const { table, ada } = await ChatTable.of('public')
  const n = await table.send(ada, 'vote')
  for (let i = 0; i < CHAT.reactionsMax; i++) await table.do(ada, 'react', { n, emoji: `:e${i}:`, on: true })
  expect(await table.refusal(ada, 'react', { n, emoji: '🎉', on: true })).toBe('conflict')
  await table.do(ada, 'react', { n, emoji: ':e0:', on: false })
  expect(await table.refusal(ada, 'react', { n, emoji: '🎉', on: true })).toBeNull()
})

describe('slow mode', () => {
  test('makes members wait and moderators not, and a restart changes nothing', async () => {
    const { table, ada, all } = await ChatTable.of('public', 'bob')
    await table.do(ada, 'change', { slowMs: 10_000 })
    await table.send(all[0]!, 'first')
    expect(await table.refusal(all[0]!, 'send', { text: 'second' })).toBe('rate_limited')
    await table.send(ada, 'one')
    await table.send(ada, 'two')
    table.pass(4000)
    await table.reopen()
    const { member: bob } = await table.join('bob')
    await expect(table.do(bob, 'send', { text: 'second' })).rejects.toMatchObject({
      code: 'rate_limited',
      retryMs: 6000,
    })
    table.pass(6000)
    expect(await table.refusal(bob, 'send', { text: 'second' })).toBeNull()
  })
})

describe('a change of the channel', () => {
  test('is told with all that it is now, and written down', async () => {
    const { table, ada } = await ChatTable.of('public')
    await table.do(ada, 'change', { title: 'News', topic: 'what is new', retentionDays: 30, listed: false })
    const info: Partial<ChannelInfo> = { title: 'News', topic: 'what is new', retentionDays: 30, listed: false }
    expect(table.test.told('channel').at(-1)).toMatchObject(info)
    expect(table.test.told('said').slice(-2)).toMatchObject([{ system: 'renamed' }, { system: 'topic' }])
    await table.reopen()
    expect((await table.join('bob')).state.channel).toMatchObject(info)
    expect(table.rows('select did, by_id from chat_audit')).toEqual([{ did: 'change', by_id: 'ada' }])
  })

  test('of how long messages are kept is for owners', async () => {
    const { table, ada, all } = await ChatTable.of('public', 'bob')
    await table.do(ada, 'role', { user: 'bob', role: 'moderator' })
    expect(await table.refusal(all[0]!, 'change', { retentionDays: 1 })).toBe('forbidden')
    expect(await table.refusal(all[0]!, 'change', { topic: 'bob was here' })).toBeNull()
  })

  test('to archived ends the talking, and back begins it again', async () => {
    const { table, ada, all } = await ChatTable.of('public', 'bob')
    await table.do(ada, 'archive', { on: true })
    expect(await table.refusal(all[0]!, 'send', { text: 'anybody?' })).toBe('forbidden')
    expect(await table.refusal(ada, 'change', { topic: 'no' })).toBe('forbidden')
    await table.do(ada, 'archive', { on: false })
    expect(await table.refusal(all[0]!, 'send', { text: 'anybody?' })).toBeNull()
  })
})

test('a channel of more than fifty tells of comings and goings by events alone', async () => {
  const { table } = await ChatTable.of('public', ...Array.from({ length: 60 }, (_, i) => `user-${i}`))
  expect(table.test.told('said').filter(({ system }) => system === 'joined')).toHaveLength(49)
  expect(table.test.told('member')).toHaveLength(60)
})
