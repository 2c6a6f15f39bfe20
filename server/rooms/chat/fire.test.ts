/** A channel under fire: people who do anything, reads that come late, a database that lags, restarts; and what must hold after all of it. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { ChatContract } from '../../../shared/chat/contract.ts'
import type { Commands } from '../../../shared/contract.ts'
import { TuttiError } from '../../../shared/errors.ts'
import { seededRandom } from '../../../shared/random.ts'
import { ChatTable } from '../../../test/support/chat-table.ts'
import type { Member } from '../../engine/room.ts'
import { ChatBot } from './bot.ts'

// oxlint-disable-next-line no-restricted-globals -- a test's own length, not a room's
const { env } = process
const RUNS = Number(env['FUZZ_RUNS'] ?? 40)
const SEED = Number(env['FUZZ_SEED'] ?? 20_261_125)

type Command = keyof Commands<ChatContract>
type Blow =
  | { readonly do: 'join'; readonly user: number; readonly options: object }
  | { readonly do: 'leave'; readonly seat: number }
  | { readonly do: 'command' | 'late'; readonly seat: number; readonly order: readonly [Command, unknown] }
  | { readonly do: 'pass'; readonly ms: number }
  | { readonly do: 'lag' }
  | { readonly do: 'reopen' }

const USERS = ['ada', 'bob', 'cy', 'dan', 'eve']
const user = fc.constantFrom(...USERS)
const n = fc.integer({ min: 1, max: 12 })
const on = fc.boolean()
const text = fc.oneof(
  { weight: 3, arbitrary: fc.string({ minLength: 1, maxLength: 9, unit: 'grapheme' }) },
  { weight: 2, arbitrary: fc.constantFrom('oh shit', 'kys', '@[ada] look', '@here', '@channel @[bob] @[eve]') },
)
const untilMs = fc.constantFrom(0, 4e12, 1)
const or = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined })
const seldomly = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined, freq: 1 })
/** Leaves out what is undefined: on the wire there is none. */
const body = (fields: Record<string, fc.Arbitrary<unknown>>) =>
  fc.record(fields).map((all) => Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined)))

const orders: { readonly [T in Command]: fc.Arbitrary<unknown> } = {
  create: body({ type: fc.constantFrom('public', 'group', 'direct'), with: or(user), members: or(fc.array(user)) }),
  change: body({ title: or(text), slowMs: or(fc.constantFrom(0, 5000)), retentionDays: or(fc.constant(3)) }),
  archive: body({ on }),
  enter: body({}),
  quit: body({}),
  add: body({ users: fc.array(user, { maxLength: 3 }) }),
  invite: body({ maxUses: or(fc.constant(1)) }),
  uninvite: body({ code: fc.constantFrom('secret-1', 'secret-2') }),
  role: body({ user, role: fc.constantFrom('owner', 'moderator', 'member') }),
  kick: body({ user }),
  mute: body({ user, untilMs }),
  ban: body({ user, untilMs }),
  unban: body({ user }),
  block: body({ on }),
  send: body({ text, reply: seldomly(n), root: seldomly(n) }),
  edit: body({ n, text, rev: seldomly(fc.nat(2)) }),
  delete: body({ n }),
  react: body({ n, emoji: fc.constantFrom('👍', '🎉', 'x'), on }),
  pin: body({ n, on }),
  report: body({ n, reason: text }),
  settle: body({ report: fc.constant('none'), verdict: fc.constant('remove') }),
  release: body({ held: fc.constant('held'), verdict: fc.constantFrom('allow', 'reject') }),
  read: body({ n: fc.nat(50) }),
  notify: body({ level: fc.constantFrom('all', 'none'), untilMs: or(untilMs) }),
  typing: body({ on }),
  presence: body({ status: fc.constantFrom('online', 'away', 'dnd', 'invisible') }),
  rename: body({ name: text }),
}
const often: Command[] = [
  'send',
  'send',
  'send',
  'edit',
  'react',
  'react',
  'enter',
  'add',
  'read',
  'pin',
  'release',
  'role',
]
const all = Object.keys(orders) as Command[]
const seldom = all.filter((command) => !['archive', 'quit', 'ban', 'kick', 'block'].includes(command))
const order = fc
  .constantFrom(...often, ...often, ...often, ...seldom, ...seldom, ...all)
  .chain((command) =>
    fc
      .oneof({ weight: 19, arbitrary: orders[command] }, { weight: 1, arbitrary: fc.jsonValue() })
      .map((any): readonly [Command, unknown] => [command, any]),
  )
