/** Plain fan-out: every message is published by itself to all of its room, and kept nowhere. */
import uWS from 'uWebSockets.js'

const counts = new Map()
const app = uWS.App()
const taken = Buffer.from([2])

app
  .get('/', (response) => {
    response.end('ready')
  })
  .ws('/:room', {
    maxBackpressure: 64 * 1024 * 1024,
    upgrade: (response, request, context) => {
      response.upgrade(
        { room: request.getParameter(0) },
        request.getHeader('sec-websocket-key'),
        request.getHeader('sec-websocket-protocol'),
        request.getHeader('sec-websocket-extensions'),
        context,
      )
    },
    open: (socket) => {
      socket.subscribe(socket.getUserData().room)
    },
    message: (socket, bytes) => {
      const { room } = socket.getUserData()
      const number = (counts.get(room) ?? 0) + 1
      counts.set(room, number)
      const message = Buffer.allocUnsafe(5 + bytes.byteLength)
      message[0] = 1
      message.writeUInt32BE(number, 1)
      message.set(new Uint8Array(bytes), 5)
      socket.send(taken, true)
      app.publish(room, message, true)
    },
  })
  .listen('127.0.0.1', Number(process.env.PORT), (socket) => {
    if (!socket) process.exit(1)
  })
