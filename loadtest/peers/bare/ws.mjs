/** The bare floor of the other kind: ws on Node's own HTTP server, accepting sockets and doing nothing with them. */
import { createServer } from 'node:http'
import { WebSocketServer } from 'ws'

const server = createServer((_request, response) => response.end('ready'))
const sockets = new WebSocketServer({ server, perMessageDeflate: false })
sockets.on('connection', (socket) => socket.on('message', () => {}))
server.listen(Number(process.env.PORT), '127.0.0.1')
