/** `ledger`: a small durable kind that exercises everything a room can ask of the journal. */
import type { Kysely } from 'kysely'
import { contract, newest, ordered, query } from '../../shared/contract.ts'
import { TuttiError } from '../../shared/errors.ts'
import { integer, literal, object, oneOf, text } from '../../shared/guards.ts'
import { defineRoom } from '../../server/engine/room.ts'
import { insert, tables } from '../../server/engine/tables.ts'
import type { Tables } from '../../server/engine/tables.ts'

export interface Line {
  readonly n: number
  readonly by: string
  readonly text: string
}

interface LedgerTables {
  ledger_line: { room: string; n: number; by_id: string; text: string }
  room: { kind: string; id: string; seq: number }
}

// oxlint-disable-next-line no-explicit-any -- a Kysely of any tables is what a Reader has
const linesOf = async (db: Kysely<any>, room: string): Promise<Line[]> => {
  const own = db as Kysely<LedgerTables>
  return own
    .selectFrom('ledger_line')
    .where('room', '=', room)
    .orderBy('n')
    .select(['n', 'by_id as by', 'text'])
    .execute()
}

export const ledgerContract = contract('ledger', {
  commands: {
    /** Records, tells all, answers { n }. */
    write: object({ text: text(1, 60_000) }),
    /** Tells all at once and keeps nothing. */
    glance: object({ value: integer(0, 1_000_000) }),
    /** Answers what it was loaded with. */
    look: object({}),
    /** A row that the database refuses. */
    spoil: object({ sure: literal(true) }),
    /** Refuses, before or after it has recorded something. */
    refuse: object({ when: oneOf(['before', 'after']) }),
    /** Posts to the ledger of that name. */
    tell: object({ room: text(1, 64), text: text(1, 100) }),
    send: object({ target: text(1, 100) }),
    wake: object({ ms: integer(0, 100_000) }),
    boot: object({ user: text(1, 64) }),
    show: object({ value: integer(0, 1_000_000) }),
    /** Changes what it was told after it has recorded and said it. */
    mutate: object({}),
  },
  events: { written: ordered<Line>(), glanced: newest<number>() },
  queries: { lines: query<{ lines: readonly Line[]; seq: number }>()(object({})) },
})

const ledgerTables = tables({
  migrations: {
    ledger_0001_lines: async (db, dialect) => {
      await db.schema
        .createTable('ledger_line')
        .addColumn('room', 'text', (c) => c.notNull())
        .addColumn('n', dialect === 'postgres' ? 'bigint' : 'integer', (c) => c.notNull())
        .addColumn('by_id', 'text', (c) => c.notNull())
        .addColumn('text', 'text', (c) => c.notNull())
        .addPrimaryKeyConstraint('ledger_line_key', ['room', 'n'])
        .execute()
    },
  },
  writes: { line: insert('ledger_line', { room: 'text', n: 'integer', by_id: 'text', text: 'text' }) },
})

export const ledger = defineRoom<typeof ledgerContract, (typeof ledgerTables)['writes']>({
  contract: ledgerContract,
  tickHz: 60,
  maxMembers: 1_000,
  idleMs: 1_000,
  authorize(user, room) {
    if (room.startsWith('closed') && user.id !== 'ada') throw new TuttiError('forbidden')
    return { role: 'writer', facts: { since: room } }
  },
  tables: ledgerTables as Tables<(typeof ledgerTables)['writes']>,
  stored: (room, reader) => linesOf(reader.db, room),
  load: { look: async (_body, { room, reader }) => (await linesOf(reader.db, room)).length },
  limits: { wake: { perSecond: 1, burst: 3 } },
  queries: {
    lines: (_user, room, _body, { reader }) =>
      reader.snapshot(async (db) => {
        const lines = await linesOf(db, room)
        const own = db as Kysely<LedgerTables>
        const place = own.selectFrom('room').where('kind', '=', 'ledger').where('id', '=', room)
        return { lines, seq: (await place.select('seq').executeTakeFirst())?.seq ?? 0 }
      }),
  },
  open(ctx, stored) {
    const lines = [...((stored as Line[] | undefined) ?? [])]
    const write = (by: string, said: string) => {
      const line = { n: lines.length + 1, by, text: said }
      ctx.record('line', { room: ctx.id, n: line.n, by_id: by, text: said })
      lines.push(line)
      ctx.broadcast('written', line)
      return line.n
    }
    return {
      on: {
        write: (from, body) => ctx.reply({ n: write(from.user.id, body.text) }),
        glance: (_from, { value }) => ctx.broadcast('glanced', value),
        look: (_from, _body, loaded) => ctx.reply({ loaded, live: lines.length }),
        spoil: () => ctx.record('line', { room: ctx.id, n: lines.length + 1, by_id: null, text: 'spoilt' }),
        refuse(_from, { when }) {
          if (when === 'after') write('nobody', 'too early')
          throw new TuttiError('conflict', 'as asked')
        },
        tell(from, { room, text: said }) {
          ctx.post('ledger', room, 'told', { by: from.user.id, text: said })
        },
        send(_from, { target }) {
          ctx.sendOut('webhook', target, { hello: target })
        },
        wake: (_from, { ms }) => ctx.wakeIn(ms),
        boot(_from, { user }) {
          for (const member of ctx.members) if (member.user.id === user) ctx.kick(member, 'kicked')
          ctx.unwatch(user)
          write('host', `${user} is out`)
        },
        show: (_from, { value }) => ctx.badge(value),
        mutate() {
          const line = { n: lines.length + 1, by: 'ada', text: 'as it was' }
          const row = { room: ctx.id, n: line.n, by_id: 'ada', text: 'as it was' }
          ctx.record('line', row)
          ctx.broadcast('written', line)
          ctx.reply(line)
          lines.push({ ...line })
          row.text = line.text = 'changed behind'
        },
      },
      mail: {
        told: (body) => {
          const { by, text: said } = body as { by: string; text: string }
          if (said === 'trip') throw new Error('nothing was done yet')
          write(by, said)
          if (said === 'break') throw new Error('too late to throw')
        },
      },
      join: () => ({ lines: lines.length }),
      summary: () => ({ lines: lines.length }),
      acked: (from, seq) => ctx.broadcast('glanced', seq, from.user.id),
      woke: () => void write('host', 'woke'),
      closing: () => {
        if (lines.length > 0 && ctx.id.startsWith('last-words')) write('host', 'closing')
      },
    }
  },
  bot: (random) => ({ hz: 10, act: () => ({ command: 'write', body: { text: `line ${random()}` } }) }),
})
