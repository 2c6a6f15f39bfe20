/** The rows of `outbound` in memory: the twin of a database's, for tests. */
import type { Outbound, OutboundStore } from '../ports.ts'

interface Kept {
  message: Outbound
  dueMs: number
  /** Why it was given up. */
  dead: string | undefined
}

export interface MemoryOutbound extends OutboundStore {
  /** What a room's commit does. */
  put(message: Omit<Outbound, 'tries'>, dueMs: number): void
  /** Reasons by id. */
  dead(): ReadonlyMap<string, string>
}

export const createMemoryOutbound = (): MemoryOutbound => {
  const rows = new Map<string, Kept>()
  return {
    put(message, dueMs) {
      rows.set(message.id, { message: { ...message, tries: 0 }, dueMs, dead: undefined })
    },
    dead: () => new Map([...rows].flatMap(([id, { dead }]) => (dead === undefined ? [] : [[id, dead] as const]))),
    async claim(wallMs, leaseMs, limit) {
      const due = [...rows.values()].filter((row) => row.dead === undefined && row.dueMs <= wallMs)
      const claimed = due.toSorted((a, b) => a.dueMs - b.dueMs).slice(0, limit)
      for (const row of claimed) row.dueMs = wallMs + leaseMs
      return claimed.map(({ message }) => message).toSorted((a, b) => (a.id < b.id ? -1 : 1))
    },
    async done(id) {
      rows.delete(id)
    },
    async failed(id, dueMs, reason) {
      const row = rows.get(id)
      if (row === undefined) return
      row.message = { ...row.message, tries: row.message.tries + 1 }
      if (dueMs === null) row.dead = reason
      else row.dueMs = dueMs
    },
    async counts() {
      const dead = [...rows.values()].filter((row) => row.dead !== undefined).length
      return { waiting: rows.size - dead, dead }
    },
  }
}
