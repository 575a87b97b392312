// What each entry of the library weighs, minified and gzipped, and what the core may weigh at most.
import { readFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'

import { build } from 'esbuild'

/** Bytes, minified and gzipped. Logins that upgrade a hash and keep tokens took a thousand of them. */
const BUDGET = { '.': 12_000 }

const folder = new URL('../packages/tokenapi/', import.meta.url)
const { exports } = JSON.parse(readFileSync(new URL('package.json', folder), 'utf8'))

let over = false
for (const [name, entry] of Object.entries(exports)) {
  if (typeof entry === 'string') continue
  const { outputFiles } = await build({
    entryPoints: [new URL(entry.default, folder).pathname],
    bundle: true,
    minify: true,
    write: false,
    format: 'esm',
    platform: 'node',
    target: 'es2022',
    logLevel: 'error',
  })
  const size = gzipSync(outputFiles[0].contents).length
  const most = BUDGET[name]
  if (most !== undefined && size > most) over = true
  const budget = most === undefined ? '' : `of ${most}`
  console.log(`tokenapi${name.slice(1).padEnd(12)} ${String(size).padStart(7)} bytes ${budget}`)
}
if (over) {
  console.error('the core entry is over its budget: make it smaller, or raise BUDGET with a reason')
  process.exit(1)
}
