/** Which messages show a file, and which channels are due to forget. A migration that has run anywhere is never changed. */
import { sql } from 'kysely'
import type { Kysely } from 'kysely'
import type { Migration } from '../../../engine/tables.ts'

/** Kept by the database itself, so that no way to write or remove a message can forget it. */
const sqlite = async (db: Kysely<unknown>): Promise<void> => {
  const add = `insert or ignore into chat_file (room, hash, n)
    select new.room, json_extract(file.value, '$.hash'), new.n from json_each(new.files) file;`
  const drop = `delete from chat_file where room = old.room and n = old.n;`
  const run = (statement: string) => sql.raw(statement).execute(db)
  await run(`create trigger chat_file_said after insert on chat_message when new.files is not null begin ${add} end`)
  await run(`create trigger chat_file_changed after update of files on chat_message
    when old.files is not null or new.files is not null
    begin ${drop} ${add.replace('file;', 'file where new.files is not null;')} end`)
  await run(`create trigger chat_file_gone after delete on chat_message when old.files is not null begin ${drop} end`)
}

const postgres = async (db: Kysely<unknown>): Promise<void> => {
  const run = (statement: string) => sql.raw(statement).execute(db)
  await run(`create function chat_file_follow() returns trigger language plpgsql as $$
    begin
      if tg_op <> 'INSERT' then delete from chat_file where room = old.room and n = old.n; end if;
      if tg_op <> 'DELETE' then
        insert into chat_file (room, hash, n)
          select new.room, file->>'hash', new.n from json_array_elements(coalesce(new.files, '[]')::json) file
          on conflict do nothing;
      end if;
      return null;
    end $$`)
  const on = (name: string, when: string, rows: string) =>
    run(`create trigger ${name} after ${when} on chat_message for each row when (${rows})
      execute function chat_file_follow()`)
  await on('chat_file_said', 'insert', 'new.files is not null')
  await on('chat_file_changed', 'update of files', 'old.files is not null or new.files is not null')
  await on('chat_file_gone', 'delete', 'old.files is not null')
}

export const keeping: Migration = async (db, dialect) => {
  const integer = dialect === 'postgres' ? 'bigint' : 'integer'
  await db.schema
    .createTable('chat_file')
    .addColumn('room', 'text', (c) => c.notNull())
    .addColumn('hash', 'text', (c) => c.notNull())
    .addColumn('n', integer, (c) => c.notNull())
    .addPrimaryKeyConstraint('chat_file_key', ['room', 'hash', 'n'])
    .execute()
  await db.schema.createIndex('chat_file_message').on('chat_file').columns(['room', 'n']).execute()
  await (dialect === 'postgres' ? postgres(db) : sqlite(db))

  await sql`create index chat_channel_forgets on chat_channel (room) where retention_days > 0`.execute(db)
  // A list that one round of upkeep makes for itself.
  await db.schema
    .createTable('chat_due')
    .addColumn('room', 'text', (c) => c.primaryKey())
    .addColumn('cutoff', integer, (c) => c.notNull())
    .addColumn('first', integer, (c) => c.notNull())
    .addColumn('last', integer, (c) => c.notNull())
    .execute()
}
