// @ts-check
/** HAProxy for tests, with any configuration. */
import { findProgram } from './find-program.mjs'
import { startServer } from './server.mjs'

/** The server program, if it is installed. Debian keeps it away from a user's PATH. */
export function findHaproxy() {
  return findProgram('haproxy', ['/usr/sbin'])
}

/** Where the printed configuration expects the printed Lua file. */
const LUA = '/etc/haproxy/tokenapi.lua'

/**
 * Starts HAProxy.
 * @param {(port: number) => { configuration: string, lua: string }} texts for a free port
 */
export async function startHaproxy(texts) {
  const program = findHaproxy()
  if (program === undefined) throw new Error('HAProxy is not installed: apt-get install haproxy')
  return startServer({
    name: 'haproxy',
    files: (folder, port) => {
      const { configuration, lua } = texts(port)
      const own = configuration.replaceAll(LUA, `${folder}/tokenapi.lua`)
      return { 'haproxy.cfg': own, 'tokenapi.lua': lua }
    },
    // A master and a worker: a single process prints nothing when it is ready.
    serve: (folder) => [program, '-W', '-db', '-f', `${folder}/haproxy.cfg`],
    ready: /Loading success/,
    end: 'SIGTERM',
    url: (port) => `http://127.0.0.1:${port}`,
  })
}
