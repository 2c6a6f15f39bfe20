/** Words found again: the same ones in both databases, in the index and in what is not in it yet. */
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { QueryInput } from '../../../../shared/contract.ts'
import { HALL } from '../../../../shared/chat/contract.ts'
import type { ChatContract } from '../../../../shared/chat/contract.ts'
import { BASES, NOW, userOf } from '../../../../test/support/chat-base.ts'
import type { ChatBase } from '../../../../test/support/chat-base.ts'
import { chatQueries } from './queries.ts'

type Asked = QueryInput<ChatContract['queries']['search']>
const FILE = JSON.stringify([{ hash: 'a'.repeat(64), name: 'plan.pdf', type: 'application/pdf', bytes: 3 }])

const TEXTS = [
  'Good morning everybody', // 1
  'the QUICK brown fox', // 2
  'quickly now, foxes!', // 3
  'Crème brûlée für alle', // 4
  'see https://example.com/menu for food', // 5
  'e-mail: ann@example.org', // 6
  '日本語 テスト', // 7
  'ДОБРОЕ утро', // 8
  'under_score and (brackets)', // 9
  'deleted fox', // 10
  'a fox of the system', // 11
  'reply about a fox', // 12, in a thread
  `${'x'.repeat(600)} ${'é'.repeat(300)} tail`, // 13
]

