/** The rows of `outbound`, over whatever runs a statement. */
import type { Outbound, OutboundStore } from '../../ports.ts'
import { OUTBOUND } from './room-statements.ts'

/** Runs one statement with `?` for its parameters, and gives the rows. Rejects with `unavailable` on trouble. */
export type Run = (sql: string, parameters: readonly unknown[]) => Promise<readonly unknown[]>

export const createOutboundStore = (run: Run, lock: string, ended: OutboundStore['ended']): OutboundStore => {
  const claimSql = OUTBOUND.claim(lock)
  return {
    async claim(wallMs, leaseMs, limit) {
      const rows = (await run(claimSql, [wallMs + leaseMs, wallMs, limit])) as Outbound[]
      // What an update returns has no order; ids have the order of their making.
      return rows.toSorted((a, b) => (a.id < b.id ? -1 : 1))
    },
    async done(id) {
      await run(OUTBOUND.done, [id])
    },
    async failed(id, dueMs, reason) {
      if (dueMs === null) await run(OUTBOUND.dead, [reason, id])
      else await run(OUTBOUND.again, [dueMs, reason, id])
    },
    ended,
    async counts() {
      const rows = (await run(OUTBOUND.counts, [])) as { readonly state: string; readonly count: number }[]
      const of = (state: string) => rows.find((row) => row.state === state)?.count ?? 0
      return { waiting: of('waiting'), dead: of('dead') }
    },
  }
}
