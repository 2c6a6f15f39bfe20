/** Servers of others under the document load, spoken to by their own messages. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { DocWireName } from '../doc-wires.ts'
import type { Run } from '../run.ts'
import { startServer } from '../server-process.ts'
import type { Subject } from '../server-process.ts'
import { installPeer, installedVersion } from './peer.ts'

const YWEBSOCKET = fileURLToPath(new URL('ywebsocket/', import.meta.url))
const HOCUSPOCUS = fileURLToPath(new URL('hocuspocus/', import.meta.url))

export interface DocPeer {
  readonly name: string
  readonly as: DocWireName
  readonly about: string
  /** @throws InvalidRun */
  readonly start: (run: Run) => Promise<{ readonly subject: Subject; readonly version: string | null }>
}

/** It asks for Node 22, which comes as a package. */
const node22 = (): string => {
  const own = join(HOCUSPOCUS, `node_modules/node-${process.platform}-${process.arch}/bin/node`)
  return existsSync(own) ? own : process.execPath
}

export const docPeers: readonly DocPeer[] = [
  {
    name: 'y-websocket-server',
    as: 'peer y-websocket',
    about: 'yjs 13, no persistence: nothing is kept, and nothing is answered',
    start: async (run) => {
      await installPeer(run, 'y-websocket-server', YWEBSOCKET)
      const subject = await startServer(run, {
        name: 'y-websocket-server',
        command: [process.execPath, 'server.mjs'],
        cwd: YWEBSOCKET,
        readyPath: '/',
        env: { NODE_ENV: 'production' },
      })
      return { subject, version: installedVersion(YWEBSOCKET, '@y/websocket-server') }
    },
  },
  {
    name: 'hocuspocus',
    as: 'peer hocuspocus',
    about: 'on Node 22, no extensions: nothing is kept, an answer means applied',
    start: async (run) => {
      await installPeer(run, 'Hocuspocus', HOCUSPOCUS)
      const subject = await startServer(run, {
        name: 'Hocuspocus',
        command: [node22(), 'server.mjs'],
        cwd: HOCUSPOCUS,
        readyPath: '/',
        env: { NODE_ENV: 'production' },
      })
      return { subject, version: installedVersion(HOCUSPOCUS, '@hocuspocus/server') }
    },
  },
]
