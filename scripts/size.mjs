// What each entry of the library weighs, minified and gzipped: as bundled for Node, as a Worker's bundle,
// and what it adds where the core is there already. The first may not be over its budget.
import { readFileSync } from 'node:fs'
import { relative } from 'node:path'
import { gzipSync } from 'node:zlib'

import { build } from 'esbuild'

/**
 * Bytes that an adapter adds beside the core, which every application has: it makes the api. A tenth of them tell a login
 * when its client is gone.
 */
const ADAPTER = 2_250
/**
 * Bytes. The core holds what a user does without: checks of every option, with the nearest name; own parsers of
 * forms; the throttle of logins, in memory and over a shared limiter, and the fair queue of hashes (about 5.4 kB);
 * typed events and their delivery (about 2 kB); operators' warnings; attributes; access tokens and tickets (about 11.4 kB); the health of the api (0.5 kB); a check of a password without a token (0.15 kB).
 * Hash formats, multipart forms, `explain` and the routes for access tokens are chunks that are loaded on demand. Stores read the options of URLs and columns of any type, and refuse at start-up what cannot work.
 */
const BUDGET = {
  '.': 41_600,
  // Imports the readers of all formats at once; the core imports them at the first login.
  './password': 11_150,
  './memory': 5_150,
  // Access tokens in SQL are about 3.8 kB of each: devices, their cap and their end.
  './sqlite': 17_500,
  './postgres': 21_900,
  './mysql': 21_900,
  './token-store': 3_350,
  // The statements of all databases, and the migrations; counters are about 1.6 kB, users page by page 0.1 kB.
  './admin': 21_450,
  './audit': 8_700,
  './opentelemetry': 3_150,
  // Every page of an application loads it.
  './client': 2_048,
  // The core, and users in memory.
  './testing': 43_750,
  './contracts': 67_850,
  // Makes the api itself, so all of the core is in it.
  './nest': 44_300,
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
  const added = (await weigh(['.', name], 'node')) - core
  const most = BUDGET[name] ?? ADAPTER
  if ((name in BUDGET ? size : added) > most) over.push(`tokenapi${name.slice(1)}`)
  const row = [
    `tokenapi${name.slice(1)}`.padEnd(20),
    String(size).padStart(9),
    String(inWorker).padStart(8),
    (name === '.' ? '' : `+${added}`).padStart(9),
  ]
  console.log(`${row.join('')}   of ${most}`)
}
if (over.length > 0) {
  console.error(`over budget: ${over.join(', ')}: make it smaller, or raise BUDGET with a reason`)
  process.exit(1)
}

/** Of these entries in one bundle. Frameworks and drivers are the application's own. */
async function weigh(names, platform) {
  const { outputFiles, metafile } = await build({
    stdin: {
      contents: names
        .map(
          (name, i) => `export *${i === 0 ? '' : ' as added'} from ${JSON.stringify(fileOf(name))}`,
        )
        .join('\n'),
      resolveDir: folder.pathname,
    },
    bundle: true,
    // What is imported on demand is a chunk that is not counted.
    metafile: true,
    splitting: true,
    outdir: 'out',
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
  const files = new Map(outputFiles.map(({ path, contents }) => [relative('', path), contents]))
  const loaded = new Set(['out/stdin.js'])
  for (const path of loaded) {
    for (const { path: imported, kind, external } of metafile.outputs[path].imports) {
      if (kind === 'import-statement' && !external) loaded.add(imported)
    }
  }
  return gzipSync(Buffer.concat([...loaded].map((path) => files.get(path)))).length
}
