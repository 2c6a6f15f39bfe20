/** Whole house: backends and agents write by HTTP alone what people see come in on their sockets. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { SignJWT } from 'jose'
import { afterEach, describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { connect } from '../client-sdk/src/index.ts'
import { makeNonce } from '../client-sdk/src/nonce.ts'
import { chat } from '../server/rooms/chat/kind.ts'
import { doc } from '../server/rooms/doc/kind.ts'
import { inbox } from '../server/rooms/inbox/kind.ts'
import { isFromTutti } from './fixtures/webhook/verify.ts'
import { startHost } from './support/host.ts'
import { freshDatabase } from './support/postgres.ts'
import { startReceiver } from './support/receiver.ts'
import { until } from './support/until.ts'

const rooms = { chat, doc, inbox }
const SECRET = 'a secret that only this test knows, 32 bytes'

const cleanup: (() => unknown)[] = []
afterEach(async () => {
  for (const end of cleanup.splice(0).toReversed()) await end()
})

interface Answer {
  readonly status: number
  readonly body: any // oxlint-disable-line no-explicit-any -- what is in it is what the tests ask
}

const house = async (database: string) => {
  const folder = mkdtempSync(join(tmpdir(), 'tutti-rest-'))
  cleanup.push(() => rmSync(folder, { recursive: true, force: true }))
  const env: Record<string, string> = { TUTTI_SECRET: SECRET, TUTTI_DATA_DIR: folder, TUTTI_WEBHOOK_PRIVATE: 'on' }
  if (database === 'Postgres') env['DATABASE_URL'] = (await freshDatabase()).url
  const host = await startHost(rooms, env)
  cleanup.push(host.stop)
  const token = (user: string) =>
    new SignJWT({ name: user })
      .setProtectedHeader({ alg: 'HS256' })
      .setSubject(user)
      .sign(new TextEncoder().encode(SECRET))
  const ask = async (user: string, path: string, init: RequestInit = {}): Promise<Answer> => {
    const headers = { authorization: `Bearer ${await token(user)}`, ...(init.headers as Record<string, string>) }
    const response = await fetch(`${host.url}/v1/${path}`, { ...init, headers })
    return { status: response.status, body: await response.json() }
  }
  return {
    token,
    url: host.url,
    read: (user: string, path: string) => ask(user, path),
    give: (user: string, path: string, body: unknown, headers: Record<string, string> = {}) => {
      const bytes = body instanceof Uint8Array
      const type = bytes ? 'application/octet-stream' : 'application/json'
      const init = { method: 'POST', body: bytes ? Buffer.from(body) : JSON.stringify(body) }
      return ask(user, path, { ...init, headers: { 'content-type': type, ...headers } })
    },
  }
}

const key = (): string =>
  Buffer.from(makeNonce(Date.now()))
    .toString('hex')
    .replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
const CREATE = { 'tutti-join': '{"create":true}' }

describe.each(['SQLite', 'Postgres'])('by HTTP, on %s', (database) => {
  it('[H13] [H15] a message is sent once, however often, and heard by whoever is there', async () => {
    const { give, read, token, url } = await house(database)
    expect(await give('ada', 'chat/lobby/commands/send', { text: 'x' })).toMatchObject({ status: 404 })
    expect(await give('ada', 'chat/lobby/commands/create', { type: 'public', title: 'Lobby' }, CREATE)).toMatchObject({
      status: 200,
      body: { room: 'lobby', createdBy: 'ada' },
    })
    const client = connect<typeof rooms>(url, { token: await token('bob') })
    cleanup.push(() => client.close())
    const seat = await client.join('chat', 'lobby')
    const heard: string[] = []
    const looks = new Set<() => void>()
    seat.on('said', ({ text }) => {
      heard.push(text)
      for (const look of looks) look()
    })
    const again = { 'idempotency-key': key() }
    const said = await give('ada', 'chat/lobby/commands/send', { text: 'hello' }, again)
    expect(said.status).toBe(200)
    expect(await give('ada', 'chat/lobby/commands/send', { text: 'hello' }, again)).toEqual(said)
    expect(await give('ada', 'chat/lobby/commands/send', { text: 'other' }, again)).toMatchObject({ status: 409 })
    await give('ada', 'chat/lobby/commands/send', { text: 'bye' })
    const both = () => heard.includes('hello') && heard.includes('bye')
    await until(both, (look) => looks.add(look), 10_000)
    expect(heard.filter((text) => text === 'hello')).toHaveLength(1)
    const { body } = await read('ada', 'chat/lobby/history?limit=10')
    expect(body.messages.filter(({ text }: { text: string }) => text === 'hello')).toHaveLength(1)
  })

  it('[H13] [H14] a document is made, written, edited, read, restored and closed to others', async () => {
    const { give, read } = await house(database)
    const plan = '# Plan\n\nfirst\n\n## Next\n\n- [ ] one\n'
    const made = await give(
      'ada',
      'doc/plan/commands/create',
      { title: 'Plan', content: { format: 'markdown', text: plan } },
      CREATE,
    )
    expect(made).toMatchObject({ status: 200, body: { title: 'Plan', owner: 'ada' } })
    const start = await read('ada', 'doc/plan/read?format=markdown')
    expect(start.body.text).toBe(plan)
    const again = { 'idempotency-key': key() }
    const section = { how: 'section', heading: 'Next', format: 'markdown', text: '- [x] one\n- [ ] two' }
    const written = await give('ada', 'doc/plan/commands/write', section, again)
    expect(written).toMatchObject({ status: 200, body: { n: start.body.n + 1 } })
    expect(await give('ada', 'doc/plan/commands/write', section, again)).toEqual(written)
    expect((await read('ada', 'doc/plan/read?format=markdown')).body).toMatchObject({
      n: start.body.n + 1,
      text: '# Plan\n\nfirst\n\n## Next\n\n- [x] one\n- [ ] two\n',
    })

    const edit = new Y.Doc()
    edit.getText('notes').insert(0, 'by hand')
    expect((await give('ada', 'doc/plan/commands/edit', Y.encodeStateAsUpdate(edit))).status).toBe(200)
    const kept = await give('ada', 'doc/plan/commands/keep', { name: 'mine' })
    expect(kept).toMatchObject({ status: 200, body: { n: start.body.n + 2, name: 'mine', type: 'named' } })
    const restored = await give('ada', 'doc/plan/commands/restore', { n: start.body.n })
    expect(restored).toMatchObject({ status: 200, body: { n: start.body.n + 3, type: 'restored' } })
    expect((await read('ada', 'doc/plan/read?format=markdown')).body.text).toBe(plan)
    const versions = await read('ada', 'doc/plan/versions')
    expect(versions.body.versions.map(({ type }: { type: string }) => type)).toEqual(['restored', 'named'])
    const diff = await read('ada', `doc/plan/diff?from=${start.body.n}`)
    expect(diff.body.people).toMatchObject([{ id: 'ada' }])

    expect(await give('eve', 'doc/plan/commands/write', section)).toMatchObject({ status: 404 })
    expect(await read('eve', 'doc/plan/read?format=text')).toMatchObject({ status: 404 })
    await give('ada', 'doc/plan/commands/publish', { role: 'viewer' })
    expect(await give('eve', 'doc/plan/commands/write', section)).toMatchObject({ status: 403 })
    expect((await read('eve', 'doc/plan/read?format=html')).body.text).toContain('<h1>Plan</h1>')
    expect(await read('eve', 'doc/plan/versions')).toMatchObject({ status: 403 })
  })

  it("a document's news reach its owner's backend, signed", async () => {
    const { give } = await house(database)
    const receiver = await startReceiver()
    cleanup.push(receiver.close)
    await give('ada', 'doc/plan/commands/create', { title: 'Plan' }, CREATE)
    const { secret } = (await give('ada', 'doc/plan/commands/hook', { url: `${receiver.url}/doc` })).body
    const written = await give('ada', 'doc/plan/commands/write', { how: 'append', format: 'text', text: 'hi' })
    await give('ada', 'doc/plan/commands/keep', { name: 'mine' })
    await receiver.came(2)
    const news = receiver.received.map(({ headers, body }) => {
      expect(isFromTutti(headers, body.toString(), secret)).toBe(true)
      return JSON.parse(body.toString()) as { type: string }
    })
    expect(news.toSorted((a, b) => (a.type < b.type ? -1 : 1))).toMatchObject([
      { type: 'doc.changed', room: 'plan', title: 'Plan', n: written.body.n, by: ['ada'] },
      { type: 'doc.version', version: { name: 'mine' } },
    ])
  })
})
