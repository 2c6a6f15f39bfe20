/** The engine's own rows, as rooms write them beside their own: mail between rooms, and what leaves the house. */
import type { Mail, Row } from '../ports.ts'
import { engineTables } from './engine-tables.ts'
import { RowWriter } from './row-writer.ts'

const rows = new RowWriter('engine', engineTables.writes)

export const mailRow = ({ id, kind, room, op, body }: Mail): Row => rows.row('mail', { id, kind, room, op, body })

/** The mail was done: its row goes in the commit of what it did. */
export const unmailRow = (id: string): Row => rows.row('unmail', { id })

export const outboundRow = (id: string, channel: string, target: string, payload: string, dueMs: number): Row =>
  rows.row('outbound', { id, channel, target, payload, due_at: Math.floor(dueMs) })
