/** Documents in every plight with people in every relation to them, made by commands alone, on a host of their own. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { doc } from '../../server/rooms/doc/kind.ts'
import { inbox } from '../../server/rooms/inbox/kind.ts'
import { FRAME } from '../../shared/frames.ts'
import type { ShareLink } from '../../shared/doc/types.ts'
import { typed } from './doc-table.ts'
import { startHost } from './host.ts'
import type { TestHost } from './host.ts'
import { freshDatabase } from './postgres.ts'
import { RawSession } from './raw-session.ts'
import type { Joined } from './raw-session.ts'

export const PAPERS = ['private', 'public', 'trashed', 'erased'] as const
export type Paper = (typeof PAPERS)[number]

/** In the title, the text, a comment, a version's name and a file of that document, and nowhere else. */
export const secret = (paper: string): string => `zq7${paper}`

export interface PaperFacts {
  readonly epoch: string
  /** Of a file that the document shows. */
  readonly shown: string
  /** Of one that nobody has put into it. */
  readonly unsent: string
  /** A link to comment, with a password. */
  readonly locked: string
}

export interface DocTown {
  readonly host: TestHost
  readonly facts: Readonly<Record<Paper, PaperFacts>>
  session(user: string): Promise<RawSession>
  /** One statement on the database, beside the host. */
  sql(statement: string): Promise<readonly Record<string, unknown>[]>
  close(): Promise<void>
}

export const putFile = (host: TestHost, token: string, room: string, name: string, text: string): Promise<Response> =>
  fetch(`${host.url}/v1/doc/${room}/files?name=${name}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'text/plain' },
    body: text,
  })

export const startDocTown = async (database: 'SQLite' | 'Postgres'): Promise<DocTown> => {
  const dir = mkdtempSync(join(tmpdir(), 'tutti-doc-town-'))
  const env: Record<string, string> = { TUTTI_DATA_DIR: dir, TUTTI_CONNECTIONS_PER_ADDRESS: '10000' }
  const postgres = database === 'Postgres' ? await freshDatabase() : undefined
  if (postgres !== undefined) env['DATABASE_URL'] = postgres.url
  const first = await startHost({ doc, inbox }, env)
  const entries = await Promise.all(PAPERS.map(async (paper) => [paper, await furnish(first, paper)] as const))
  await first.stop()
  // What a room remembers is not what the database says.
  const host = await startHost({ doc, inbox }, env)
  const sessions: RawSession[] = []
  return {
    host,
    facts: Object.fromEntries(entries) as Record<Paper, PaperFacts>,
    session: async (user) => {
      const session = await RawSession.open(host.port, user)
      sessions.push(session)
      return session
    },
    sql: async (statement) =>
      postgres === undefined ? onFile(join(dir, 'tutti.db'), statement) : postgres.ask(statement),
    close: async () => {
      for (const session of sessions) session.close()
      await host.stop()
      rmSync(dir, { recursive: true, force: true })
    },
  }
}

const onFile = (path: string, statement: string): readonly Record<string, unknown>[] => {
  const file = new Database(path)
  try {
    const prepared = file.prepare(statement)
    if (prepared.reader) return prepared.all() as Record<string, unknown>[]
    prepared.run()
    return []
  } finally {
    file.close()
  }
}

const furnish = async (host: TestHost, paper: Paper): Promise<PaperFacts> => {
  const ada = await RawSession.open(host.port, 'ada')
  const seat = await ada.seat(paper, { create: true }, null, 'doc')
  const order = (name: string, body: unknown) => ada.do(seat, name, body)
  await order('create', { title: `${secret(paper)} title`, folder: `${secret(paper)} folder`, public: open(paper) })
  const roles = { eda: 'editor', sue: 'suggester', cora: 'commenter', vic: 'viewer' }
  for (const [user, role] of Object.entries(roles)) await order('share', { user, role })

  const upload = async (name: string): Promise<string> => {
    const response = await putFile(host, ada.token, paper, `${secret(paper)}.txt`, `${secret(paper)} ${name}`)
    return ((await response.json()) as { hash: string }).hash
  }
  const [shown, unsent] = [await upload('shown'), await upload('unsent')]
  await order('edit', typed(`${secret(paper)} text with att:${shown}`))
  await order('comment', { anchor: null, text: `${secret(paper)} comment` })
  await order('keep', { name: `${secret(paper)} version` })
  const locked = await come(host, paper, order)
  if (paper === 'trashed' || paper === 'erased') await order('trash', {})
  if (paper === 'erased') await order('erase', {})
  ada.close()
  return { epoch: seat.epoch, shown, unsent, locked }
}

const open = (paper: Paper) => (paper === 'public' ? 'viewer' : null)

/** By links: one that holds, one that ends while exa is there, one that is taken back while una is. */
const come = async (host: TestHost, paper: Paper, order: (name: string, body: unknown) => Promise<unknown>) => {
  const link = async (body: object) => (await order('link', body)) as ShareLink
  const left: Promise<unknown>[] = []
  const sit = async (user: string, { code }: ShareLink): Promise<Joined> => {
    const session = await RawSession.open(host.port, user)
    const seat = await session.seat(paper, { link: code }, null, 'doc')
    const told = open(paper) === null ? FRAME.LEFT : FRAME.STATE
    if (user !== 'lena') left.push(session.until((frame) => frame.type === told).then(() => session.close()))
    return seat
  }
  await sit('lena', await link({ role: 'editor' }))
  await sit('exa', await link({ role: 'editor', expiresMs: Date.now() + 1500 }))
  const taken = await link({ role: 'editor' })
  await sit('una', taken)
  await order('unlink', { code: taken.code })
  await Promise.all(left)
  return (await link({ role: 'commenter', password: 'right' })).code
}
