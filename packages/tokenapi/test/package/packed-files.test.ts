/** What is in the tarballs: docs/decisions/packed-files.md. */
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

import { describe, expect, it } from 'vitest'

const PACKAGES = join(import.meta.dirname, '../../..')

interface SourceMap {
  readonly sources: readonly string[]
  readonly sourcesContent?: readonly (string | null)[]
}

describe.each(['tokenapi', 'server', 'create-tokenapi'])('packages/%s', (name) => {
  const cwd = join(PACKAGES, name)
  const args = ['pack', '--dry-run', '--json', '--ignore-scripts']
  const [packed] = JSON.parse(execFileSync('npm', args, { cwd, encoding: 'utf8' })) as [
    { readonly files: readonly { readonly path: string }[] },
  ]
  const files = packed.files.map(({ path }) => path)
  const scripts = files.filter((path) => path.startsWith('dist/') && path.endsWith('.js'))

  it('has no second copy of the sources, and no declaration maps', () => {
    expect(scripts.length).toBeGreaterThan(5)
    expect(files.filter((path) => /^src\/|\.d\.ts\.map$/.test(path))).toEqual([])
  })
  it('has a source map with its source beside every script', () => {
    for (const path of scripts) {
      const [, url] =
        /^\/\/# sourceMappingURL=(.+)$/m.exec(readFileSync(join(cwd, path), 'utf8')) ?? []
      const map = join(path, '..', url ?? 'none')
      expect(files).toContain(map)
      const { sources, sourcesContent } = JSON.parse(
        readFileSync(join(cwd, map), 'utf8'),
      ) as SourceMap
      expect(sourcesContent, map).toHaveLength(sources.length)
      expect(sourcesContent, map).not.toContain(null)
    }
  })
})
