import { expect, test } from 'vitest'
import { readStamp, stampedText } from './chat-text.ts'

test('a text says when and by whom it was sent, in as many letters as were asked for', () => {
  const text = stampedText(120, 1234.56, 7, 89)
  expect(text).toHaveLength(120)
  expect(readStamp(text)).toEqual({ sentMs: 1234.6, member: 7, number: 89 })
})

test('what nobody of the load has said has no stamp', () => {
  expect(readStamp('hello there everybody')).toBeUndefined()
})
