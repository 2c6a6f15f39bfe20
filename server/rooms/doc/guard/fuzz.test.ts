/** Whatever the guard lets through, Yjs takes: at once, as a whole, and without a word. */
import { describe, expect, it } from 'vitest'
import { fuzzGuard } from '../../../../test/support/guard-fuzz.ts'

/** Heavy rounds: a million takes some minutes. */
const UPDATES = Number(process.env['DOC_GUARD_FUZZ'] ?? 20_000)

describe('bent and forged updates', () => {
  it('never break the document, and never stay pending in it', { timeout: 3_600_000 }, () => {
    const seed = process.env['DOC_GUARD_SEED'] ?? 'fuzz'
    fuzzGuard(`${seed} warm`, UPDATES / 20)
    const before = process.memoryUsage().rss
    const startMs = performance.now()
    const report = fuzzGuard(seed, UPDATES)
    if (process.env['DOC_GUARD_FUZZ'] !== undefined) {
      const rssMiB = (process.memoryUsage().rss - before) / 2 ** 20
      process.stdout.write(`${JSON.stringify({ ...report, seconds: (performance.now() - startMs) / 1_000, rssMiB })}\n`)
    }
    expect(report.updates).toBe(UPDATES)
    expect(report.accepted).toBeGreaterThan(UPDATES / 50)
  })
})
