// What each entry of the library weighs, minified and gzipped: as bundled for Node, as a Worker's bundle,
// and what it adds where the core is there already. The first may not be over its budget.
import { readFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'

import { build } from 'esbuild'

/** Bytes. What an adapter weighs that has none of its own here. */
const ADAPTER = 2_500
/**
 * Bytes. Logins that upgrade a hash and keep tokens took a thousand of the core's; own refusals, optional
 * authentication and forms that are alike on every runtime took half a thousand; answers at once a hundred;
 * tokens that are read in one pass, without a regular expression, two hundred; stores, realms and own
 * refusals that are wrong and said so, or read to their end, two hundred. Hashes of other programs take two
 * thousand of `./password`, and nothing of an application that does not import them.
 */
const BUDGET = {
  '.': 13_500,
  './password': 6_800,
  './memory': 1_200,
  './sqlite': 11_500,
  './postgres': 13_000,
  './mysql': 13_500,
  // The core, and users in memory.
  './testing': 15_500,
  './contracts': 32_000,
  // Makes the api itself, so all of the core is in it.
  './nest': 16_000,
}

const folder = new URL('../packages/tokenapi/', import.meta.url)
const { exports } = JSON.parse(readFileSync(new URL('package.json', folder), 'utf8'))
const fileOf = (name) => new URL(exports[name].default, folder).pathname

const core = await weigh(['.'], 'node')
const over = []
console.log(`bytes${' '.repeat(20)}node  worker  beside the core`)
for (const [name, entry] of Object.entries(exports)) {
  if (typeof entry === 'string') continue
  const size = await weigh([name], 'node')
  const inWorker = await weigh([name], 'browser')
  const added = name === '.' ? '' : `+${(await weigh(['.', name], 'node')) - core}`
  const most = BUDGET[name] ?? ADAPTER
  if (size > most) over.push(`tokenapi${name.slice(1)}`)
  const row = [
    `tokenapi${name.slice(1)}`.padEnd(20),
    String(size).padStart(9),
    String(inWorker).padStart(8),
    added.padStart(9),
  ]
  console.log(`${row.join('')}   of ${most}`)
}
if (over.length > 0) {
  console.error(`over budget: ${over.join(', ')}: make it smaller, or raise BUDGET with a reason`)
  process.exit(1)
}

/** Of these entries in one bundle. Frameworks and drivers are the application's own. */
async function weigh(names, platform) {
  const { outputFiles } = await build({
    stdin: {
      contents: names
        .map(
          (name, i) => `export *${i === 0 ? '' : ' as added'} from ${JSON.stringify(fileOf(name))}`,
        )
        .join('\n'),
      resolveDir: folder.pathname,
    },
    bundle: true,
    minify: true,
    write: false,
    format: 'esm',
    platform,
    conditions: platform === 'browser' ? ['workerd', 'worker'] : [],
    external: ['node:*'],
    packages: 'external',
    target: 'es2022',
    logLevel: 'error',
  })
  return gzipSync(outputFiles[0].contents).length
}
