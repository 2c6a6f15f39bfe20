/** Pages of messages, on the databases that may hold them. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { QueryInput } from '../../../../shared/contract.ts'
import type { ChatContract } from '../../../../shared/chat/contract.ts'
import { BASES, userOf } from '../../../../test/support/chat-base.ts'
import type { ChatBase } from '../../../../test/support/chat-base.ts'
import { chatQueries } from './queries.ts'

const ROOM = 'talk'

describe.each(BASES)('on %s', (_, open) => {
  let base: ChatBase
  const page = async (body: QueryInput<ChatContract['queries']['history']>) => {
    const { messages, before, after } = await chatQueries.history!(userOf('ann'), ROOM, body, base.asking('ann', ROOM))
    return { ns: messages.map((m) => m.n), before, after }
  }
  const inThread = (body: QueryInput<ChatContract['queries']['thread']>) =>
    chatQueries.thread!(userOf('ann'), ROOM, body, base.asking('ann', ROOM))

  // 1 to 40; every multiple of 4 from 12 on is a reply in the thread of 10.
  beforeAll(async () => {
    base = await open()
    await base.channel(ROOM)
    await base.member(ROOM, 'ann')
    for (let n = 1; n <= 40; n++)
      await base.say(ROOM, n, `text ${n}`, n >= 12 && n % 4 === 0 ? { root: 10 } : n === 10 ? { replies: 8 } : {})
    await base.channel('other')
    for (let n = 1; n <= 40; n++) await base.say('other', n, 'elsewhere')
  })
  afterAll(() => base.close())

  test('the last page leaves out what is in threads', async () => {
    expect(await page({ limit: 5 })).toEqual({ ns: [34, 35, 37, 38, 39], before: true, after: false })
  })
  test('pages lead back to the first message, and forth to the last, without a gap', async () => {
    const main = Array.from({ length: 40 }, (_n, i) => i + 1).filter((n) => n < 12 || n % 4 !== 0)
    const back: number[] = []
    for (let at = await page({ limit: 7 }); ; at = await page({ limit: 7, before: back[0]! })) {
      back.unshift(...at.ns)
      if (!at.before) break
    }
    expect(back).toEqual(main)
    const forth: number[] = []
    for (let at = await page({ limit: 7, after: 0 }); ; at = await page({ limit: 7, after: forth.at(-1)! })) {
      forth.push(...at.ns)
      if (!at.after) break
    }
    expect(forth).toEqual(main)
  })
  test('a page knows what lies on its other side', async () => {
    expect(await page({ before: 3 })).toEqual({ ns: [1, 2], before: false, after: true })
    expect(await page({ before: 500, limit: 1 })).toEqual({ ns: [39], before: true, after: false })
    expect(await page({ after: 38 })).toEqual({ ns: [39], before: true, after: false })
    expect(await page({ after: 39 })).toEqual({ ns: [], before: true, after: false })
  })
  test('around a message: as much on either side, and a full page at the ends', async () => {
    expect(await page({ around: 22, limit: 5 })).toEqual({ ns: [19, 21, 22, 23, 25], before: true, after: true })
    expect(await page({ around: 1, limit: 5 })).toEqual({ ns: [1, 2, 3, 4, 5], before: false, after: true })
    expect(await page({ around: 39, limit: 5 })).toEqual({ ns: [34, 35, 37, 38, 39], before: true, after: false })
    expect(await page({ around: 24, limit: 4 })).toEqual({ ns: [22, 23, 25, 26], before: true, after: true })
    expect(await page({ around: 22, limit: 100 })).toMatchObject({ before: false, after: false })
  })
  test('around a time: the first message that is not older', async () => {
    const { messages } = await chatQueries.history!(userOf('ann'), ROOM, {}, base.asking('ann', ROOM))
    const at = messages.find((m) => m.n === 22)!.at
    expect(await page({ at, limit: 3 })).toMatchObject({ ns: [21, 22, 23] })
    expect(await page({ at: at - 1, limit: 3 })).toMatchObject({ ns: [21, 22, 23] })
    expect(await page({ at: 0, limit: 3 })).toMatchObject({ ns: [1, 2, 3] })
    expect(await page({ at: at + 1e9, limit: 3 })).toMatchObject({ ns: [37, 38, 39] })
  })
  test('two places at once are none', async () => {
    await expect(page({ before: 3, after: 1 })).rejects.toMatchObject({ code: 'bad_body' })
  })
  test('a thread begins with its root and goes on by its last number', async () => {
    const first = await inThread({ root: 10, limit: 4 })
    expect(first.messages.map((m) => m.n)).toEqual([10, 12, 16, 20])
    expect(first).toMatchObject({ before: false, after: true })
    const rest = await inThread({ root: 10, after: 20 })
    expect(rest.messages.map((m) => m.n)).toEqual([24, 28, 32, 36, 40])
    expect(rest).toMatchObject({ before: true, after: false })
    expect((await inThread({ root: 3 })).messages.map((m) => m.n)).toEqual([3])
    await expect(inThread({ root: 12 })).rejects.toMatchObject({ code: 'not_found' })
    await expect(inThread({ root: 99 })).rejects.toMatchObject({ code: 'not_found' })
  })
})
