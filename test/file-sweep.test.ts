/** Whole house: what becomes of files that were put beside a channel, over the days. */
import { SignJWT } from 'jose'
import { afterEach, describe, expect, it } from 'vitest'
import { connect } from '../client-sdk/src/index.ts'
import * as rooms from '../server/rooms/registry.ts'
import { startHost } from './support/host.ts'
import { freshDatabase } from './support/postgres.ts'
import { createShiftedClock } from './support/shifted-clock.ts'

const SECRET = 'a secret that only this test knows, 32 bytes'
const HOUR_MS = 3_600_000

const cleanup: (() => unknown)[] = []
afterEach(async () => {
  for (const end of cleanup.splice(0).toReversed()) await end()
})

const start = async (env: Readonly<Record<string, string>>) => {
  const clock = createShiftedClock()
  const host = await startHost(rooms, { TUTTI_SECRET: SECRET, ...env }, { clock })
  cleanup.push(host.stop)
  const key = new TextEncoder().encode(SECRET)
  const token = await new SignJWT({ name: 'Ada' }).setProtectedHeader({ alg: 'HS256' }).setSubject('ada').sign(key)
  const files = `${host.url}/v1/chat/garden/files`
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'text/plain' }
  const swept = async () =>
    Number(/^tutti_files_swept_total (\d+)$/m.exec(await (await fetch(`${host.url}/metrics`)).text())?.[1])
  return {
    swept,
    put: async (body: string): Promise<string> => {
      const answer = await fetch(`${files}?name=a.txt`, { method: 'POST', headers, body })
      expect(answer.status).toBe(201)
      return ((await answer.json()) as { hash: string }).hash
    },
    status: async (hash: string) => (await fetch(`${files}/${hash}`, { headers })).status,
    /** In the channel, on a line of its own: none outlives a day that passes at once. */
    within: async <T>(act: (room: Awaited<ReturnType<typeof join>>) => Promise<T>): Promise<T> => {
      const client = connect<typeof rooms>(host.url, { token })
      cleanup.push(() => client.close())
      const done = await act(await join(client))
      client.close()
      return done
    },
    /** A day passes, and the hour of the sweep. Resolves when so many files are gone. */
    nextDay: async (gone: number): Promise<void> => {
      clock.advance(25 * HOUR_MS)
      await expect.poll(swept, { timeout: 10_000 }).toBe(gone)
    },
  }
}
const join = (client: ReturnType<typeof connect<typeof rooms>>) => client.join('chat', 'garden', { create: true })

const bases: Readonly<Record<string, () => Promise<Readonly<Record<string, string>>>>> = {
  SQLite: async () => ({}),
  Postgres: async () => ({ DATABASE_URL: (await freshDatabase()).url }),
}

describe.each(Object.entries(bases))('files beside a channel on %s', (_name, env) => {
  it('[H11] go when no message shows them for a day, and stay as long as one does', async () => {
    const { put, status, within, nextDay } = await start(await env())
    await within((room) => room.request('create', { type: 'public', title: 'Garden' }))
    const unsent = await put('never sent')
    const sent = await put('sent')
    const n = await within(async (room) => {
      const answer = await room.request('send', { text: 'look', files: [{ hash: sent, name: 'a.txt' }] })
      return (answer as { n: number }).n
    })
    expect(await status(sent)).toBe(200)
    await nextDay(1)
    expect([await status(unsent), await status(sent)]).toEqual([404, 200])
    const refused = within((room) => room.request('send', { text: '', files: [{ hash: unsent, name: 'a.txt' }] }))
    await expect(refused).rejects.toMatchObject({ code: 'not_found' })
    await within((room) => room.request('delete', { n }))
    await nextDay(2)
    expect(await status(sent)).toBe(404)
    // And what is gone can come again.
    expect(await put('sent')).toBe(sent)
  }, 60_000)
})
