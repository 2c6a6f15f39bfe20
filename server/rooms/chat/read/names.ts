/** How names are found and put in order: by their lower case, in the order of its code points, in both databases. */
import { sql } from 'kysely'
import type { RawBuilder } from 'kysely'
import type { View } from './view.ts'

/** As the indexes of the migration have it. `column` is one of ours, never a user's text. */
export const lowered = (view: View, column: string): RawBuilder<string> =>
  view.dialect === 'postgres' ? sql`lower(${sql.ref(column)}) collate "C"` : sql`lower(${sql.ref(column)})`

/** The prefix is lowered by the database, which knows how it lowers the names. */
export const startsWith = (view: View, column: string, prefix: string): RawBuilder<boolean> => {
  const low = view.dialect === 'postgres' ? sql`lower(${prefix}::text) collate "C"` : sql`lower(${prefix})`
  // U+10FFFF: after every letter that may follow, in UTF-8 as well.
  return sql`(${lowered(view, column)} >= ${low} and ${lowered(view, column)} < ${low} || ${'\u{10FFFF}'})`
}

/** A place in such an order: `<length of the name>:<name><id>`, since both may hold any letter. */
export const cursorOf = (low: string, id: string): string => `${low.length}:${low}${id}`

/** Undefined: nobody's cursor. */
export const readCursor = (cursor: string): { readonly low: string; readonly id: string } | undefined => {
  const [, digits, rest] = /^(\d{1,4}):(.*)$/su.exec(cursor) ?? []
  if (digits === undefined || rest === undefined) return undefined
  const length = Number(digits)
  return length > rest.length ? undefined : { low: rest.slice(0, length), id: rest.slice(length) }
}
