// Packs the packages as they would be published and looks at the tarballs from outside.
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const PACKAGES = ['packages/tokenapi', 'packages/server', 'packages/create-tokenapi']
/** What a tarball may hold, and nothing else. */
const ALLOWED =
  /^(?:package\.json|README\.md|LICENSE|dist\/.+\.(?:js|js\.map|d\.ts)|bin\/(?:create-)?tokenapi\.mjs|templates\/.+|assets\/[a-z]+\.(?:css|js|svg)|tarballs\/tokenapi-[\d.]+\.tgz|recordings\/.+\.json)$/

const folder = mkdtempSync(join(tmpdir(), 'tokenapi-pack-'))
for (const path of PACKAGES) {
  const [packed] = JSON.parse(
    execFileSync('npm', ['pack', '--json', '--pack-destination', folder], {
      cwd: path,
      encoding: 'utf8',
    }),
  )
  const stray = packed.files.map((file) => file.path).filter((file) => !ALLOWED.test(file))
  for (const needed of ['README.md', 'LICENSE', 'package.json']) {
    if (!packed.files.some((file) => file.path === needed)) stray.push(`(missing) ${needed}`)
  }
  if (stray.length > 0) throw new Error(`${path} would ship: ${stray.join(', ')}`)
  const tarball = join(folder, packed.filename)
  run('publint', ['run', tarball, '--strict'])
  const { exports } = JSON.parse(readFileSync(join(path, 'package.json'), 'utf8'))
  const entries = Object.keys(exports).filter((name) => name !== './package.json')
  if (entries.length > 0)
    run('attw', [tarball, '--profile', 'esm-only', '--entrypoints', ...entries])
  console.log(`${path}: ${packed.files.length} files, ${packed.size} bytes packed`)
}

function run(command, args) {
  execFileSync(command, args, { stdio: ['ignore', 'inherit', 'inherit'] })
}
