/** Tests of a user's own, run by Jest with ts-jest as docs/testing.md sets it up. */
import { execFile } from 'node:child_process'
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'

import { describe, expect, it } from 'vitest'

import { lacks } from '../support/peers/peers.ts'

const ROOT = join(import.meta.dirname, '../../../..')
const page = readFileSync(join(ROOT, 'docs/testing.md'), 'utf8')

describe.each(['jest-29', 'jest-30'] as const)('%s', (version) => {
  it.skipIf(lacks(`matrix/${version}`)).each([
    ['CommonJS', 'jest-commonjs', []],
    ['ESM', 'jest-esm', ['--experimental-vm-modules']],
  ])(
    'as %s',
    async (_modules, mark, flags) => {
      const folder = mkdtempSync(join(ROOT, 'matrix', version, '.generated-'))
      try {
        // As an installed package: a link would not be in node_modules.
        for (const part of ['package.json', 'dist']) {
          const installed = join(folder, 'node_modules/tokenapi', part)
          cpSync(join(ROOT, 'packages/tokenapi', part), installed, { recursive: true })
        }
        const test = readFileSync(join(import.meta.dirname, 'jest/app.ts.txt'), 'utf8')
        writeFileSync(join(folder, 'app.test.ts'), test)
        writeFileSync(join(folder, 'package.json'), '{ "private": true }')
        writeFileSync(join(folder, 'jest.config.js'), blockOf(mark))
        const jest = join(ROOT, 'matrix', version, 'node_modules/jest/bin/jest.js')
        const { NODE_OPTIONS: _, ...env } = process.env
        const { stderr } = await promisify(execFile)(
          process.execPath,
          [...flags, jest, '--ci', '--testTimeout=120000'],
          {
            cwd: folder,
            env,
          },
        )
        expect(stderr).toMatch(/Tests: +2 passed, 2 total/)
      } finally {
        rmSync(folder, { recursive: true })
      }
    },
    600_000,
  )
})

function blockOf(mark: string): string {
  return new RegExp(`\`\`\`js ${mark}\\n(.*?)\`\`\``, 's').exec(page)?.[1] ?? ''
}
