// @ts-check
import { createServer } from 'node:net'

/**
 * A free loopback port from below the range that clients get theirs from. A server can leave it and
 * come back to it: no client takes it meanwhile, nor connects to itself, as one that tries a dead
 * port of that range again and again one day does.
 */
export async function freePort() {
  for (;;) {
    const port = 20_000 + Math.floor(Math.random() * 12_000)
    if (await isFree(port)) return port
  }
}

/**
 * @param {number} port
 * @returns {Promise<boolean>}
 */
function isFree(port) {
  return new Promise((resolve) => {
    const probe = createServer()
    probe.once('error', () => resolve(false))
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)))
  })
}
