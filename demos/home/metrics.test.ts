import { expect, test } from 'vitest'
import { parseMetrics, total } from './metrics.ts'

const TEXT = `# HELP tutti_rooms Open rooms.
# TYPE tutti_rooms gauge
tutti_rooms{kind="game"} 3
tutti_rooms{kind="chat"} 2
tutti_tick_lateness_seconds_bucket{le="+Inf"} 12
broken
tutti_sessions 7 1700000000000
`

test('samples of one family are summed over their labels', () => {
  expect(total(parseMetrics(TEXT), 'tutti_rooms')).toBe(5)
})

test('a label narrows the sum', () => {
  expect(total(parseMetrics(TEXT), 'tutti_rooms', 'kind="chat"')).toBe(2)
})

test('what the host does not tell is absent, not zero', () => {
  expect(total(parseMetrics(TEXT), 'tutti_members')).toBeUndefined()
})

test('a time behind the value is not the value', () => {
  expect(total(parseMetrics(TEXT), 'tutti_sessions')).toBe(7)
})
