/** Every TypeScript block of the docs compiles; the README's calls answer what it says. */
import { execFileSync, spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { describe, expect, it } from 'vitest'
import { lacks } from '../packages/tokenapi/test/support/peers/peers.ts'

const ROOT = join(import.meta.dirname, '..')
const pages = [
  'README.md',
  ...readdirSync(join(ROOT, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
]
const readme = readFileSync(join(ROOT, 'README.md'), 'utf8')

it('TypeScript blocks compile', () => {
  // Inside the workspace, so that imports resolve as they do for a user.
  const folder = join(ROOT, 'bench', '.docs')
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  let count = 0
  for (const page of pages) {
    for (const [, block] of readFileSync(join(ROOT, page), 'utf8').matchAll(/```ts\n(.*?)```/gs)) {
      writeFileSync(join(folder, `block-${++count}.ts`), `${block}\nexport {}\n`)
    }
  }
  expect(count).toBeGreaterThan(5)
  writeFileSync(
    join(folder, 'tsconfig.json'),
    JSON.stringify({ extends: '../../tsconfig.tests.json', include: ['*.ts'] }),
  )
  const tsc = join(ROOT, 'node_modules/typescript/bin/tsc')
  try {
    execFileSync(process.execPath, [tsc, '-p', folder], { encoding: 'utf8', stdio: 'pipe' })
  } catch (error) {
    expect.fail(String((error as { stdout: string }).stdout))
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})

it.each(pages)('links of %s lead somewhere', (page) => {
  const text = readFileSync(join(ROOT, page), 'utf8')
  for (const [, target] of text.matchAll(/\]\((?!https?:)([^)#]+)/g)) {
    expect(() => readFileSync(join(ROOT, page, '..', target as string))).not.toThrow()
  }
})

describe.skipIf(lacks('curl'))('the README, by its own text', () => {
  it('its calls answer what it says', async () => {
    const cwd = mkdtempSync(join(tmpdir(), 'tokenapi-'))
    const child = spawn(
      process.execPath,
      [join(ROOT, 'packages/server/bin/tokenapi.mjs'), 'serve', '--port', '0'],
      { cwd, env: { PATH: process.env['PATH'] ?? '' } },
    )
    try {
      let output = ''
      await new Promise<void>((resolve, reject) => {
        const hear = (data: Buffer): void => {
          output += data.toString()
          if (output.includes('"msg":"listening"')) resolve()
        }
        child.stdout.on('data', hear)
        child.stderr.on('data', hear)
        child.on('exit', () => reject(new Error(output)))
      })
      const url = /"url":"([^"]+)"/.exec(output)?.[1] as string
      const password = /password "([^"]+)"/.exec(output)?.[1] as string
      const [, block] = /```console\n(\$ curl .*?)```/s.exec(readme) as unknown as [string, string]
      const calls = [...block.matchAll(/^\$ (curl .*)\n(.*)$/gm)]
      expect(calls).toHaveLength(3)
      const [, told] = /"token": "([^"]+)"/.exec(block) as unknown as [string, string]
      let token = ''
      for (const [, command, answer] of calls) {
        const ours = (command as string)
          .replace('http://127.0.0.1:8000', url)
          .replace('PASSWORD', password)
          .replaceAll(told, token)
        const got = execFileSync('sh', ['-c', `${ours} -s`], { encoding: 'utf8' })
        token ||= /"token": "([^"]+)"/.exec(got)?.[1] ?? ''
        expect(got).toBe((answer as string).replaceAll(told, token))
      }
    } finally {
      child.kill()
    }
  })
})
