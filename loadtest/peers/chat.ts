/** Servers of others under the chat load: Socket.IO, and uWebSockets.js that publishes each message by itself. */
import { fileURLToPath } from 'node:url'
import type { ChatPlan } from '../chat-driver.ts'
import type { Run } from '../run.ts'
import { startServer } from '../server-process.ts'
import type { Subject } from '../server-process.ts'
import { installPeer, installedVersion } from './peer.ts'

const SOCKETIO = fileURLToPath(new URL('socketio/', import.meta.url))
const ROOT = fileURLToPath(new URL('../../', import.meta.url))

export interface ChatPeer {
  readonly name: string
  readonly as: ChatPlan['as']
  readonly about: string
  /** @throws InvalidRun */
  readonly start: (run: Run) => Promise<{ readonly subject: Subject; readonly version: string | null }>
}

export const chatPeers: readonly ChatPeer[] = [
  {
    name: 'socket.io',
    as: 'socketio',
    about: 'WebSocket only, its default ws engine; nothing is kept, an answer means taken',
    start: async (run) => {
      await installPeer(run, 'Socket.IO', SOCKETIO)
      const subject = await startServer(run, {
        name: 'Socket.IO',
        command: [process.execPath, 'server.mjs'],
        cwd: SOCKETIO,
        readyPath: '/',
        env: { NODE_ENV: 'production' },
      })
      return { subject, version: installedVersion(SOCKETIO, 'socket.io') }
    },
  },
  {
    name: 'uWebSockets.js',
    as: 'uws',
    about: 'publishes each message by itself; nothing is kept, an answer means taken',
    start: async (run) => ({
      version: installedVersion(ROOT, 'uWebSockets.js'),
      subject: await startServer(run, {
        name: 'uWebSockets.js',
        command: [process.execPath, fileURLToPath(new URL('bare/uws-publish.mjs', import.meta.url))],
        readyPath: '/',
        env: {},
      }),
    }),
  },
]
