/**
 * Bent and forged updates, as many as are asked for: how long each keeps the loop, in the guard and in Yjs behind it, and
 * what they leave in memory. That they make the same document for everybody is compared after every 500, by the log and by
 * the state; ywasm 0.18 is no judge of these, it gives up at hooks and at much of what is forged (what people write it
 * judges in guard/property.test.ts). `npx tsx --expose-gc test/bench/doc-fuzz.ts [updates] [seed]`
 */
import { fuzzing, newReport } from '../support/guard-fuzz.ts'

const UPDATES = Number(process.argv[2] ?? 100_000)
const SEED = process.argv[3] ?? 'fuzz'

for (const _ of fuzzing(`${SEED} warm`, Math.min(5_000, UPDATES), newReport()));
globalThis.gc?.()
const before = process.memoryUsage().rss
let most = before
const times = new Float32Array(UPDATES)
let count = 0
const report = newReport((ms) => (times[count++] = ms))
const startMs = performance.now()
for (const room of fuzzing(SEED, UPDATES, report))
  if (room !== undefined) most = Math.max(most, process.memoryUsage().rss)
const seconds = (performance.now() - startMs) / 1000
times.sort()
const at = (share: number): string => times[Math.min(UPDATES - 1, Math.floor(UPDATES * share))]!.toFixed(2)
const { refused, took: _took, ...counts } = report
console.log(JSON.stringify(counts))
console.log(JSON.stringify(refused))
console.log(
  `${report.updates} updates in ${seconds.toFixed(0)} s: p50 ${at(0.5)}, p99 ${at(0.99)}, p99.9 ${at(0.999)}, most ${at(1)} ms; ` +
    `RSS +${((most - before) / 2 ** 20).toFixed(0)} MiB at most`,
)
