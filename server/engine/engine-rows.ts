/** The engine's own rows, as rooms write them beside their own: mail between rooms, and what leaves the house. */
import type { Mail, Row } from '../ports.ts'

export const mailRow = ({ id, kind, room, op, body }: Mail): Row => ({
  write: 'engine.mail',
  values: [id, kind, room, op, body],
})

/** The mail was done: its row goes in the commit of what it did. */
export const mailDoneRow = (id: string): Row => ({ write: 'engine.mailDone', values: [id] })

export const outboundRow = (id: string, channel: string, target: string, payload: string, dueMs: number): Row => ({
  write: 'engine.outbound',
  values: [id, channel, target, payload, 0, dueMs, 'waiting'],
})