const seat = fc.nat(30)
const options = body({
  create: or(on),
  invite: or(fc.constantFrom('secret-1', 'secret-2')),
  status: or(fc.constantFrom('away', 'invisible')),
})

const blow: fc.Arbitrary<Blow> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ do: fc.constant('join' as const), user: fc.nat(USERS.length - 1), options }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('leave' as const), seat }) },
  { weight: 20, arbitrary: fc.record({ do: fc.constant('command' as const), seat, order }) },
  { weight: 6, arbitrary: fc.record({ do: fc.constant('late' as const), seat, order }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('pass' as const), ms: fc.constantFrom(10, 700, 6000) }) },
  { weight: 1, arbitrary: fc.constant({ do: 'lag' as const }) },
  { weight: 1, arbitrary: fc.constant({ do: 'reopen' as const }) },
)

/** Numbers become those of messages that are there: odd ones of one’s own, and roots of what may be one. */
const aimed = (table: ChatTable, member: Member, fields: object): object => {
  const numbers = (where: string): number[] =>
    table.rows<{ n: number }>(`select n from chat_message where ${where}`).map((row) => row.n)
  const pick = (from: number[], wanted: number): number => from[wanted % Math.max(1, from.length)] ?? wanted
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]): [string, unknown] => {
      if (typeof value !== 'number' || !['n', 'reply', 'root'].includes(name)) return [name, value]
      if (name === 'root') return [name, pick(numbers('root is null and system is null and deleted_at is null'), value)]
      const own = value % 2 === 1 ? `by_id = '${member.user.id}' and system is null and deleted_at is null` : 'true'
      return [name, pick(numbers(own), value)]
    }),
  )
}

/** Refusals are answers; anything else is a bug. */
const try_ = async (act: () => unknown): Promise<void> => {
  try {
    await act()
  } catch (thrown) {
    if (!(thrown instanceof TuttiError)) throw thrown
  }
}

const strike = async (table: ChatTable, blows: readonly Blow[]): Promise<void> => {
  const seats = (): Member[] => [...table.test.members]
  const late: (() => Promise<void>)[] = []
  let lagMs = 0
  for (const one of blows) {
    if (late.length > 2) await late.shift()!()
    if (one.do === 'join') await try_(() => table.join(USERS[one.user]!, one.options))
    else if (one.do === 'pass') {
      lagMs += one.ms
      // While commits are stuck, the host soon lets no command in.
      if (lagMs > 10_000) table.paused = false
      table.pass(one.ms)
    } else if (one.do === 'lag') {
      lagMs = 0
      table.paused = !table.paused
      table.commit()
    } else if (one.do === 'reopen') {
      table.paused = false
      table.commit()
      late.length = 0
      await table.reopen()
    } else {
      const member = seats()[one.seat % Math.max(1, seats().length)]
      if (member === undefined) continue
      if (one.do === 'leave') table.leave(member, 'lost')
      else {
        const [command, any] = one.order
        await try_(async () => {
          const held = table.rows<{ id: string }>('select id from chat_held limit 1')[0]?.id ?? 'none'
          const report = table.rows<{ id: string }>('select id from chat_report limit 1')[0]?.id ?? 'none'
          const ids = command === 'settle' ? { report } : command === 'release' ? { held } : {}
          const whole = typeof any === 'object' && any !== null && !Array.isArray(any)
          const given = (whole ? { ...aimed(table, member, any), ...ids } : any) as never
          const loaded = await table.load(member, command, table.check(command, given))
          // Late: again, with what was read before it was done the first time.
          if (one.do === 'late') late.push(() => try_(() => table.run(member, command, given, loaded)))
          table.run(member, command, given, loaded)
        })
      }
    }
  }
  table.paused = false
  table.commit()
}

