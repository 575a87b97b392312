/** Slow clients, in a process of their own. Sends "ready" when all sockets were opened, and counts when it is asked. */
import { type Socket, connect } from 'node:net'

import { ADDRESSES, type AttackCounts, KINDS, OPENED_PER_SECOND, SOCKETS } from './figures.ts'

type Kind = (typeof KINDS)[number]

const [host = '', port] = (process.argv[2] ?? '').split(':')
const BEGINNING: Readonly<Record<Kind, string>> = {
  headers: 'GET /whoami.json HTTP/1.1\r\nHost: x\r\nX-Slow: ',
  body: 'POST /token/new.json HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 10000\r\n\r\nusername=',
  reading: 'GET /whoami.json HTTP/1.1\r\nHost: x\r\n\r\n'.repeat(3),
}
/** Milliseconds between two bytes of a client. */
const PAUSE = 1_000
const TICK = 20

/** The number of the socket that is opened next, of those that are not open. */
const waiting = Array.from({ length: SOCKETS }, (_, i) => i)
let open = 0
let opened = 0
let closed = 0
let isReady = false

setInterval(() => {
  for (let i = 0; i < (OPENED_PER_SECOND * TICK) / 1_000; i++) {
    const next = waiting.shift()
    if (next === undefined) break
    openSocket(next)
  }
  if (isReady || opened < SOCKETS) return
  isReady = true
  process.send?.('ready')
}, TICK)
process.on('message', () => process.send?.({ open, opened, closed } satisfies AttackCounts))
process.on('disconnect', () => process.exit())

function openSocket(i: number): void {
  const kind = KINDS[i % KINDS.length] as Kind
  const localAddress = `127.0.0.${2 + (i % ADDRESSES)}`
  const socket = connect({ host, port: Number(port), localAddress })
  opened++
  open++
  socket.on('error', () => {})
  socket.write(BEGINNING[kind])
  if (kind === 'reading') socket.pause()
  else socket.resume()
  const timer = setInterval(() => step(socket, kind), PAUSE)
  socket.on('close', () => {
    clearInterval(timer)
    open--
    closed++
    waiting.push(i)
  })
}

/** Another byte, in or out. One that only reads would not learn that the server has closed. */
function step(socket: Socket, kind: Kind): void {
  if (kind === 'reading') socket.read(1)
  socket.write(kind === 'reading' ? '\r\n' : 'x')
}
