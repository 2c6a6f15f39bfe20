import { expect, test } from 'vitest'
import { awayWords, savedFacts, savedWord } from './saved.ts'

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

test('suggestions count with the document: what waits of them, and what was refused', () => {
  const provider = { status: 'connected', saved: true, waiting: 0, refused: 0 } as const
  expect(savedWord(savedFacts(provider, { saved: true, waiting: 0, refused: 0 }))).toBe('saved')
  expect(savedWord(savedFacts(provider, { saved: false, waiting: 1, refused: 0 }))).toBe('saving…')
  expect(savedWord(savedFacts(provider, { saved: false, waiting: 0, refused: 1 }))).toBe('not saved: 1 edit refused')
})

test('that something is kept here is said only where it is', () => {
  expect(awayWords(0, true)).toContain('it is kept here')
  expect(awayWords(2, true)).toContain('2 edits wait here')
  for (const waiting of [0, 2]) expect(awayWords(waiting, false)).not.toContain('kept here')
  expect(awayWords(1, false)).toContain('1 edit waits in this window')
  // Who may only read is not told to write.
  expect(awayWords(0, true, false)).not.toContain('writing')
  expect(awayWords(1, true, false)).toContain('1 edit waits here')
})
