/**
 * The end of a listener without a lost request. A proxy may send a request on a connection that the server closes at the
 * same moment, and must not repeat a POST.
 */
import { once } from 'node:events'
import type { Server, ServerResponse } from 'node:http'
import { Server as NetServer } from 'node:net'
import { setImmediate, setTimeout } from 'node:timers/promises'

export interface DrainOptions {
  /** Seconds for which a load balancer may still send requests: it needs time to notice. Default: 0. */
  readonly drainSeconds?: number
  /** Milliseconds after that until connections are cut. Default: 7,000. */
  readonly patience?: number
}

/** Milliseconds after the listener is closed for requests that are on their way. */
const ON_THE_WAY_MS = 1_000
const PATIENCE_MS = 7_000
/** Turns of the event loop in which new connections come. */
const MOST_TURNS = 100

/** Ends the listener: see `Listening.stop`. */
export function drainable(server: Server): (options?: DrainOptions) => Promise<void> {
  const endKeepAlive = keepAliveOf(server)
  return async ({ drainSeconds = 0, patience = PATIENCE_MS } = {}) => {
    endKeepAlive()
    await setTimeout(drainSeconds * 1_000)
    const closed = once(server, 'close')
    await quietTurn(server)
    // `http.Server.close` would also end connections whose request has not been read yet.
    NetServer.prototype.close.call(server)
    const timer = globalThis.setTimeout(() => server.closeAllConnections(), patience)
    if (drainSeconds > 0) await Promise.race([closed, setTimeout(ON_THE_WAY_MS)])
    // What has arrived is read before the connections without a request are closed.
    await setImmediate()
    server.close()
    await closed
    clearTimeout(timer)
  }
}

/** A function after whose call each response ends its connection, at a moment that both sides know. */
function keepAliveOf(server: Server): () => void {
  const running = new Set<ServerResponse>()
  let isOver = false
  server.prependListener('request', (_request, response) => {
    running.add(response)
    response.once('close', () => running.delete(response))
    if (isOver) closeAfter(response)
  })
  return () => {
    isOver = true
    for (const response of running) closeAfter(response)
  }
}

function closeAfter(response: ServerResponse): void {
  if (!response.headersSent) response.setHeader('Connection', 'close')
}

/** Resolves when all connections are accepted: one that waits in the system's queue is reset with the listener. */
async function quietTurn(server: Server): Promise<void> {
  let isQuiet = false
  const note = (): void => void (isQuiet = false)
  server.on('connection', note)
  for (let turn = 0; !isQuiet && turn < MOST_TURNS; turn++) {
    isQuiet = true
    await setImmediate()
  }
  server.off('connection', note)
}
