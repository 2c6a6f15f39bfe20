/** Lines become rows: who wrote what in one go, where a day begins, where the unread ones begin. Pure. */
import type { ChatLine } from '@tutti/client/chat'
import { dayKey } from '../../shell/words.ts'

export interface Row {
  readonly key: string
  /** More than one only where people came or left one after the other. */
  readonly lines: readonly [ChatLine, ...ChatLine[]]
  /** Shows the author: the first of what was written in one go. */
  readonly head: boolean
  /** A day begins with this row. */
  readonly day: boolean
  /** What was unread begins with this row. */
  readonly fresh: boolean
}

const ONE_GO_MS = 5 * 60_000
/** Arrivals that become one sentence. */
const MOST_ARRIVALS = 50

const isArrival = (line: ChatLine): boolean => line.system === 'joined' || line.system === 'left'

export const keyOf = (line: ChatLine): string => line.local ?? String(line.n)

export const rowsOf = (lines: readonly ChatLine[], firstUnread: number | undefined): Row[] => {
  const rows: Row[] = []
  let before: ChatLine | undefined
  let marked = false
  for (const line of lines) {
    const day = before === undefined || dayKey(before.at) !== dayKey(line.at)
    const fresh: boolean = !marked && firstUnread !== undefined && line.status === 'sent' && line.n >= firstUnread
    marked ||= fresh
    const last = rows.at(-1)
    const inOneGo =
      before !== undefined &&
      before.by === line.by &&
      before.system === undefined &&
      line.at - before.at < ONE_GO_MS &&
      line.reply === undefined
    if (isArrival(line) && before?.system === line.system && !day && !fresh && last !== undefined) {
      if (last.lines.length < MOST_ARRIVALS) {
        rows[rows.length - 1] = { ...last, lines: [...last.lines, line] }
        before = line
        continue
      }
    }
    const head = line.system === undefined && (day || fresh || !inOneGo)
    rows.push({ key: keyOf(line), lines: [line], head, day, fresh })
    before = line
  }
  return rows
}

export const sameRow = (a: Row, b: Row): boolean =>
  a.head === b.head &&
  a.day === b.day &&
  a.fresh === b.fresh &&
  a.lines.length === b.lines.length &&
  a.lines.every((line, i) => line === b.lines[i])
