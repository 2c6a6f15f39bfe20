/** Socket.IO as its documentation has a chat: a room, and each message emitted to it. Nothing is kept. */
import { createServer } from 'node:http'
import { Server } from 'socket.io'

const http = createServer((_request, response) => response.end('ready'))
const io = new Server(http, { transports: ['websocket'], serveClient: false })
const counts = new Map()

io.on('connection', (socket) => {
  const room = String(socket.handshake.query.room)
  void socket.join(room)
  socket.on('say', (text, taken) => {
    const number = (counts.get(room) ?? 0) + 1
    counts.set(room, number)
    taken()
    io.to(room).emit('said', number, text)
  })
})

http.listen(Number(process.env.PORT), '127.0.0.1')
