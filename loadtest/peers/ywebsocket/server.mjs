/** y-websocket's server as its own start script has it, without persistence. */
import { createServer } from 'node:http'
import { setupWSConnection } from '@y/websocket-server/utils'
import { WebSocketServer } from 'ws'

const http = createServer((_request, response) => response.end('ready'))
const sockets = new WebSocketServer({ server: http })
sockets.on('connection', setupWSConnection)
http.listen(Number(process.env.PORT), '127.0.0.1')
