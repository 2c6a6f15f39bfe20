import type { ChatLine } from '@tutti/client/chat'
import { expect, test } from 'vitest'
import { rowsOf, sameRow } from './rows.ts'

const NOON = new Date(2026, 0, 15, 12).getTime()
const said = (n: number, by: string, minutes: number, more: Partial<ChatLine> = {}): ChatLine => ({
  n,
  id: String(n),
  by,
  name: by,
  at: NOON + minutes * 60_000,
  text: 'words',
  status: 'sent',
  ...more,
})
const heads = (lines: readonly ChatLine[], firstUnread?: number) => rowsOf(lines, firstUnread).map((row) => row.head)

test('what one person writes in one go has one head', () => {
  expect(heads([said(1, 'ada', 0), said(2, 'ada', 1), said(3, 'eve', 2), said(4, 'ada', 3)])).toEqual([
    true,
    false,
    true,
    true,
  ])
})

test('a pause, a day, an answer and the first unread message begin anew', () => {
  expect(heads([said(1, 'ada', 0), said(2, 'ada', 6)])).toEqual([true, true])
  expect(heads([said(1, 'ada', 719), said(2, 'ada', 721)])).toEqual([true, true])
  expect(heads([said(1, 'ada', 0), said(2, 'ada', 1, { reply: 1 })])).toEqual([true, true])
  expect(heads([said(1, 'ada', 0), said(2, 'ada', 1)], 2)).toEqual([true, true])
})

test('a day begins with the first row, and with the first row of the next day', () => {
  const rows = rowsOf([said(1, 'ada', 0), said(2, 'ada', 1), said(3, 'ada', 800)], undefined)
  expect(rows.map((row) => row.day)).toEqual([true, false, true])
})

test('the mark of what is unread stands once, at the first message that is', () => {
  const rows = rowsOf([said(1, 'a', 0), said(3, 'b', 0), said(4, 'c', 0)], 2)
  expect(rows.map((row) => row.fresh)).toEqual([false, true, false])
})

test('arrivals one after the other are one row', () => {
  const joined = (n: number) => said(n, `u${n}`, n, { system: 'joined' })
  const rows = rowsOf([said(1, 'ada', 0), joined(2), joined(3), joined(4), said(5, 'ada', 5)], undefined)
  expect(rows.map((row) => row.lines.length)).toEqual([1, 3, 1])
  expect(rows[1]?.key).toBe('2')
})

test('a row is the same while its lines are', () => {
  const line = said(1, 'ada', 0)
  const [a] = rowsOf([line], undefined)
  const [b] = rowsOf([line], undefined)
  const [c] = rowsOf([{ ...line, text: 'other' }], undefined)
  expect(sameRow(a!, b!)).toBe(true)
  expect(sameRow(a!, c!)).toBe(false)
})
