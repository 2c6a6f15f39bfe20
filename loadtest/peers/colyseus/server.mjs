/** Colyseus, with the transport that the first argument names: uws or ws. */
import { Server } from '@colyseus/core'
import { ArenaRoom, IdleRoom } from './rooms.mjs'

process.on('unhandledRejection', (thrown) => {
  // The uWebSockets transport looks for an optional package of Express, and forgets to catch that it is not there.
  if (thrown?.code === 'ERR_MODULE_NOT_FOUND' && thrown.message.includes('uwebsockets-express')) return
  console.error(thrown)
  process.exit(1)
})

const transports = {
  uws: async () => new (await import('@colyseus/uwebsockets-transport')).uWebSocketsTransport(),
  ws: async () => new (await import('@colyseus/ws-transport')).WebSocketTransport(),
}
const transport = await transports[process.argv[2]]()
const server = new Server({ transport, greet: false, gracefullyShutdown: false })
server.define('arena', ArenaRoom).filterBy(['room'])
server.define('idle', IdleRoom)
await server.listen(Number(process.env.PORT), '127.0.0.1')
