/** Heavy answers wait their turn. */
import { describe, expect, test } from 'vitest'
import { FewAtOnce } from './few-at-once.ts'
import { ReadCache } from './read-cache.ts'

const soon = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

describe('few at once', () => {
  test('run together, the others in turn, and one that fails lets the next one in', async () => {
    const few = new FewAtOnce({ atOnce: 2, waiting: 3, perUser: 3 })
    const ends: (() => void)[] = []
    const begun: string[] = []
    const ask = (user: string, name: string, fails = false) =>
      few.run(user, async () => {
        begun.push(name)
        await new Promise<void>((resolve) => ends.push(resolve))
        if (fails) throw new Error(name)
        return name
      })
    const all = [ask('ada', 'a'), ask('ada', 'b', true), ask('ada', 'c'), ask('bob', 'd'), ask('bob', 'e')]
    const failed = expect(all[1]).rejects.toThrow('b')
    await expect(ask('ada', 'f')).rejects.toMatchObject({ code: 'rate_limited' })
    await expect(ask('eve', 'g')).rejects.toMatchObject({ code: 'overloaded' })
    expect(begun).toEqual(['a', 'b'])
    ends[1]!()
    await failed
    await soon()
    expect(begun).toEqual(['a', 'b', 'c'])
    for (let round = 0; round < 4; round++) {
      for (const end of ends.splice(0)) end()
      await soon()
    }
    expect(await Promise.all([all[0], all[2], all[3], all[4]])).toEqual(['a', 'c', 'd', 'e'])
    const after = ask('ada', 'h')
    ends.at(-1)!()
    expect(await after).toBe('h')
  })
})

describe('the cache of answers', () => {
  test('makes each once, however many ask, and forgets what was asked for least lately', async () => {
    const cache = new ReadCache(100)
    const made: string[] = []
    const get = (key: string, length = 20) =>
      cache.get(key, async () => {
        made.push(key)
        await soon()
        return key.repeat(length)
      })
    await Promise.all([get('a'), get('a'), get('b')])
    for (const key of ['c', 'd', 'e']) await get(key)
    await get('a')
    await get('f')
    await get('a')
    await get('b')
    expect(made).toEqual(['a', 'b', 'c', 'd', 'e', 'f', 'b'])
    await get('x', 50)
    await get('x', 50)
    expect(made.filter((key) => key === 'x')).toHaveLength(2)
  })

  test('keeps no failure', async () => {
    const cache = new ReadCache()
    await expect(cache.get('a', () => Promise.reject(new Error('no')))).rejects.toThrow('no')
    expect(await cache.get('a', async () => 'yes')).toBe('yes')
  })
})
