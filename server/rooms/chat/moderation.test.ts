/** What keeps a channel civil: words, floods, an app's own judge, and what moderators are left to do. */
import { describe, expect, test } from 'vitest'
import { ChatTable } from '../../../test/support/chat-table.ts'
import { FLOOD, Flood } from './flood.ts'
import { chatWith } from './kind.ts'
import type { Moderator } from './moderation.ts'
import { WORDS, WordList } from './word-list.ts'

describe('the word list', () => {
  const list = new WordList({ mask: ['shit', 'asshole'], hold: ['kill yourself'], reject: ['c++'] })

  test.each([
    ['what a Shit day', 'what a **** day'],
    ['5h1t, SH!T and $hit', '****, **** and ****'],
    ['@ssh0le', '*******'],
  ])('masks whole words, whatever their letters look like: %s', (text, masked) => {
    expect(list.judge(text)).toEqual({ is: 'rewrite', text: masked })
  })

  test.each(['Scunthorpe and Matsushita', 'shitake is a mushroom', 'écshité', '5h1tty'])(
    'leaves other words alone: %s',
    (text) => {
      expect(list.judge(text)).toEqual({ is: 'allow' })
    },
  )

  test('holds and rejects before it masks', () => {
    expect(list.judge('shit, k1ll  yourself')).toMatchObject({ is: 'hold' })
    expect(list.judge('I like C++ , shit')).toMatchObject({ is: 'reject' })
    expect(new WordList({ mask: [], hold: [], reject: [] }).judge('shit')).toEqual({ is: 'allow' })
  })

  test('as shipped, changes what a channel hears, and not what two say to each other', async () => {
    const { table, ada } = await ChatTable.of('public')
    await table.send(ada, 'oh shit')
    expect(table.test.told('said').at(-1)!.text).toBe('oh ****')
    const { table: alone, ada: she } = await ChatTable.direct('bob')
    await alone.send(she, 'oh shit')
    expect(alone.test.told('said').at(-1)!.text).toBe('oh shit')
    expect(await table.refusal(ada, 'rename', { name: 'Shit' })).toBe('forbidden')
  })
})

describe('the flood detector', () => {
  test('does not take pictures without words for the same words', () => {
    const flood = new Flood(FLOOD)
    expect([1, 2, 3, 4].map((second) => flood.take('', second * 1000))).toEqual([0, 0, 0, 0])
  })

  test('stops the third time of the same within ten seconds, and says how long to wait', () => {
    const flood = new Flood(FLOOD)
    expect([flood.take('hi', 0), flood.take('hi', 4000)]).toEqual([0, 0])
    expect(flood.take('hi', 5000)).toBe(5000)
    expect(flood.take('ho', 5000)).toBe(0)
    expect(flood.take('hi', 10_000)).toBe(0)
  })

  test('stops who writes too much at once', () => {
    const flood = new Flood({ ...FLOOD, most: 5, windowMs: 1000 })
    const waits = Array.from({ length: 6 }, (_, i) => flood.take(`text ${i}`, 0))
    expect(waits.slice(0, 5)).toEqual([0, 0, 0, 0, 0])
    expect(waits[5]).toBeGreaterThan(0)
    expect(flood.take('later', waits[5]!)).toBe(0)
  })

  test('refuses in the room with retryMs', async () => {
    const { table, ada } = await ChatTable.of('public')
    await table.send(ada, 'buy')
    await table.send(ada, 'buy')
    await expect(table.do(ada, 'send', { text: 'buy' })).rejects.toMatchObject({
      code: 'rate_limited',
      retryMs: 10_000,
    })
  })
})

describe('what is held', () => {
  test('waits for a moderator, gets its number when it is released, and is nobody’s before', async () => {
    const { table, ada, all } = await ChatTable.of('public', 'bob')
    const before = table.test.told('said').length
    const { held } = (await table.do(all[0]!, 'send', { text: 'kys @[ada]' })) as { held: string }
    expect(table.test.told('said')).toHaveLength(before)
    table.pass(1500)
    expect(table.test.take(ada)).toContainEqual({ event: 'work', body: { reports: 0, held: 1 } })
    expect(table.test.take(all[0]!).filter(({ event }) => event === 'work')).toEqual([])
    const n = await table.send(all[0]!, 'sorry')
    expect(await table.refusal(all[0]!, 'release', { held, verdict: 'allow' })).toBe('forbidden')
    expect(await table.do(ada, 'release', { held, verdict: 'allow' })).toEqual({ n: n + 1 })
    expect(table.test.told('said').at(-1)).toMatchObject({ n: n + 1, by: 'bob', mentions: ['ada'] })
    expect(await table.refusal(ada, 'release', { held, verdict: 'allow' })).toBe('not_found')
    expect(table.rows('select * from chat_held')).toEqual([])
  })

  test('is found again after a restart, and can be rejected', async () => {
    const { table, all } = await ChatTable.of('public', 'bob')
    const { held } = (await table.do(all[0]!, 'send', { text: 'kys' })) as { held: string }
    await table.reopen()
    const { member: ada } = await table.join('ada')
    expect(table.test.take(ada)).toContainEqual({ event: 'work', body: { reports: 0, held: 1 } })
    await table.do(ada, 'release', { held, verdict: 'reject' })
    expect(table.rows('select did, detail from chat_audit')).toEqual([{ did: 'release', detail: 'reject' }])
    expect(await table.refusal(ada, 'release', { held, verdict: 'reject' })).toBe('not_found')
  })
})

