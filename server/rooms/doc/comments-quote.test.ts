/** Quotes in texts that have changed. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { findQuote, traceOf } from './comments-quote.ts'

const find = (text: string, quote: string, near?: number): string | undefined => {
  const place = findQuote(text, quote, near === undefined ? undefined : { near, before: '', behind: '' })
  return place === undefined ? undefined : `${place.from}–${place.to}`
}

test('a quote is found where it is the only one', () => {
  expect(find('a cat and a dog', 'cat')).toBe('2–5')
  expect(find('a cat and a cat', 'cat')).toBeUndefined()
  expect(find('aaa', 'aa')).toBeUndefined()
  expect(find('a dog', 'cat')).toBeUndefined()
  expect(find('a dog', ' ')).toBeUndefined()
})

test('of several, the one nearest to the old place is meant', () => {
  const text = 'cat cat cat'
  expect(find(text, 'cat', 0)).toBe('0–3')
  expect(find(text, 'cat', 5)).toBe('4–7')
  expect(find(text, 'cat', 11)).toBe('8–11')
})

test('far from the old place only the only one is meant', () => {
  const far = 'x'.repeat(3_000)
  expect(find(`${far}cat`, 'cat', 0)).toBe('3000–3003')
  expect(find(`${far}cat cat`, 'cat', 0)).toBeUndefined()
  expect(find(`cat${far}`, 'cat', 3_003)).toBe('0–3')
})

test('among the same words it is meant, wherever they are', () => {
  const once = 'One: to do. Two: to do. Three: to do.'
  const trace = traceOf(once, { from: 17, to: 22 })
  expect(trace).toMatchObject({ before: 'One:todo.Two:', behind: '.Three:todo.' })
  const now = `${'x'.repeat(3_000)} One: to do. Two: to do! Three: to do.`
  const place = findQuote(now, 'to do', { ...trace, near: 0 })
  expect(now.slice(place!.from - 5, place!.to)).toBe('Two: to do')
})

test('spaces, ends of lines and pictures do not count', () => {
  expect(find('one\ntwo \uFFFCthree', 'one two three')).toBe('0–14')
  expect(find('one two', 'onetwo')).toBe('0–7')
})

test('what is found reads as the quote does', () => {
  const words = fc.string({ unit: fc.constantFrom('a', 'b', ' ', '\n', '\uFFFC'), maxLength: 40 })
  const bare = (text: string) => text.replaceAll(/[\s\uFFFC]/g, '')
  fc.assert(
    fc.property(words, words, words, fc.option(fc.nat(120), { nil: undefined }), (before, quote, after, near) => {
      const text = before + quote + after
      const place = findQuote(text, quote, near === undefined ? undefined : { near, before: '', behind: '' })
      if (place !== undefined) expect(bare(text.slice(place.from, place.to))).toBe(bare(quote))
      else if (bare(quote) !== '' && near !== undefined) expect.fail('it is near, and was not found')
    }),
  )
})
