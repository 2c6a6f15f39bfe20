/** A host that may end and begin anew, and clients that find it wherever it is, over lines that can be cut. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { SignJWT } from 'jose'
import { WebSocket } from 'ws'
import { connect } from '../../client-sdk/src/index.ts'
import type { Client, SocketLike } from '../../client-sdk/src/index.ts'
import type { DocEvents, DocProvider } from '../../client-sdk/src/doc.ts'
import * as rooms from '../../server/rooms/registry.ts'
import { startHost } from './host.ts'
import type { TestHost } from './host.ts'
import { startProxy } from './proxy.ts'
import type { Proxy } from './proxy.ts'
import { until } from './until.ts'

const SECRET = 'a secret that only this test knows, 32 bytes'
const DEADLINE_MS = 15_000

export type DocPeer = Client<typeof rooms>

export interface DocPlace {
  /** A client of that user, over a line of its own. */
  readonly come: (user: string) => Promise<DocPeer>
  readonly line: (user: string) => Proxy
  /** Ends the host at once. */
  readonly end: () => Promise<void>
  /** Another host with the same data. */
  readonly begin: () => Promise<TestHost>
  readonly close: () => Promise<void>
}

const tokenOf = (user: string): Promise<string> =>
  new SignJWT({ name: user })
    .setProtectedHeader({ alg: 'HS256' })
    .setSubject(user)
    .sign(new TextEncoder().encode(SECRET))

export const docPlace = async (): Promise<DocPlace> => {
  const folder = mkdtempSync(join(tmpdir(), 'tutti-doc-'))
  const clients: DocPeer[] = []
  const lines = new Map<string, Proxy>()
  const start = () => startHost(rooms, { TUTTI_SECRET: SECRET, TUTTI_DATA_DIR: folder })
  let host = await start()
  return {
    come: async (user) => {
      const line = lines.get(user) ?? (await startProxy(() => host.port))
      lines.set(user, line)
      const client: DocPeer = connect<typeof rooms>(`http://127.0.0.1:${line.port}`, {
        token: await tokenOf(user),
        // At random, but soon: a test has no twenty seconds to spare.
        random: () => Math.random() / 10,
        socket: (url, protocol) => new WebSocket(url, protocol) as unknown as SocketLike,
      })
      clients.push(client)
      return client
    },
    line: (user) => lines.get(user)!,
    end: () => host.stop(),
    begin: async () => (host = await start()),
    close: async () => {
      for (const client of clients) client.close()
      for (const line of lines.values()) line.close()
      await host.stop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

const EVENTS = [
  'sync',
  'status',
  'replaced',
  'saved',
  'role',
  'info',
  'threads',
  'suggestions',
  'versions',
  'gone',
] as const

/** Whatever changes in the document or its content is looked at. */
export const docSees = (doc: DocProvider, what: () => boolean): Promise<void> =>
  until(
    what,
    (look) => {
      for (const event of EVENTS) doc.on(event satisfies keyof DocEvents, () => look())
      doc.doc.on('update', look)
      doc.awareness.on('change', look)
      doc.on('replaced', ({ doc: next }) => void next.on('update', look))
    },
    DEADLINE_MS,
  )
