/** How documents are found by their words. A migration that has run anywhere is never changed. */
import { sql } from 'kysely'
import type { Kysely } from 'kysely'
import type { Migration } from '../../../engine/tables.ts'
import { BETWEEN_POSTGRES, WORD_MAX, foldTable } from '../../../../shared/words.ts'

/** Filled by upkeep: a long text is sorted in while nothing waits for its commit. What is dirty is not in it yet. */
const sqlite = async (db: Kysely<unknown>): Promise<void> => {
  await sql`create virtual table doc_search using fts5(title, text, content='', contentless_delete=1, prefix='3',
    tokenize='unicode61 remove_diacritics 2')`.execute(db)
  await sql`create trigger doc_search_gone after delete on doc_text begin
    delete from doc_search where rowid = old.pos;
  end`.execute(db)
}

/** The words beside the text, made when it is written: asked for them, no text is taken apart. */
const postgres = async (db: Kysely<unknown>): Promise<void> => {
  const { from, to } = foldTable()
  await sql
    .raw(
      `create function doc_plain(body text) returns text language plpgsql immutable parallel safe as $$
      declare plain text;
      begin
        plain := regexp_replace(lower(body), '[${BETWEEN_POSTGRES}]+', ' ', 'g');
        if octet_length(plain) > length(plain) then
          plain := translate(regexp_replace(plain, '[\\u0300-\\u036f]+', '', 'g'), '${from}', '${to}');
        end if;
        return regexp_replace(plain, '([^ ]{${WORD_MAX}})[^ ]+', '\\1', 'g');
      end $$`,
    )
    .execute(db)
  // With nothing in it but what Postgres brings and the one function above, in the schema where it stands.
  await sql
    .raw(
      `create function doc_words() returns trigger language plpgsql as $$
      begin
        new.words := array_to_tsvector(array_remove(string_to_array(doc_plain(new.title || ' ' || new.text), ' '), ''));
        return new;
      end $$`,
    )
    .execute(db)
  await sql`alter table doc_text add column words tsvector not null default ''`.execute(db)
  await sql`create trigger doc_text_words before insert or update of title, text on doc_text
    for each row execute function doc_words()`.execute(db)
  await sql`create index doc_text_found on doc_text using gin (words)`.execute(db)
}

export const searchMigration: Migration = (db, dialect) => (dialect === 'postgres' ? postgres(db) : sqlite(db))
