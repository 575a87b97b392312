/** docs/options.md has every option of the types and every setting of the server, and none besides. */
import { execFileSync } from 'node:child_process'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

import { expect, it } from 'vitest'

import { settingsList } from '../packages/server/src/config/settings-list.ts'
import { textOf } from './support/blocks.ts'

const ROOT = join(import.meta.dirname, '..')
const page = textOf('docs/options.md')

/** The rows of the table that follows a comment, cell by cell. */
function rowsAfter(start: number): readonly (readonly string[])[] {
  const table = /\n\n((?:\|.*\n)+)/.exec(page.slice(start))?.[1] ?? ''
  const [, , ...rows] = table.trimEnd().split('\n')
  return rows.map((row) =>
    row
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  )
}

const nameIn = (cell = ''): string => cell.replaceAll('`', '')

const tables = [...page.matchAll(/<!-- options: (\w+) of (\S+) -->/g)].map(
  ({ index, 1: type = '', 2: module = '' }) => ({
    type,
    module,
    names: rowsAfter(index).map(([name]) => nameIn(name)),
  }),
)

it('every option of the types is in its table, and nothing else', () => {
  expect(tables.length).toBeGreaterThan(10)
  const folder = join(ROOT, 'bench', '.docs-options')
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  const program = tables.map(({ type, module, names }, i) => {
    const fields = names.map((name) => `${name}: true`).join(', ')
    return `import type { ${type} as T${i} } from '${module}'
export const in${type}${i}: Record<keyof T${i}, true> = { ${fields} }\n`
  })
  writeFileSync(join(folder, 'options.ts'), program.join(''))
  const config = { extends: '../../tsconfig.tests.json', include: ['*.ts'] }
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(config))
  const tsc = join(ROOT, 'node_modules/typescript/bin/tsc')
  try {
    execFileSync(process.execPath, [tsc, '-p', folder], { encoding: 'utf8', stdio: 'pipe' })
  } catch (error) {
    expect.fail(String((error as { stdout: string }).stdout))
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}, 60_000)

it('every setting of the server is in its table with its default, and nothing else', () => {
  const rows = rowsAfter(page.indexOf('<!-- settings -->'))
  const shown = rows.map(([name, preset]) => [nameIn(name), nameIn(preset)])
  expect(shown).toEqual(settingsList().map(({ name, default: preset }) => [name, preset ?? '']))
})

it('every setting that may be in a file is named with it', () => {
  for (const { name, hasFile } of settingsList()) {
    expect(page.includes(`\`${name}_FILE\``), name).toBe(hasFile)
  }
})
