/** [Must show 8] The rights as a live channel grants them: every command, by everybody, in every plight, with a body that is in order. */
import { describe, expect, test } from 'vitest'
import type { ChatContract } from '../../../shared/chat/contract.ts'
import { directRoom } from '../../../shared/chat/rules.ts'
import type { ChannelType } from '../../../shared/chat/types.ts'
import type { Commands } from '../../../shared/contract.ts'
import { PROMISES } from '../../../test/support/chat-rights.ts'
import { ChatTable } from '../../../test/support/chat-table.ts'
import { chat } from './kind.ts'

type Command = keyof Commands<ChatContract>
type Bodies = { readonly [T in Command]: Commands<ChatContract>[T] }
type Plight = 'well' | 'archived' | 'muted' | 'blocked'

interface Scene {
  readonly template: Buffer
  readonly room: string
  /** A message of the actor's, or of somebody else's where they have none. */
  readonly own: number
  readonly report: string
  readonly held: string
}

const actors = { owner: 'ada', moderator: 'mo', member: 'cy', visitor: 'vi' } as const
type Role = keyof typeof actors

/** A channel with somebody of each role in it, as it lies in the database. */
const prepare = async (type: ChannelType, role: Role, plight: Plight): Promise<Scene> => {
  const actor = actors[role]
  const room = type === 'direct' ? directRoom('cy', 'dan') : 'talk'
  const table = await ChatTable.open(room)
  const maker = type === 'direct' ? 'dan' : 'ada'
  const { member: first } = await table.join(maker, { create: true, ...(type === 'direct' && { with: 'cy' }) })
  const members = { members: ['mo', 'cy', 'dan'] }
  const rest = type === 'direct' ? { with: 'cy' } : type === 'group' ? members : {}
  await table.do(first, 'create', { type, title: 'Talk', ...rest })
  let held = 'none'
  if (type !== 'direct') {
    for (const user of ['mo', 'cy', 'dan']) await table.enter(user)
    await table.do(first, 'role', { user: 'mo', role: 'moderator' })
    const { member: dan } = await table.join('dan')
    held = ((await table.do(dan, 'send', { text: 'kys' })) as { held: string }).held
  }
  const { member: writer } = await table.join(role === 'visitor' ? 'dan' : actor)
  const own = await table.send(writer, 'words')
  const reported = type === 'direct' ? {} : await table.do(first, 'report', { n: own, reason: 'test' })
  if (plight === 'archived') table.sqlite.exec('update chat_channel set archived = 1')
  if (plight === 'muted')
    table.sqlite.exec(`update chat_member set muted_until = ${table.wallMs + 1e9} where user_id = '${actor}'`)
  if (plight === 'blocked') table.sqlite.exec("insert into chat_block values ('dan', 'cy', 0)")
  return {
    template: table.sqlite.serialize(),
    room,
    own,
    report: (reported as { report?: string }).report ?? 'none',
    held,
  }
}

const bodies = ({ own, report, held }: Scene, type: ChannelType): Bodies => ({
  create: { type, ...(type === 'direct' && { with: 'dan' }) },
  change: { topic: 'new' },
  archive: { on: true },
  enter: {},
  quit: {},
  add: { users: ['eve'] },
  invite: {},
  uninvite: { code: 'none' },
  role: { user: 'dan', role: 'moderator' },
  kick: { user: 'dan' },
  mute: { user: 'dan', untilMs: 4e12 },
  ban: { user: 'dan', untilMs: 0 },
  unban: { user: 'dan' },
  block: { on: true },
  send: { text: 'hello' },
  edit: { n: own, text: 'other words' },
  delete: { n: own },
  react: { n: own, emoji: '👍', on: true },
  pin: { n: own, on: true },
  report: { n: own, reason: 'test' },
  settle: { report, verdict: 'dismiss' },
  release: { held, verdict: 'allow' },
  read: { n: 1 },
  notify: { level: 'none' },
  typing: { on: true },
  presence: { status: 'away' },
  rename: { name: 'new name' },
})

