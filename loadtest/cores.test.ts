import { describe, expect, it } from 'vitest'
import { coreList, pinned } from './cores.ts'

describe('cores', () => {
  it.each([
    ['0', [0]],
    ['0,1', [0, 1]],
    ['0,2-4,7\n', [0, 2, 3, 4, 7]],
    ['', []],
    ['none', []],
  ])('of %j are %j', (text, cores) => {
    expect(coreList(text)).toEqual(cores)
  })

  it('are put before a command, or left out', () => {
    expect(pinned('0', ['node', 'main.js'])).toEqual(['taskset', '-c', '0', 'node', 'main.js'])
    expect(pinned(null, ['node', 'main.js'])).toEqual(['node', 'main.js'])
  })
})
