/** Where something that rises with the numbers of messages has got so far. */
import { sql } from 'kysely'
import type { View } from './view.ts'

/** The first message whose `column` is not below `value`, found by halving, in one statement; past the last: none is. */
export const firstNumber = async (view: View, room: string, column: 'at' | 'pos', value: number): Promise<number> => {
  const early = sql`(
    select ${sql.ref(`m.${column}`)} < ${value} from chat_message m
    where m.room = ${room} and m.n >= (low + high) / 2 order by m.n limit 1
  )`
  const { rows } = await sql<{ low: number }>`
    with recursive probe (low, high) as (
      select (select min(n) from chat_message where room = ${room}),
        (select max(n) + 1 from chat_message where room = ${room})
      union all
      select case when ${early} then (low + high) / 2 + 1 else low end,
        case when ${early} then high else (low + high) / 2 end
      from probe where low < high
    )
    select low from probe where low >= high`.execute(view.db)
  return rows[0]?.low ?? 1
}
