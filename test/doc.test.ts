/** Whole house: people write a document, on either database, and it is there when the host comes back. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { SignJWT } from 'jose'
import { afterEach, describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { connect } from '../client-sdk/src/index.ts'
import { doc } from '../server/rooms/doc/kind.ts'
import type { DocJoin } from '../shared/doc/contract.ts'
import { startHost } from './support/host.ts'
import type { TestHost } from './support/host.ts'
import { freshDatabase } from './support/postgres.ts'
import { until } from './support/until.ts'

const rooms = { doc }
const SECRET = 'a secret that only this test knows, 32 bytes'

const cleanup: (() => unknown)[] = []
afterEach(async () => {
  for (const end of cleanup.splice(0).toReversed()) await end()
})

const place = async (database: string) => {
  const folder = mkdtempSync(join(tmpdir(), 'tutti-doc-'))
  cleanup.push(() => rmSync(folder, { recursive: true, force: true }))
  const env: Record<string, string> = { TUTTI_SECRET: SECRET, TUTTI_DATA_DIR: folder }
  if (database === 'Postgres') env['DATABASE_URL'] = (await freshDatabase()).url
  return async () => {
    const host = await startHost(rooms, env)
    cleanup.push(host.stop)
    return host
  }
}

/** Somebody at a document, with a Y.Doc that hears everything. */
const sit = async (host: TestHost, user: string, room: string, options: DocJoin = {}) => {
  const token = await new SignJWT({ name: user })
    .setProtectedHeader({ alg: 'HS256' })
    .setSubject(user)
    .sign(new TextEncoder().encode(SECRET))
  const client = connect<typeof rooms>(host.url, { token })
  cleanup.push(() => client.close())
  const seat = await client.join('doc', room, options)
  const ydoc = new Y.Doc()
  const looks = new Set<() => void>()
  const enter = () => {
    const { snapshot, tail } = seat.state
    if (snapshot !== null) Y.applyUpdate(ydoc, snapshot)
    for (const update of tail) Y.applyUpdate(ydoc, update)
  }
  enter()
  seat.on('edited', (update) => {
    Y.applyUpdate(ydoc, update)
    for (const look of looks) look()
  })
  const text = () => ydoc.getText('code').toJSON()
  return {
    seat,
    ydoc,
    text,
    reads: (wanted: string) =>
      until(
        () => text() === wanted,
        (again) => looks.add(again),
        10_000,
      ),
    write: (change: (text: Y.Text) => void): Promise<unknown> => {
      const before = Y.encodeStateVector(ydoc)
      ydoc.transact(() => change(ydoc.getText('code')))
      return seat.request('edit', Y.encodeStateAsUpdate(ydoc, before))
    },
  }
}

describe.each(['SQLite', 'Postgres'])('on %s', (database) => {
  it('a document is made, written by two, and there again after a restart', async () => {
    const start = await place(database)
    let host = await start()
    const ada = await sit(host, 'ada', 'notes', { create: true })
    expect(ada.seat.state.doc).toBeNull()
    expect(await ada.seat.request('create', { title: 'Notes', public: 'editor' })).toMatchObject({ title: 'Notes' })
    await ada.write((text) => text.insert(0, 'hello'))
    const bob = await sit(host, 'bob', 'notes')
    expect(bob.text()).toBe('hello')
    await bob.write((text) => text.insert(5, ' world'))
    await ada.reads('hello world')
    await host.stop()
    host = await start()
    const eve = await sit(host, 'eve', 'notes')
    expect(eve.text()).toBe('hello world')
    expect(eve.seat.state.at + eve.seat.state.tail.length).toBe(2)
  })
})
