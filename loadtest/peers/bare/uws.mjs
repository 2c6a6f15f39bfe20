/** The bare floor: uWebSockets.js that accepts sockets and does nothing with them. */
import uWS from 'uWebSockets.js'

uWS
  .App()
  .get('/', (response) => {
    response.end('ready')
  })
  .ws('/*', { message: () => {} })
  .listen('127.0.0.1', Number(process.env.PORT), (socket) => {
    if (!socket) process.exit(1)
  })
