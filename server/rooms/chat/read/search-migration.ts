/** How the words of messages are found again. A migration that has run anywhere is never changed. */
import { sql } from 'kysely'
import type { Kysely } from 'kysely'
import type { Migration } from '../../../engine/tables.ts'
import { BETWEEN_POSTGRES, WORD_MAX, foldTable } from '../../../../shared/words.ts'

/** Messages of one slice of Postgres' index: 2 ** SLICE_BITS. */
export const SLICE_BITS = 15

/** As the first column of SQLite's index has it, with tokens that no tokenizer takes apart. `m`: the row, or `new`. */
export const whoTokens = (m: string): string =>
  `'r' || hex(${m}.room) || ' u' || hex(${m}.by_id) ||` +
  ` case when ${m}.files is null then '' else ' file' end || case when ${m}.text like '%://%' then ' link' else '' end`

/**
 * A table of words beside the messages, filled by upkeep: written with each commit it would cost ten times as much, for
 * each commit would leave a segment to be merged. Up to the mark it is complete, and kept so by triggers.
 */
const sqlite = async (db: Kysely<unknown>): Promise<void> => {
  await sql`create virtual table chat_search using fts5(who, text, content='', contentless_delete=1, prefix='3',
    tokenize='unicode61 remove_diacritics 2')`.execute(db)
  // Its words, in order.
  await sql`create virtual table chat_search_word using fts5vocab('chat_search', 'instance')`.execute(db)
  await sql`create table chat_search_mark (pos integer not null)`.execute(db)
  await sql`insert into chat_search_mark values (0)`.execute(db)
  await sql`create trigger chat_search_changed after update of text, files, deleted_at on chat_message
    when old.pos <= (select pos from chat_search_mark)
    begin
      delete from chat_search where rowid = old.pos;
      insert into chat_search (rowid, who, text) select new.pos, ${sql.raw(whoTokens('new'))}, new.text
        where new.system is null and new.deleted_at is null;
    end`.execute(db)
  // The place of the very last message, once it is gone, is given again: the mark must not lie behind it.
  await sql`create trigger chat_search_gone after delete on chat_message
    when old.pos <= (select pos from chat_search_mark)
    begin
      delete from chat_search where rowid = old.pos;
      update chat_search_mark set pos = (select coalesce(max(pos), 0) from chat_message)
        where pos > (select coalesce(max(pos), 0) from chat_message);
    end`.execute(db)
}

/**
 * An index over words that know their slice: so many messages in a row, over all channels. A question goes through the
 * slices from the newest on and stops when it has enough, so that a word of every second message costs one slice. What
 * was inserted waits in the index's own list, which searches see, until upkeep sorts it in.
 */
const postgres = async (db: Kysely<unknown>): Promise<void> => {
  const { from, to } = foldTable()
  const plain = `
    plain := regexp_replace(lower(body), '[${BETWEEN_POSTGRES}]+', ' ', 'g');
    if octet_length(plain) > length(plain) then
      plain := translate(regexp_replace(plain, '[\\u0300-\\u036f]+', '', 'g'), '${from}', '${to}');
    end if;
    -- A longer word would not fit into the index.
    if octet_length(plain) > 1500 then
      plain := regexp_replace(plain, '([^ ]{${WORD_MAX}})[^ ]+', '\\1', 'g');
    end if;`
  await sql
    .raw(
      `create function chat_plain(body text) returns text language plpgsql immutable parallel safe as $$
      declare plain text; begin ${plain} return plain; end $$`,
    )
    .execute(db)
  // One function for all, with nothing in it but what Postgres brings: a restored dump finds no other by its name.
  await sql
    .raw(
      `create function chat_words(pos bigint, room text, by_id text, files text, body text) returns tsvector
      language plpgsql immutable parallel safe as $$
      declare
        slice text := to_hex(pos >> ${SLICE_BITS}) || '_';
        plain text;
      begin ${plain}
        return array_to_tsvector(
          array_remove(string_to_array(slice || replace(plain, ' ', ' ' || slice), ' '), slice)
          || array[slice || '#' || room, slice || '@' || by_id]
          || case when files is null then '{}'::text[] else array[slice || '+file'] end
          || case when body like '%://%' then array[slice || '+link'] else '{}'::text[] end);
      end $$`,
    )
    .execute(db)
  await sql`create index chat_message_words on chat_message using gin (chat_words(pos, room, by_id, files, text))
    with (fastupdate = on, gin_pending_list_limit = 16384) where system is null and deleted_at is null`.execute(db)
  await sql`create table chat_search_mark (pos bigint not null)`.execute(db)
  await sql`insert into chat_search_mark values (0)`.execute(db)
}

/**
 * Under a load without pauses the list is sorted in every half minute, on upkeep's own connection: at 5,000 messages a
 * second it has 100 MB by then. Whoever inserts beyond the limit sorts it in, and all commits wait.
 */
export const longList: Migration = async (db, dialect) => {
  if (dialect === 'postgres')
    await sql`alter index chat_message_words set (gin_pending_list_limit = 262144)`.execute(db)
}

export const search: Migration = (db, dialect) => (dialect === 'postgres' ? postgres(db) : sqlite(db))
