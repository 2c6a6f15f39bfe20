/** A town of secrets: channels of every sort with people in every relation to them, made by commands alone, on a host of their own. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { chat } from '../../server/rooms/chat/kind.ts'
import { inbox } from '../../server/rooms/inbox/kind.ts'
import { directRoom } from '../../shared/chat/rules.ts'
import { startHost } from './host.ts'
import type { TestHost } from './host.ts'
import { freshDatabase } from './postgres.ts'
import { RawSession } from './raw-session.ts'
import type { Joined } from './raw-session.ts'

export const PEOPLE = ['olga', 'mo', 'ann', 'mute', 'vic', 'quit', 'kim', 'bad', 'past', 'inge'] as const
/**
 * olga owns, mo moderates, ann and mute are members (mute is muted), vic was never in, quit has left, kim was kicked, bad
 * is banned, past was, until some time ago, and inge holds an invitation that she has not used.
 */
export type Who = (typeof PEOPLE)[number]

export const DIRECT = directRoom('ann', 'olga')
export const NO_DIRECT = directRoom('ann', 'mo')
export const CHANNELS = ['public', 'attic', 'unlisted', 'group', 'cellar', DIRECT] as const
export type Channel = (typeof CHANNELS)[number]
/** attic and cellar are archived, a public one and a group. */
const ARCHIVED: readonly string[] = ['attic', 'cellar']
const GROUPS: readonly string[] = ['group', 'cellar']

/** In all that whoever reads there may read; in what only moderators may; in what nobody may any more. */
export const open = (room: string): string => `zq7open${room.slice(-9)}`
export const staff = (room: string): string => `zq7staff${room.slice(-9)}`
export const GONE = 'zq7gone'

export interface Facts {
  /** Of the file that a message shows; of one that a message showed; of one that no message ever did. */
  readonly shown: string
  readonly lost: string
  readonly unsent: string
  /** Of the message that is there, and of the one that is not any more. */
  readonly n: number
  readonly deletedN: number
  readonly epoch: string
  readonly invite: string | undefined
}

export interface Town {
  readonly host: TestHost
  readonly facts: Readonly<Record<string, Facts>>
  session(user: string): Promise<RawSession>
  close(): Promise<void>
}

