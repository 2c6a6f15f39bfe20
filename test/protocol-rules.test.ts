/** PROTOCOL.md and the tests name the same rules: none unproved, none made up. */
import { describe, expect, it } from 'vitest'
import { sources, textOf } from './support/tree.ts'

/** Ids of the rules, in the order of the page. */
const stated = (page: string): string[] => [...page.matchAll(/^- \*\*([A-Z]\d+)\*\* /gm)].map((match) => match[1]!)

/** Ids that stand in brackets where a test's name begins: `'[F1] …'`, `'[F1, S4] …'`. */
const cited = (source: string): string[] =>
  [...source.matchAll(/(?<=['"`])\[([A-Z]\d+(?:, ?[A-Z]\d+)*)\] \S/g)].flatMap((match) => match[1]!.split(/, ?/))

const rules = stated(textOf('PROTOCOL.md'))
const citations = [...sources()]
  .filter(([path]) => path.endsWith('.test.ts') || path.startsWith('test/contracts/'))
  .filter(([path]) => path !== 'test/protocol-rules.test.ts')
  .map(([path, source]) => ({ path, ids: cited(source) }))

describe('the rules of PROTOCOL.md', () => {
  it('each have an id of their own, numbered from 1 in their section', () => {
    expect(rules.length).toBeGreaterThan(40)
    const count = new Map<string, number>()
    for (const id of rules) {
      const letter = id[0]!
      count.set(letter, (count.get(letter) ?? 0) + 1)
      expect(id).toBe(`${letter}${count.get(letter)}`)
    }
  })

  it('are each cited by the name of a test', () => {
    const proved = new Set(citations.flatMap(({ ids }) => ids))
    expect(rules.filter((id) => !proved.has(id))).toEqual([])
  })

  it('are the only ones that tests cite', () => {
    const unknown = citations.flatMap(({ path, ids }) =>
      ids.filter((id) => !rules.includes(id)).map((id) => `${path}: [${id}]`),
    )
    expect(unknown).toEqual([])
  })
})

describe('a citation', () => {
  it('is what stands in brackets at the head of a name, and nothing else', () => {
    expect(cited(`it('[F1] one', f); it.each(x)("[S1, S22] two %s", f); test(\`[D3,D4] three\`, f)`)).toEqual([
      'F1',
      'S1',
      'S22',
      'D3',
      'D4',
    ])
    expect(cited(`const a = b['F1']; // [F1] why\nit('says [F1] late', f); x['[F1]']; y('[f1] low')`)).toEqual([])
  })

  it('of a rule is read from the page by its bold id', () => {
    expect(stated('- **F1** One.\n  see **F2**\n- **S10** Ten.\n')).toEqual(['F1', 'S10'])
  })
})
