/** Servers that accept sockets and do nothing: the floor under every figure of `load idle`. */
import { fileURLToPath } from 'node:url'
import type { Run } from '../run.ts'
import { startServer } from '../server-process.ts'
import type { Subject } from '../server-process.ts'
import { installedVersion } from './peer.ts'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))

export interface BareServer {
  readonly name: string
  readonly about: string
  readonly start: (run: Run) => Promise<{ readonly subject: Subject; readonly version: string | null }>
}

const bare = (name: string, file: string, packageName: string, about: string): BareServer => ({
  name,
  about,
  start: async (run) => ({
    version: installedVersion(ROOT, packageName),
    subject: await startServer(run, {
      name,
      command: [process.execPath, fileURLToPath(new URL(`bare/${file}`, import.meta.url))],
      readyPath: '/',
      env: {},
    }),
  }),
})

export const bareServers: readonly BareServer[] = [
  bare('uWebSockets.js', 'uws.mjs', 'uWebSockets.js', 'open sockets, no session'),
  bare('ws', 'ws.mjs', 'ws', 'open sockets, no session'),
]
