// A Worker as `wrangler` would put it together: one file, and a configuration for workerd beside it.
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { build } from 'esbuild'

/**
 * Bundles the Worker of this file. Gives the arguments with which workerd serves it.
 * @param {string} file
 * @param {{
 *   env?: Readonly<Record<string, unknown>>,
 *   address?: string,
 *   compatibilityDate?: string,
 *   compatibilityFlags?: readonly string[],
 *   alias?: Record<string, string>,
 * }} [options] `env`: bindings, texts or what becomes JSON
 * @returns {Promise<string[]>}
 */
export async function workerArguments(file, options = {}) {
  const { env = {}, address = '127.0.0.1:0', compatibilityFlags = [], alias = {} } = options
  const { compatibilityDate = '2026-11-01' } = options
  const folder = mkdtempSync(join(tmpdir(), 'tokenapi-worker-'))
  await build({
    entryPoints: [file],
    outfile: join(folder, 'worker.js'),
    bundle: true,
    format: 'esm',
    target: 'es2022',
    conditions: ['workerd', 'worker'],
    // Native code, which no Worker runs: docs/bundlers.md.
    external: ['node:*', 'cloudflare:*', '@node-rs/*', 'bcrypt', 'better-sqlite3', 'libsql'],
    alias,
    logLevel: 'error',
  })
  const bindings = Object.entries(env).map(([name, value], i) => {
    if (typeof value === 'string') return `(name = "${name}", text = ${JSON.stringify(value)})`
    writeFileSync(join(folder, `${i}.json`), JSON.stringify(value))
    return `(name = "${name}", json = embed "${i}.json")`
  })
  const config = join(folder, 'config.capnp')
  writeFileSync(
    config,
    `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [
    (name = "main", worker = (
      modules = [(name = "worker.js", esModule = embed "worker.js")],
      compatibilityDate = "${compatibilityDate}",
      compatibilityFlags = ${JSON.stringify(compatibilityFlags)},
      bindings = [${bindings.join(', ')}],
    )),
    (name = "internet", network = (allow = ["public", "private"])),
  ],
  sockets = [(name = "http", address = "${address}", http = (), service = "main")],
);
`,
  )
  return ['serve', config]
}