export const put = async (url: string, token: string, room: string, name: string, text: string): Promise<Response> =>
  fetch(`${url}/v1/chat/${room}/files?name=${encodeURIComponent(name)}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'text/plain' },
    body: text,
  })

export const startTown = async (database: 'SQLite' | 'Postgres'): Promise<Town> => {
  const dir = mkdtempSync(join(tmpdir(), 'tutti-town-'))
  const postgres = database === 'Postgres' ? await freshDatabase() : undefined
  const env: Record<string, string> = { TUTTI_DATA_DIR: dir, TUTTI_CONNECTIONS_PER_ADDRESS: '10000' }
  if (postgres !== undefined) env['DATABASE_URL'] = postgres.url
  const first = await startHost({ chat, inbox }, env)
  const facts = await build(first)
  await first.stop()
  // The one thing that no command can do: to have been banned until a time that is past.
  const past = `update chat_member set banned_until = 1 where user_id = 'past' and state = 'banned'`
  if (postgres !== undefined) await postgres.ask(past)
  else {
    const file = new Database(join(dir, 'tutti.db'))
    file.exec(past)
    file.close()
  }
  const host = await startHost({ chat, inbox }, env)
  const sessions: RawSession[] = []
  return {
    host,
    facts,
    session: async (user) => {
      const session = await RawSession.open(host.port, user)
      sessions.push(session)
      return session
    },
    close: async () => {
      for (const session of sessions) session.close()
      await host.stop()
      rmSync(dir, { recursive: true, force: true })
    },
  }
}

const build = async (host: TestHost): Promise<Record<string, Facts>> => {
  const sessions = new Map<string, RawSession>()
  const all: Record<string, Facts> = {}
  for (const who of PEOPLE) sessions.set(who, await RawSession.open(host.port, who))
  const of = (who: Who): RawSession => sessions.get(who)!
  for (const room of CHANNELS) all[room] = await furnish(host.url, of, room)
  for (const session of sessions.values()) session.close()
  return all
}

type Of = (who: Who) => RawSession

const furnish = async (url: string, of: Of, room: Channel): Promise<Facts> => {
  const { seats, invite } = await people(of, room)
  const [olga, ann] = [seats.get('olga')!, seats.get('ann')!]
  const upload = async (text: string, name: string): Promise<string> =>
    ((await (await put(url, of('ann').token, room, name, text)).json()) as { hash: string }).hash
  const say = async (body: object): Promise<number> => (await of('ann').do(ann, 'send', body))['n']!

  const shown = await upload(`${open(room)} file`, `${open(room)}.txt`)
  const lost = await upload(`${GONE} file ${room}`, `${GONE}.txt`)
  const unsent = await upload(`${staff(room)} never sent`, `${staff(room)}.txt`)
  const n = await say({ text: `${open(room)} @[olga] draft`, files: [{ hash: shown, name: `${open(room)}.txt` }] })
  await of('ann').do(ann, 'edit', { n, text: `${open(room)} @[olga] final` })
  await of('olga').do(olga, 'react', { n, emoji: '👍', on: true })
  await of('ann')
    .do(ann, 'pin', { n, on: true })
    .catch(() => of('olga').do(olga, 'pin', { n, on: true }))
  await say({ text: `${open(room)} threaded`, root: n, reply: n })

  const deletedN = await say({ text: `${GONE}one @[olga]`, files: [{ hash: lost, name: `${GONE}.txt` }] })
  await of('ann').do(ann, 'edit', { n: deletedN, text: `${GONE}two @[olga]` })
  await of('olga').do(olga, 'react', { n: deletedN, emoji: `:${GONE}:`, on: true })
  if (room !== DIRECT) {
    await of('olga').do(olga, 'report', { n: deletedN, reason: `${staff(room)} report` })
    await of('olga').do(olga, 'report', { n, reason: `${staff(room)} other report` })
    // The word list holds it.
    await say({ text: `${staff(room)} kys` })
  }
  await of('ann').do(ann, 'delete', { n: deletedN })
  if (ARCHIVED.includes(room)) await of('olga').do(olga, 'archive', { on: true })
  return { shown, lost, unsent, n, deletedN, epoch: olga.epoch, invite }
}

const people = async (of: Of, room: Channel) => {
  const seats = new Map<Who, Joined>()
  const olga = await of('olga').seat(room, { create: true, ...(room === DIRECT && { with: 'ann' }) })
  seats.set('olga', olga)
  const group = GROUPS.includes(room)
  const inside = ['mo', 'ann', 'mute', 'quit', 'kim', 'bad', 'past'] as const
  const type = room === DIRECT ? 'direct' : group ? 'group' : 'public'
  await of('olga').do(olga, 'create', {
    type,
    ...(type === 'direct' ? { with: 'ann' } : { title: `${open(room)} title`, topic: `${open(room)} topic` }),
    ...(type === 'group' && { members: inside }),
    ...(type === 'public' && { listed: room !== 'unlisted' }),
  })
  if (room === DIRECT) {
    seats.set('ann', await of('ann').seat(room))
    return { seats, invite: undefined }
  }
  for (const who of inside) {
    const seat = await of(who).seat(room)
    if (!group) await of(who).do(seat, 'enter', {})
    seats.set(who, seat)
  }
  const order = (name: string, body: object) => of('olga').do(olga, name, body)
  await order('role', { user: 'mo', role: 'moderator' })
  await order('mute', { user: 'mute', untilMs: Date.now() + 3_600_000, reason: `${staff(room)} noise` })
  await of('quit').do(seats.get('quit')!, 'quit', {})
  await order('kick', { user: 'kim', reason: `${staff(room)} kick` })
  await order('ban', { user: 'bad', untilMs: 0, reason: `${staff(room)} spam` })
  await order('ban', { user: 'past', untilMs: Date.now() + 3_600_000, reason: `${staff(room)} spam too` })
  const invite = await order('invite', {})
  return { seats, invite: String(invite['code']) }
}
