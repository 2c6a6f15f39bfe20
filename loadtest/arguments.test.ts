import { describe, expect, it } from 'vitest'
import { UsageError, choice, describeSwitches, flag, number, readSwitches, text } from './arguments.ts'

const table = {
  rooms: number(1, 1, 200, 'rooms at once'),
  layout: choice(['spread', 'crowd'], 'who sees whom'),
  peers: flag('others too'),
  json: text('a file'),
}

describe('switches', () => {
  it('have defaults', () => {
    expect(readSwitches(table, [])).toEqual({ rooms: 1, layout: 'spread', peers: false, json: undefined })
  })

  it('are read in both spellings', () => {
    const args = ['--rooms', '16', '--layout=crowd', '--peers', '--json', 'out.json']
    expect(readSwitches(table, args)).toEqual({ rooms: 16, layout: 'crowd', peers: true, json: 'out.json' })
  })

  it.each([
    ['a number above its limit', ['--rooms', '201'], 'from 1 to 200'],
    ['a number below its limit', ['--rooms', '0'], 'from 1 to 200'],
    ['a number that is none', ['--rooms', '1e2'], 'whole number'],
    ['a number that is missing', ['--rooms'], '--rooms'],
    ['a choice that is not offered', ['--layout', 'round'], 'spread, crowd'],
    ['a switch that does not exist', ['--room', '1'], '--room'],
    ['a word without a switch', ['16'], '16'],
  ])('refuse %s in a sentence', (_, args, part) => {
    expect(() => readSwitches(table, args)).toThrow(UsageError)
    expect(() => readSwitches(table, args)).toThrow(part)
  })

  it('describe themselves, a line each', () => {
    const lines = describeSwitches(table)
    expect(lines).toHaveLength(4)
    expect(lines[0]).toMatch(/--rooms N +rooms at once \(1\)/)
    expect(lines[1]).toContain('--layout spread|crowd')
  })
})
