/** Hocuspocus as it comes, without extensions: it lets everybody in, and keeps nothing. */
import { Server } from '@hocuspocus/server'

const server = new Server({ port: Number(process.env.PORT), address: '127.0.0.1', quiet: true, stopOnSignals: true })
await server.listen()
