/** One transaction of upkeep, on one node at a time. */
import type { Round } from '../sql/upkeep.ts'
import { withNumbers } from './pools.ts'
import type { Pools } from './pools.ts'

/** Any number that nothing else in the database locks. */
const LOCK = 7_488_201_135

export const runRound = async (pools: Pools, rounds: readonly Round[], wallMs: number): Promise<number> => {
  const client = await pools.writing.connect()
  try {
    await client.query('begin')
    const { rows } = await client.query<{ mine: boolean }>('select pg_try_advisory_xact_lock($1) as mine', [LOCK])
    let changes = 0
    if (rows[0]?.mine === true) {
      for (const { sql, times } of rounds) {
        const { rowCount } = await client.query(withNumbers(sql), Array(times).fill(wallMs))
        changes += rowCount ?? 0
      }
    }
    await client.query('commit')
    client.release()
    return changes
  } catch (thrown) {
    // Its transaction ends with it.
    client.release(true)
    throw thrown
  }
}
