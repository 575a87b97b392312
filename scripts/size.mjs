// What each entry of the library weighs, minified and gzipped: as bundled for Node, as a Worker's bundle,
// and what it adds where the core is there already. The first may not be over its budget.
import { readFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'

import { build } from 'esbuild'

/** Bytes. What an adapter weighs that has none of its own here, with the checks of options that all have. */
const ADAPTER = 4_700
/**
 * Bytes. The core holds what a user does without: checks of every option, with the nearest name; own parsers of
 * forms; readers of other programs' hashes; events with their request; operators' warnings; attributes. Stores
 * read the options of URLs and columns of any type, and say at start-up what cannot work.
 */
const BUDGET = {
  '.': 23_500,
  './password': 10_000,
  './memory': 3_900,
  './sqlite': 19_000,
  './postgres': 24_800,
  './mysql': 24_800,
  // The core, and users in memory.
  './testing': 25_000,
  './contracts': 40_500,
  // Makes the api itself, so all of the core is in it.
  './nest': 26_200,
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
