/** What is published, and what its projects are pinned to. */
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, readdirSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { beforeAll, expect, it } from 'vitest'

import { lacks } from '../../tokenapi/test/support/peers/peers.ts'
import { DATABASES } from '../src/databases.ts'
import { FRAMEWORKS } from '../src/frameworks.ts'
import { PUBLISHED, VERSIONS } from '../src/versions.ts'
import { pack } from './support/pack.ts'

beforeAll(pack, 600_000)

const PACKAGE = join(import.meta.dirname, '..')
const ROOT = join(PACKAGE, '../..')
const json = (path: string): unknown => JSON.parse(readFileSync(path, 'utf8'))

it('every version is the one that the workspace is tested with', () => {
  const { packages } = json(join(ROOT, 'package-lock.json')) as {
    packages: Record<string, { version: string }>
  }
  const { version } = json(join(ROOT, 'packages/tokenapi/package.json')) as { version: string }
  const locked = Object.keys(VERSIONS).map((name) => {
    const found = name === 'tokenapi' ? version : packages[`node_modules/${name}`]?.version
    return [name, `^${found}`]
  })
  expect(VERSIONS).toEqual(Object.fromEntries(locked))
})

it('every version is of something that a project needs', () => {
  const needed = [...Object.values(FRAMEWORKS), ...Object.values(DATABASES)].flatMap((choice) => [
    ...choice.dependencies,
    ...('devDependencies' in choice ? choice.devDependencies : []),
  ])
  const always = ['@types/node', 'tokenapi', 'typescript']
  expect(Object.keys(VERSIONS).toSorted()).toEqual([...new Set([...needed, ...always])].toSorted())
})

it('the page about it names every choice', () => {
  const page = readFileSync(join(ROOT, 'docs/create.md'), 'utf8')
  const choices = [...Object.keys(FRAMEWORKS), ...Object.keys(DATABASES)]
  expect(choices.filter((name) => !page.includes(`\`${name}\``))).toEqual([])
})

it.skipIf(lacks('tar'))(
  'the packed package holds every template, and writes a project from them',
  () => {
    const folder = mkdtempSync(join(tmpdir(), 'tokenapi-pack-'))
    const [{ filename, files }] = JSON.parse(
      execFileSync('npm', ['pack', '--json', '--pack-destination', folder], {
        cwd: PACKAGE,
        encoding: 'utf8',
      }),
    ) as [{ filename: string; files: { path: string }[] }]
    const packed = files.map(({ path }) => path).filter((path) => path.startsWith('templates/'))
    const here = readdirSync(join(PACKAGE, 'templates'), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name).slice(PACKAGE.length + 1))
    expect(packed.toSorted()).toEqual(here.toSorted())

    execFileSync('tar', ['-xzf', filename], { cwd: folder })
    symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'))
    const { status, stderr } = spawnSync(
      process.execPath,
      [join(folder, 'package/bin/create-tokenapi.mjs'), 'app', '-y'],
      { cwd: folder, encoding: 'utf8' },
    )
    expect([status, stderr]).toEqual([0, ''])
    expect(readFileSync(join(folder, 'app/.gitignore'), 'utf8')).toBe(
      'node_modules/\n.env\napp.sqlite3*\n',
    )
    if (PUBLISHED) return
    rmSync(join(folder, 'package/tarballs'), { recursive: true })
    const without = spawnSync(
      process.execPath,
      [join(folder, 'package/bin/create-tokenapi.mjs'), 'other', '-y'],
      { cwd: folder, encoding: 'utf8' },
    )
    expect(without.stderr).toMatch(/^create-tokenapi: .* run `npm run pack` in .* first\n$/)
    expect([without.status, readdirSync(folder).includes('other')]).toEqual([1, false])
  },
)
