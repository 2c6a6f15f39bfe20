/** Tables of a toy kind that uses every sort of write and column. */
import { insert, remove, tables, update, upsert } from '../../server/engine/tables.ts'
import type { Migration, Tables } from '../../server/engine/tables.ts'

const lines: Migration = async (db, dialect) => {
  const postgres = dialect === 'postgres'
  const integer = postgres ? 'bigint' : 'integer'
  await db.schema
    .createTable('note_line')
    .addColumn('pos', postgres ? 'bigserial' : 'integer', (c) => c.primaryKey())
    .addColumn('room', 'text', (c) => c.notNull())
    .addColumn('n', integer, (c) => c.notNull())
    .addColumn('text', 'text')
    .addColumn('score', postgres ? 'double precision' : 'real')
    .addColumn('data', postgres ? 'bytea' : 'blob')
    .addColumn('marks', integer, (c) => c.notNull().defaultTo(0))
    .addUniqueConstraint('note_line_n', ['room', 'n'])
    .execute()
  await db.schema
    .createTable('note_reader')
    .addColumn('user_id', 'text', (c) => c.primaryKey())
    .addColumn('name', 'text', (c) => c.notNull())
    .addColumn('read', integer)
    .execute()
  await db.schema
    .createTable('note_tag')
    .addColumn('room', 'text', (c) => c.notNull())
    .addColumn('tag', 'text', (c) => c.notNull())
    .addPrimaryKeyConstraint('note_tag_key', ['room', 'tag'])
    .execute()
}

export const noteTables = tables({
  migrations: { note_0001_lines: lines },
  writes: {
    line: insert('note_line', { room: 'text', n: 'integer', text: 'text', score: 'real', data: 'bytes' }),
    edited: update('note_line', { room: 'text', n: 'integer', text: 'text' }, ['room', 'n']),
    marked: update('note_line', { marks: 'integer', room: 'text', n: 'integer' }, ['room', 'n']),
    unline: remove('note_line', { room: 'text', n: 'integer' }),
    reader: upsert('note_reader', { user_id: 'text', name: 'text', read: 'integer' }, ['user_id'], ['read']),
    tag: upsert('note_tag', { room: 'text', tag: 'text' }, ['room', 'tag']),
    untag: remove('note_tag', { room: 'text' }),
  },
})

/** A row of `note_line`, shortest. */
export const line = (room: string, n: number, text: string | null = `line ${n}`) => ({
  write: 'note.line',
  values: [room, n, text, null, null],
})

/** The kinds of a host that has but this one. */
export const NOTES: ReadonlyMap<string, Tables> = new Map([['note', noteTables]])