const scenes: [ChannelType, Role, Plight][] = []
for (const plight of ['well', 'archived', 'muted'] as const)
  for (const role of ['owner', 'moderator', 'member', 'visitor'] as const)
    for (const type of ['group', 'public'] as const)
      // A stranger to a group does not get in at all, and who is no member cannot be muted.
      if (role !== 'visitor' || (type === 'public' && plight !== 'muted')) scenes.push([type, role, plight])
for (const plight of ['well', 'archived', 'muted', 'blocked'] as const) scenes.push(['direct', 'member', plight])

describe.each(scenes)('in a %s channel, a %s who is %s', (type, role, plight) => {
  test('may do what is promised, and nothing else', async () => {
    const scene = await prepare(type, role, plight)
    const got: Record<string, boolean> = {}
    const wanted: Record<string, boolean> = {}
    for (const [command, body] of Object.entries(bodies(scene, type)) as [Command, never][]) {
      const promise = PROMISES.find(({ act }) => act === command)!
      wanted[command] = promise.may(type, role, plight === 'archived', plight === 'muted' || plight === 'blocked')
      const table = await ChatTable.open(scene.room, chat, scene.template)
      const { member } = await table.join(actors[role])
      const refusal = await table.refusal(member, command, body)
      // An owner who is alone in that cannot leave, whoever made the channel made it, and that is another matter.
      expect([null, 'forbidden', 'conflict']).toContain(refusal)
      got[command] = refusal !== 'forbidden'
      if (refusal !== null) expect(table.test.recorded.filter(({ write }) => write !== 'person')).toEqual([])
    }
    expect(got).toEqual(wanted)
  })
})

test('a visitor or a member deletes what they wrote, and nobody else’s', async () => {
  const { table, ada, all } = await ChatTable.of('public', 'bob')
  const n = await table.send(ada, 'mine')
  const { member: visitor } = await table.join('vi')
  expect(await table.refusal(all[0]!, 'delete', { n })).toBe('forbidden')
  expect(await table.refusal(visitor, 'delete', { n })).toBe('forbidden')
  await table.do(ada, 'role', { user: 'bob', role: 'moderator' })
  expect(await table.refusal(all[0]!, 'delete', { n })).toBeNull()
})

describe('somebody who is out', () => {
  test.each(['group', 'public'] as const)('of a %s channel by a ban, neither joins nor asks', async (type) => {
    const { table, ada } = await ChatTable.of(type, 'bob')
    await table.do(ada, 'ban', { user: 'bob', untilMs: 0 })
    for (const options of [undefined, {}, { create: true }, { invite: 'x' }])
      await expect(table.authorize('bob', options)).rejects.toMatchObject({ code: 'forbidden' })
  })

  test('learns the same of a private channel as of none', async () => {
    const { table } = await ChatTable.of('group', 'bob')
    const nothing = await table.beside('nothing')
    for (const options of [undefined, {}, { invite: 'x' }]) {
      const there = await table.authorize('eve', options).catch((thrown: unknown) => thrown)
      const none = await nothing.authorize('eve', options).catch((thrown: unknown) => thrown)
      expect(there).toMatchObject({ code: 'unknown_room' })
      expect(there).toEqual(none)
    }
  })

  test('of a public channel, is not let in again by the seat that is about to go', async () => {
    const { table, ada } = await ChatTable.of('public', 'bob')
    const { member: seat } = await table.join('bob')
    // In the tick of the ban, in which the seat is still there.
    table.test.room.on.ban(ada, { user: 'bob', untilMs: 0 }, await table.load(ada, 'ban', { user: 'bob', untilMs: 0 }))
    expect(() => table.test.room.on.enter(seat, {})).toThrow(/banned/)
  })

  test('of everything, has no seat in the hall', async () => {
    const hall = await ChatTable.open('_')
    expect(await hall.authorize('eve')).toBe('visitor')
    await expect(hall.join('eve', { create: true })).rejects.toMatchObject({ code: 'unknown_room' })
  })
})