describe.each(BASES)('on %s', (_, open) => {
  describe.each(['not indexed yet', 'half of it indexed', 'indexed'])('%s', (state) => {
    let base: ChatBase
    const search = (body: Asked, user = 'ann', room = 'talk') =>
      chatQueries.search!(userOf(user), room, body, base.asking(user, room))
    const found = async (text: string, more: Partial<Asked> = {}) =>
      (await search({ text, ...more })).hits.map((hit) => hit.n)

    beforeAll(async () => {
      base = await open()
      await base.channel('talk')
      await base.member('talk', 'ann')
      await base.channel('other')
      for (const [i, text] of TEXTS.entries()) {
        const n = i + 1
        await base.say('other', n, `${text} elsewhere`)
        await base.say('talk', n, text, {
          ...(n === 2 ? { by_id: 'bob', name: 'Bob', files: FILE } : {}),
          ...(n === 11 ? { system: 'renamed' } : {}),
          ...(n === 12 ? { root: 1 } : {}),
        })
        if (state === 'half of it indexed' && n === 7) await base.upkeep('search')
      }
      if (state === 'indexed') expect(await base.upkeep('search')).toBe(2)
      await base.db
        .updateTable('chat_message')
        .set({ deleted_at: NOW, text: '' })
        .where('room', '=', 'talk')
        .where('n', '=', 10)
        .execute()
    })
    afterAll(() => base.close())

    test('all words must be there, newest first, in threads as well; not in other channels', async () => {
      expect(await found('fox')).toEqual([12, 3, 2])
      expect(await found('fox quick')).toEqual([2])
      expect(await found('quickly fox')).toEqual([3])
      expect(await found('brown quick')).toEqual([2])
      expect(await found('elsewhere')).toEqual([])
    })
    test('the last word is as far as it is typed, the others are whole', async () => {
      expect(await found('qui')).toEqual([3, 2])
      expect(await found('qui fox')).toEqual([])
      expect(await found('about fox')).toEqual([12])
      // Two letters are a word of their own.
      expect(await found('qu')).toEqual([])
    })
    test('case and accents make no difference', async () => {
      expect(await found('CREME brulee')).toEqual([4])
      expect(await found('crème')).toEqual([4])
      expect(await found('доброе')).toEqual([8])
      expect(await found('FÜR')).toEqual([4])
    })
    test('words are what signs do not part', async () => {
      expect(await found('example')).toEqual([6, 5])
      expect(await found('score')).toEqual([9])
      expect(await found('(brackets)')).toEqual([9])
      expect(await found('ann@example.org')).toEqual([6])
      expect(await found('日本')).toEqual([7])
      expect(await found('テスト')).toEqual([7])
    })
    test('very long words are words as well', async () => {
      expect(await found('x'.repeat(60))).toEqual([13])
      expect(await found('tail')).toEqual([13])
    })
    test('filters: author, file, link, time, number', async () => {
      expect(await found('fox', { from: 'bob' })).toEqual([2])
      expect(await found('fox', { has: 'file' })).toEqual([2])
      expect(await found('see', { has: 'link' })).toEqual([5])
      expect(await found('fox', { has: 'link' })).toEqual([])
      expect(await found('fox', { before: 12 })).toEqual([3, 2])
      expect(await found('fox', { before: 3 })).toEqual([2])
      const at = (n: number) => NOW - (500 - n) * 60_000
      expect(await found('fox', { sinceMs: at(3) })).toEqual([12, 3])
      expect(await found('fox', { untilMs: at(3) })).toEqual([3, 2])
      expect(await found('fox', { sinceMs: at(3), untilMs: at(11) })).toEqual([3])
      expect(await found('fox', { sinceMs: NOW })).toEqual([])
      // Signs alone find nothing, but where something else is asked for.
      expect(await found('*')).toEqual([])
      expect(await found('*', { has: 'file' })).toEqual([2])
    })
    test('pages follow each other', async () => {
      const first = await search({ text: 'fox', limit: 2 })
      expect(first).toMatchObject({ hits: [{ n: 12 }, { n: 3 }], next: 3 })
      expect(await search({ text: 'fox', limit: 2, before: first.next! })).toMatchObject({
        hits: [{ n: 2 }],
        next: null,
      })
    })
    test('what is edited is found by its new words at once, what is deleted no more', async () => {
      await base.say('talk', 20, 'before the change')
      if (state === 'indexed') await base.upkeep('search')
      expect(await found('change')).toEqual([20])
      const set = (values: { text: string; deleted_at?: number }) =>
        base.db.updateTable('chat_message').set(values).where('room', '=', 'talk').where('n', '=', 20).execute()
      await set({ text: 'afterwards' })
      expect([await found('change'), await found('afterwards')]).toEqual([[], [20]])
      await set({ text: '', deleted_at: NOW })
      expect(await found('afterwards')).toEqual([])
      await base.db.deleteFrom('chat_message').where('room', '=', 'talk').where('n', '=', 20).execute()
      expect(await found('afterwards')).toEqual([])
    })
    test('in all my channels, however many they are, page by page', async () => {
      for (const count of [3, 12]) {
        const eve = `eve${count}`
        for (let i = 0; i < count; i++) {
          await base.channel(`${eve}-${i}`, { type: 'group' })
          await base.member(`${eve}-${i}`, i === 1 ? 'zed' : eve)
          await base.say(`${eve}-${i}`, 1, `gathering ${i}`)
        }
        if (state === 'indexed') await base.upkeep('search')
        const seen: string[] = []
        for (let before: string | null = ''; before !== null;) {
          const body: { text: string; limit: number; before?: string } = { text: 'gath', limit: 2 }
          if (before !== '') body.before = before
          const page = await chatQueries.searchAll!(userOf(eve), HALL, body, base.asking(eve, HALL))
          seen.push(...page.hits.map((hit) => hit.channel))
          before = page.next
        }
        const mine = Array.from({ length: count }, (_n, i) => `${eve}-${i}`).filter((_room, i) => i !== 1)
        expect(seen).toEqual(mine.toReversed())
      }
    })
    test('nothing that is typed breaks the question', async () => {
      const typed = fc.oneof(
        fc.string({ minLength: 1, maxLength: 60, unit: 'binary' }),
        fc
          .array(
            fc.constantFrom(
              '"',
              "'",
              '*',
              '(',
              ')',
              ':',
              '^',
              '-',
              '+',
              'AND',
              'OR',
              'NOT',
              'NEAR',
              'who',
              'fox',
              '\\',
              '&',
              '|',
              '!',
              '<->',
              '{',
              '}',
              ' ',
              '%',
              '\u0001',
              ',',
            ),
            { minLength: 1, maxLength: 12 },
          )
          .map((parts) => parts.join('')),
      )
      const sound = typed.filter((text) => text.isWellFormed() && !text.includes('\0') && text.length <= 200)
      await fc.assert(
        fc.asyncProperty(sound, fc.option(sound, { nil: undefined }), async (text, from) => {
          const { hits } = await search({ text, ...(from === undefined ? {} : { from }) })
          expect(hits.every((hit) => hit.n <= TEXTS.length)).toBe(true)
        }),
        { numRuns: 100 },
      )
    })
  })
})