/** What must hold of a channel’s rows, whatever has happened. */
const faults = (table: ChatTable): unknown[] => [
  ...table.rows('select n from chat_message m where n <> (select count(*) from chat_message o where o.n <= m.n)'),
  ...table.rows(`select room, member_count from chat_channel
    where member_count <> (select count(*) from chat_member where state = 'in')`),
  ...table.rows(`select n, replies from chat_message m
    where replies <> (select count(*) from chat_message where root = m.n)`),
  ...table
    .rows<{ n: number; reactions: string | null }>('select n, reactions from chat_message where deleted_at is null')
    .filter((row) => !sameCounts(table, row)),
  ...table.rows('select n from chat_reaction join chat_message using (room, n) where deleted_at is not null'),
  ...table.rows('select n from chat_mention join chat_message using (room, n) where deleted_at is not null'),
  ...table.rows(
    "select type from chat_channel where type <> 'direct' and member_count > 0 and not exists (select * from chat_member where state = 'in' and role = 'owner')",
  ),
  ...table.rows("select user_id, role, state from chat_member where (role = 'visitor') = (state = 'in')"),
  ...table.rows('select user_id, read from chat_member where read > (select coalesce(max(n), 0) from chat_message)'),
  ...table.rows('select code from chat_invite where max_uses > 0 and uses > max_uses'),
]

const sameCounts = (table: ChatTable, { n: of, reactions }: { n: number; reactions: string | null }): boolean => {
  const rows = table.rows<{ emoji: string; c: number }>(
    'select emoji, count(*) c from chat_reaction where n = ? group by emoji',
    of,
  )
  const counts = Object.fromEntries(rows.map(({ emoji, c }) => [emoji, c]))
  const told = JSON.parse(reactions ?? '{}') as Record<string, number>
  return Object.keys(told).length === rows.length && rows.every(({ emoji }) => told[emoji] === counts[emoji])
}

const open = async (type: 'public' | 'group' | 'direct'): Promise<ChatTable> => {
  if (type === 'direct') return (await ChatTable.direct('bob')).table
  const { table, ada } = await ChatTable.of(type, 'bob', 'cy', 'dan')
  await table.do(ada, 'role', { user: 'bob', role: 'moderator' })
  return table
}

describe.each(['public', 'group', 'direct'] as const)('a %s channel', (type) => {
  test(`under fire (${RUNS} runs, seed ${SEED}) throws refusals only, changes nothing it refuses, and adds up`, async () => {
    const holds = fc.asyncProperty(fc.array(blow, { minLength: 30, maxLength: 200, size: 'max' }), async (blows) => {
      const table = await open(type)
      await strike(table, blows)
      expect(faults(table)).toEqual([])
      // What the room remembers is what the database says.
      const alive = table.test.room
      const before = [...table.test.members].map(({ user: { id } }) => id)
      await table.reopen()
      expect(alive).not.toBe(table.test.room)
      for (const id of new Set(before)) await table.join(id, { create: true })
    })
    await fc.assert(holds, { seed: SEED, numRuns: RUNS })
  }, 120_000)
})

test('bots talk without being refused', async () => {
  const table = await ChatTable.open()
  const bots: { bot: ChatBot; member: Member }[] = []
  let heard = 0
  const listen = (): void => {
    for (; heard < table.test.said.length; heard++) {
      const { event, body: told } = table.test.said[heard]!
      for (const { bot } of bots) bot.heard(event as 'said', told as never)
    }
  }
  for (let i = 0; i < 5; i++) {
    const bot = new ChatBot(seededRandom(`bot ${i}`))
    const { member, state } = await table.join(`bot-${i}`, bot.options)
    bot.joined(state)
    bots.push({ bot, member })
  }
  const refusals: string[] = []
  for (let second = 0; second < 200; second++) {
    table.pass(1000)
    for (const { bot, member } of bots) {
      listen()
      const act = bot.act()
      if (act === undefined || !('command' in act)) continue
      const refusal = await table.refusal(member, act.command, act.body as never)
      if (refusal !== null) refusals.push(`${act.command}: ${refusal}`)
    }
  }
  expect(refusals).toEqual([])
  expect(table.test.told('said').length).toBeGreaterThan(300)
  expect(faults(table)).toEqual([])
})