describe('a report', () => {
  test('keeps what was said, and ends with a verdict', async () => {
    const { table, ada, all } = await ChatTable.of('public', 'bob')
    const n = await table.send(all[0]!, 'buy my stuff')
    const { report } = (await table.do(ada, 'report', { n, reason: 'spam' })) as { report: string }
    await table.do(all[0]!, 'edit', { n, text: 'nothing to see' })
    expect(await table.refusal(all[0]!, 'settle', { report, verdict: 'dismiss' })).toBe('forbidden')
    await table.do(ada, 'settle', { report, verdict: 'remove' })
    expect(table.test.told('deleted')).toMatchObject([{ n, by: 'ada' }])
    expect(table.rows('select text, author_id, settled_by, verdict from chat_report')).toEqual([
      { text: 'buy my stuff', author_id: 'bob', settled_by: 'ada', verdict: 'remove' },
    ])
    expect(await table.refusal(ada, 'settle', { report, verdict: 'dismiss' })).toBe('not_found')
    await table.reopen()
    const { member } = await table.join('ada')
    expect(await table.refusal(member, 'settle', { report, verdict: 'dismiss' })).toBe('conflict')
    expect(await table.refusal(member, 'settle', { report: 'none', verdict: 'dismiss' })).toBe('not_found')
  })

  test('of another channel is not settled here', async () => {
    const { table, ada } = await ChatTable.of('public')
    const other = await table.beside('other')
    const { member } = await other.join('eve', { create: true })
    await other.do(member, 'create', { type: 'public' })
    const n = await other.send(member, 'hello')
    const { report } = (await other.do(member, 'report', { n, reason: 'test' })) as { report: string }
    expect(await table.refusal(ada, 'settle', { report, verdict: 'remove' })).toBe('not_found')
  })
})

describe('an app’s own judge', () => {
  const talk = async (moderate: Moderator, onFailure?: 'allow' | 'refuse') => {
    const kind = chatWith({ moderate, ...(onFailure !== undefined && { onFailure }) })
    const table = await ChatTable.open('talk', kind)
    const { member: ada } = await table.join('ada', { create: true })
    await table.do(ada, 'create', { type: 'public' })
    return { table, ada }
  }

  test('is asked before the room is, and is obeyed', async () => {
    const { table, ada } = await talk(async ({ text, by, edit }) => {
      if (text.includes('bad')) return { is: 'reject', reason: 'bad' }
      if (text.includes('hm')) return { is: 'hold', why: 'hm' }
      return { is: 'rewrite', text: `${text} (${by}${edit ? ', edited' : ''}) shit` }
    })
    expect(await table.refusal(ada, 'send', { text: 'bad' })).toBe('forbidden')
    expect(await table.do(ada, 'send', { text: 'hm' })).toHaveProperty('held')
    const n = await table.send(ada, 'hello')
    expect(table.test.told('said').at(-1)!.text).toBe('hello (ada) ****')
    await table.do(ada, 'edit', { n, text: 'bye' })
    expect(table.test.told('edited').at(-1)!.text).toBe('bye (ada, edited) ****')
    expect(await table.refusal(ada, 'edit', { n, text: 'hm' })).toBe('forbidden')
  })

  test('that fails lets everything through, or nothing, as the app says', async () => {
    const broken = () => {
      throw new Error('no network')
    }
    const closed = await talk(broken)
    expect(await closed.table.refusal(closed.ada, 'send', { text: 'hello' })).toBe('unavailable')
    const open = await talk(broken, 'allow')
    expect(await open.table.refusal(open.ada, 'send', { text: 'hello' })).toBeNull()
  })

  test('that thinks too long counts as one that fails', async () => {
    const { table, ada } = await talk(() => new Promise(() => {}))
    table.timesOut = true
    expect(await table.refusal(ada, 'send', { text: 'hello' })).toBe('unavailable')
  })
})

test('the shipped words compile to patterns that match themselves', () => {
  const list = new WordList(WORDS)
  for (const word of WORDS.mask) expect(list.judge(word)).toMatchObject({ is: 'rewrite' })
  for (const word of WORDS.hold) expect(list.judge(word)).toMatchObject({ is: 'hold' })
})
