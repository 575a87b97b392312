// @ts-check
/** nginx for tests, with any configuration. */
import { findProgram } from './find-program.mjs'
import { startServer } from './server.mjs'

/** The server program, if it is installed. Debian keeps it away from a user's PATH. */
export function findNginx() {
  return findProgram('nginx', ['/usr/sbin'])
}

/**
 * Starts nginx with a part of its configuration that belongs into `http { … }`, as a file of `conf.d` does.
 * @param {(port: number, folder: string) => string} http for a free port, and a folder for files
 */
export async function startNginx(http) {
  const program = findNginx()
  if (program === undefined) throw new Error('nginx is not installed: apt-get install nginx-light')
  return startServer({
    name: 'nginx',
    files: (folder, port) => ({ 'nginx.conf': configuration(folder, http(port, folder)) }),
    serve: (folder) => [program, '-p', folder, '-c', `${folder}/nginx.conf`],
    ready: /start worker process /,
    end: 'SIGTERM',
    url: (port) => `http://127.0.0.1:${port}`,
  })
}

/**
 * @param {string} folder
 * @param {string} http
 */
function configuration(folder, http) {
  const paths = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
    (name) => `  ${name}_temp_path ${folder}/${name};`,
  )
  return [
    // Its workers must be able to write into the folder.
    ...(process.getuid?.() === 0 ? ['user root;'] : []),
    'daemon off;',
    'worker_processes 1;',
    `pid ${folder}/pid;`,
    'error_log stderr notice;',
    'events {}',
    'http {',
    '  access_log off;',
    ...paths,
    http,
    '}',
  ].join('\n')
}
