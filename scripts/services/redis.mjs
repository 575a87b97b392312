// @ts-check
/** Redis for tests: in memory alone, without a password. */
import { beside, findProgram } from './find-program.mjs'
import { startServer } from './server.mjs'

/** The server program, if it is installed. It acts by the name that it is called with, and Debian's is a link. */
export function findRedis() {
  const program = findProgram('redis-server', ['/usr/bin'])
  return program === undefined ? undefined : beside(program, 'redis-server')
}

/** Nothing is written to the disk: a restart loses all data, as on many machines. */
const SETTINGS = { bind: '127.0.0.1', save: '', appendonly: 'no', daemonize: 'no' }

/**
 * @param {object} [options]
 * @param {Record<string, string | number>} [options.settings] as in redis.conf
 * @param {{ cert: string, key: string }} [options.tls] files in PEM: the server speaks TLS alone
 */
export async function startRedis({ settings = {}, tls } = {}) {
  const program = findRedis()
  if (program === undefined) throw new Error('Redis is not installed: apt-get install redis-server')
  return startServer({
    name: 'redis',
    serve: (folder, port) => [
      ...[program, '--dir', folder, ...listenOn(port, tls)],
      ...Object.entries({ ...SETTINGS, ...settings }).flatMap(([name, value]) => [
        `--${name}`,
        String(value),
      ]),
    ],
    ready: /Ready to accept connections/,
    end: 'SIGKILL',
    url: (port) => `${tls === undefined ? 'redis' : 'rediss'}://127.0.0.1:${port}/`,
  })
}

/**
 * @param {number} port
 * @param {{ cert: string, key: string }} [tls]
 */
function listenOn(port, tls) {
  if (tls === undefined) return ['--port', `${port}`]
  return [
    ...['--port', '0', '--tls-port', `${port}`, '--tls-auth-clients', 'no'],
    ...['--tls-cert-file', tls.cert, '--tls-key-file', tls.key],
  ]
}
