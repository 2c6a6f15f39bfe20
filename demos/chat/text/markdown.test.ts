import { expect, test } from 'vitest'
import { isAllEmoji, parseInline, parseText, plainText } from './markdown.ts'

test('bold, italic, struck and code are told apart, and nest', () => {
  expect(parseInline('**a *b* c** and ~~d~~, `e *f*`')).toEqual([
    { type: 'bold', children: ['a ', { type: 'italic', children: ['b'] }, ' c'] },
    ' and ',
    { type: 'strike', children: ['d'] },
    ', ',
    { type: 'code', text: 'e *f*' },
  ])
})

test('stars and underscores inside of words, sums and names are text', () => {
  for (const text of ['2 * 3 * 4', 'snake_case_name', 'a*b*c', '** not bold **', '***', '@ here'])
    expect(parseInline(text)).toEqual([text])
})

test('a link ends before the punctuation of its sentence, and keeps brackets that are its own', () => {
  expect(parseInline('see (https://a.example/b_(c)). Then')).toEqual([
    'see (',
    { type: 'link', href: 'https://a.example/b_(c)' },
    '). Then',
  ])
})

test('only the web is linked', () => {
  expect(parseInline('javascript:alert(1) data:text/html,x')).toEqual(['javascript:alert(1) data:text/html,x'])
})

test('mentions are read as the rules read them', () => {
  expect(parseInline('hi @[u-1], @here! mail@here')).toEqual([
    'hi ',
    { type: 'mention', user: 'u-1' },
    ', ',
    { type: 'mention', user: '@here' },
    '! mail@here',
  ])
})

test('fences and quotes become blocks of their own; nothing in a fence is read', () => {
  expect(parseText('look:\n```ts\nconst a = **1**\n```\n> so *what*\n> indeed\nyes')).toEqual([
    { type: 'text', children: ['look:'] },
    { type: 'code', text: 'const a = **1**' },
    { type: 'quote', children: ['so ', { type: 'italic', children: ['what'] }, '\nindeed'] },
    { type: 'text', children: ['yes'] },
  ])
})

test('a text of four thousand marks is read in no time', () => {
  const began = performance.now()
  for (const part of ['**a', '*a ', '_a ', '`', '@[', '~~x', '```\n', 'http://(', '> ']) parseText(part.repeat(1000))
  expect(performance.now() - began).toBeLessThan(2_000)
})

test('one to three emoji alone are large', () => {
  expect(['🎉', '🎉🎉', '👍🏽 👩‍🚀', '🇩🇪'].map(isAllEmoji)).toEqual([true, true, true, true])
  expect(['', 'a', '12', '🎉 yes', '🎉🎉🎉🎉'].map(isAllEmoji)).toEqual([false, false, false, false, false])
})

test('a quote is one plain line', () => {
  expect(plainText('> **hi** @[u1]\n`x`', () => 'Ada')).toBe('hi @Ada x')
})
