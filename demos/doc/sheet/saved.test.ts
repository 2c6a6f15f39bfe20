import { expect, test } from 'vitest'
import { savedWord } from './saved.ts'

const facts = { connected: true, saved: true, waiting: 0, refused: 0 }

test('saved means that the host has it', () => {
  expect(savedWord(facts)).toBe('saved')
  expect(savedWord({ ...facts, saved: false, waiting: 2 })).toBe('saving…')
})

test('away from the host, what waits is counted', () => {
  expect(savedWord({ ...facts, connected: false })).toBe('offline')
  expect(savedWord({ ...facts, connected: false, saved: false, waiting: 1 })).toBe('offline: 1 edit waits')
  expect(savedWord({ ...facts, connected: false, saved: false, waiting: 3 })).toBe('offline: 3 edits wait')
})

test('what the host does not take is never called saved', () => {
  expect(savedWord({ ...facts, refused: 1 })).toBe('not saved: 1 edit refused')
  expect(savedWord({ connected: false, saved: false, waiting: 2, refused: 4 })).toBe('not saved: 4 edits refused')
})
