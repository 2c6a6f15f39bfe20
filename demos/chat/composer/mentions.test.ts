import { expect, test } from 'vitest'
import { decodeMentions, encodeMentions, tokenBefore } from './mentions.ts'

const chosen = new Map([
  ['Ada', 'u1'],
  ['Ada Lovelace', 'u2'],
])

test('names become ids, the longest name first, in any case', () => {
  expect(encodeMentions('@Ada Lovelace and @ada, hi', chosen)).toBe('@[u2] and @[u1], hi')
})

test('names inside of words, mail addresses and code stay', () => {
  const text = '@Adam me@ada `@Ada` ```\n@Ada\n```'
  expect(encodeMentions(text, chosen)).toBe(text)
})

test('whom completion put there goes before a namesake', () => {
  expect(encodeMentions('@Ada', chosen, new Map([['u9', 'Ada']]))).toBe('@[u1]')
  expect(encodeMentions('@Eve', chosen, new Map([['u9', 'Eve']]))).toBe('@[u9]')
})

test('an edited message goes back to what it was', () => {
  const seen = new Map<string, string>()
  const shown = decodeMentions('hi @[u2], @here', () => 'Ada Lovelace', seen)
  expect(shown).toBe('hi @Ada Lovelace, @here')
  expect(encodeMentions(shown, seen)).toBe('hi @[u2], @here')
})

test('a half-written mention or emoji is found before the caret', () => {
  expect(tokenBefore('hi @Ad', 6)).toEqual({ sign: '@', word: 'Ad', from: 3 })
  expect(tokenBefore('@', 1)).toEqual({ sign: '@', word: '', from: 0 })
  expect(tokenBefore('so :smi', 7)).toEqual({ sign: ':', word: 'smi', from: 3 })
  expect(tokenBefore('at 10:30', 8)).toBeUndefined()
  expect(tokenBefore('me@ada', 6)).toBeUndefined()
})
