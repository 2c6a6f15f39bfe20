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
import { HostProcess } from '../chaos/host-process.ts'
import { startHost } from './host.ts'
import { startProxy } from './proxy.ts'
import type { Proxy } from './proxy.ts'
import { until } from './until.ts'

const SECRET = 'a secret that only this test knows, 32 bytes'
const DEADLINE_MS = 15_000

export type DocPeer = Client<typeof rooms>

export interface DocPlace {
  /** A client of that user, over a line of its own, or over the one at that port. */
  readonly come: (user: string, port?: number) => Promise<DocPeer>
  readonly port: () => number
  readonly line: (user: string) => Proxy
  /** No new connection of that user arrives anywhere, until back(). */
  readonly away: (user: string) => void
  readonly back: (user: string) => void
  readonly dataDir: string
  /** Ends the host at once. */
  readonly end: () => Promise<void>
  /** Another host with the same data. */
  readonly begin: () => Promise<void>
  readonly close: () => Promise<void>
}

const tokenOf = (user: string): Promise<string> =>
  new SignJWT({ name: user })
    .setProtectedHeader({ alg: 'HS256' })
    .setSubject(user)
    .sign(new TextEncoder().encode(SECRET))

/** A host that ends with all that it has under way. */
interface Ending {
  readonly port: number
  readonly stop: () => Promise<void>
}

/** `own`: the first host is a process of its own, and is killed. */
export const docPlace = async (own = false): Promise<DocPlace> => {
  const folder = mkdtempSync(join(tmpdir(), 'tutti-doc-'))
  const clients: DocPeer[] = []
  const lines = new Map<string, Proxy>()
  const env = { TUTTI_SECRET: SECRET, TUTTI_DATA_DIR: folder }
  const killed = async (): Promise<Ending> => {
    const host = await HostProcess.start(env)
    return { port: host.port, stop: () => host.kill() }
  }
  const start = (): Promise<Ending> => startHost(rooms, env)
  const gone = new Set<string>()
  let host = own ? await killed() : await start()
  return {
    port: () => host.port,
    come: async (user, port) => {
      const line = lines.get(user) ?? (await startProxy(() => host.port))
      lines.set(user, line)
      const client: DocPeer = connect<typeof rooms>(`http://127.0.0.1:${port ?? line.port}`, {
        token: await tokenOf(user),
        // At random, but soon: a test has no twenty seconds to spare.
        random: () => Math.random() / 10,
        // Nobody listens on port 1.
        socket: (url, protocol) =>
          new WebSocket(gone.has(user) ? 'ws://127.0.0.1:1' : url, protocol) as unknown as SocketLike,
      })
      clients.push(client)
      return client
    },
    line: (user) => lines.get(user)!,
    away: (user) => {
      gone.add(user)
      lines.get(user)!.cutAll()
    },
    back: (user) => void gone.delete(user),
    dataDir: folder,
    end: () => host.stop(),
    begin: async () => {
      host = await start()
    },
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
