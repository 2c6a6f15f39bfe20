import { expect, test } from 'vitest'
import { meant } from './share-person.ts'

const KNOWN = [
  { id: 'u-1', name: 'Ada' },
  { id: 'u-2', name: 'Eve' },
  { id: 'u-3', name: 'eve' },
  { id: 'ada', name: 'Another' },
]

test.each([
  [' Another ', { id: 'ada', name: 'Another' }],
  // An id is what it says, whoever is called that.
  ['ada', { id: 'ada', name: 'Another' }],
  ['Ada', { id: 'u-1', name: 'Ada' }],
  // Of two who are called so, neither is meant.
  ['Eve', { id: 'Eve', name: '' }],
  ['guest:x1', { id: 'guest:x1', name: '' }],
  ['  ', undefined],
])('%j names one person, or an id', (words, one) => {
  expect(meant(words, KNOWN)).toEqual(one)
})
