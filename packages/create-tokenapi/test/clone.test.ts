/** From a clone to an application, while nothing is on the registry: what README.md says, in an empty folder. */
import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, readdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'

import { beforeAll, describe, expect, it } from 'vitest'

import { PUBLISHED, VERSIONS } from '../src/versions.ts'
import { pack } from './support/pack.ts'

const ROOT = join(import.meta.dirname, '../../..')
const readme = readFileSync(join(ROOT, 'README.md'), 'utf8')
const shell = async (command: string, cwd: string): Promise<string> => {
  const env = { ...process.env, NODE_ENV: 'development', npm_config_yes: 'true' }
  const { stdout } = await promisify(execFile)('sh', ['-c', command], { cwd, env })
  return stdout
}
const emptyFolder = (): string => mkdtempSync(join(tmpdir(), 'tokenapi-empty-'))

it.runIf(PUBLISHED)('published: README.md says nothing of tarballs', () => {
  expect(readme).not.toContain('npm run pack')
})

describe.skipIf(PUBLISHED)('not published', () => {
  beforeAll(pack, 600_000)

  const [, block = ''] = /```sh\n(npm run pack.*?)```/s.exec(readme) ?? []
  const lines = block
    .trim()
    .split('\n')
    .map((line) => line.replace(/ +#.*/, '').replaceAll('../tokenapi', ROOT))

  it('the two lines of README.md', async () => {
    expect(lines).toHaveLength(2)
    expect(lines[0]).toBe('npm run pack')
    const folder = emptyFolder()
    await shell(lines[1] as string, folder)
    const script = "import('tokenapi/express').then((m) => console.log(Object.keys(m).length))"
    expect(await shell(`node -e "${script}"`, folder)).toBe('3\n')
    expect(readdirSync(join(folder, 'node_modules'))).toContain('express')
  })

  it('the server, and its command', async () => {
    const folder = emptyFolder()
    const [command = ''] = /npm install \S+ \S+tokenapi-server[^`\s]+/.exec(readme) ?? []
    await shell(command.replaceAll('../tokenapi', ROOT), folder)
    await shell('npx tokenapi migrate', folder)
    expect(await shell('echo a password of mine | npx tokenapi user add maria', folder)).toContain(
      'maria',
    )
  })

  it('create-tokenapi from its tarball: the project holds the library', async () => {
    const folder = emptyFolder()
    const [command = ''] = /npx --yes --package=\S+ create-tokenapi my-app/.exec(readme) ?? []
    await shell(`${command.replaceAll('../tokenapi', ROOT)} --yes`, folder)
    const tarball = `tokenapi-${VERSIONS.tokenapi.slice(1)}.tgz`
    expect(readdirSync(join(folder, 'my-app/vendor'))).toEqual([tarball])
    expect(readFileSync(join(folder, 'my-app/package.json'), 'utf8')).toContain(
      `"tokenapi": "file:vendor/${tarball}"`,
    )
  })
})
