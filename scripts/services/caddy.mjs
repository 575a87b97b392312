// @ts-check
/** Caddy for tests, with any sites. */
import { findProgram } from './find-program.mjs'
import { startServer } from './server.mjs'

/** The server program, if it is installed. */
export function findCaddy() {
  return findProgram('caddy', ['/usr/bin'])
}

/**
 * Starts Caddy without its administration, and without certificates.
 * @param {(port: number) => string} sites for a free port
 */
export async function startCaddy(sites) {
  const program = findCaddy()
  if (program === undefined) throw new Error('Caddy is not installed: apt-get install caddy')
  return startServer({
    name: 'caddy',
    files: (folder, port) => ({ Caddyfile: `${globalOptions(folder)}${sites(port)}` }),
    serve: (folder) => [
      ...[program, 'run', '--adapter', 'caddyfile'],
      ...['--config', `${folder}/Caddyfile`],
    ],
    ready: /serving initial configuration/,
    end: 'SIGTERM',
    url: (port) => `http://127.0.0.1:${port}`,
  })
}

/** @param {string} folder */
function globalOptions(folder) {
  return `{
	admin off
	auto_https off
	storage file_system ${folder}/storage
	grace_period 1s
}
`
}
