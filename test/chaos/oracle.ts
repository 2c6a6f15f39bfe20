/** What must be true of every channel whatever happened: told by the database alone, against what people were told. */
import type { Talkers } from './talkers.ts'

export interface StoredMessage {
  readonly room: string
  readonly n: number
  readonly text: string
  readonly by_id: string
}

/** Faults in words; empty: nothing was lost, doubled, reordered or shown too early. `stored` by room and n. */
export const faultsOf = (stored: readonly StoredMessage[], talkers: Talkers): string[] => {
  const faults: string[] = []
  const rooms = grouped(stored)
  for (const [room, messages] of rooms) {
    messages.forEach(({ n }, i) => {
      if (n !== i + 1) faults.push(`${room}: message ${i + 1} in order has the number ${n}`)
    })
    const texts = new Set(messages.map(({ text }) => text))
    if (texts.size !== messages.length) faults.push(`${room}: ${messages.length - texts.size} messages are there twice`)
  }
  for (const { room, text, n } of talkers.acked) {
    const kept = rooms.get(room)?.[n - 1]
    if (kept?.text !== text) faults.push(`${room}: "${text}" was acknowledged as ${n}, where there is "${kept?.text}"`)
  }
  for (const { room, seqs, messages, discontinuities } of talkers.heard) {
    if (discontinuities > 0) faults.push(`${room}: a member was told of ${discontinuities} discontinuities`)
    messages.forEach(({ n, text }, i) => {
      const kept = rooms.get(room)?.[n - 1]
      if (kept?.text !== text) faults.push(`${room}: a member saw "${text}" as ${n}, where there is "${kept?.text}"`)
      const before = messages[i - 1]
      if (before !== undefined && n !== before.n + 1) faults.push(`${room}: a member heard ${n} after ${before.n}`)
    })
    if (seqs.some((seq, i) => i > 0 && seq <= seqs[i - 1]!)) faults.push(`${room}: a member heard a seq twice`)
  }
  return faults.slice(0, 20)
}

/** The number of the last message in each room, as far as members must have heard it. */
export const lastOf = (stored: readonly StoredMessage[]): ReadonlyMap<string, number> =>
  new Map([...grouped(stored)].map(([room, messages]) => [room, messages.length]))

const grouped = (stored: readonly StoredMessage[]): ReadonlyMap<string, readonly StoredMessage[]> => {
  const rooms = new Map<string, StoredMessage[]>()
  for (const message of stored) {
    const list = rooms.get(message.room)
    if (list === undefined) rooms.set(message.room, [message])
    else list.push(message)
  }
  return rooms
}
