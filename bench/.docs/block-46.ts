import { createServer } from 'node:http'
import { createTokenApi, isRefusedError } from 'tokenapi'
import { authenticate } from 'tokenapi/node'
import { sqliteStore } from 'tokenapi/sqlite'
import { WebSocketServer } from 'ws'

const api = createTokenApi({
  secretKey: process.env['SECRET_KEY'],
  store: sqliteStore('app.sqlite3'),
})
const sockets = new WebSocketServer({ noServer: true })
const server = createServer()

server.on('upgrade', async (request, socket, head) => {
  try {
    const { user } = await authenticate(api, request, { tickets: true })
    sockets.handleUpgrade(request, socket, head, (ws) => ws.send(`hello ${user.username}`))
  } catch (error) {
    const status = isRefusedError(error) ? `${error.status} Refused` : '503 Service Unavailable'
    socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\n\r\n`)
  }
})

export {}
