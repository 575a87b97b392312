/** README's program runs when pasted, and its three calls answer what the page shows. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { afterAll, describe, expect, it } from 'vitest'

import { lacks } from '../packages/tokenapi/test/support/peers/peers.ts'
import { blocksOf, textOf } from './support/blocks.ts'

const ROOT = join(import.meta.dirname, '..')
const PORT_LINE = 'app.listen(8000)'

describe.each(['README.md', 'packages/tokenapi/README.md'])('the program of %s', (page) => {
  const folder = join(ROOT, 'bench', `.readme-${page.replace(/\W/g, '-')}`)
  let child: ChildProcess | undefined
  afterAll(() => {
    child?.kill()
    rmSync(folder, { recursive: true, force: true })
  })

  it('runs when pasted: demo logs in and gets 200', async () => {
    const code = blocksOf(page).find(({ language }) => language === 'ts')?.code ?? ''
    expect(code).toContain(PORT_LINE)
    // Any free port, and a line that says which.
    const pasted = code.replace(
      PORT_LINE,
      `const server = app.listen(0, '127.0.0.1', () => console.log(server.address().port))`,
    )
    mkdirSync(folder, { recursive: true })
    writeFileSync(join(folder, 'server.mjs'), pasted)
    const { SECRET_KEY: _, ...env } = process.env
    child = spawn(process.execPath, ['server.mjs'], { cwd: folder, env })
    const port = await said(child, /^(\d+)$/m)
    const url = `http://127.0.0.1:${port}`
    const body = new URLSearchParams({ username: 'demo', password: 'demo-password' })
    const login = await fetch(`${url}/token/new.json`, { method: 'POST', body })
    expect(login.status).toBe(200)
    const { user, token } = (await login.json()) as { user: number; token: string }
    const headers = { authorization: `Basic ${btoa(`${user}:${token}`)}` }
    const called = await fetch(`${url}/index.json`, { headers })
    expect(await called.json()).toEqual({ success: true, hello: 'demo' })
    expect((await fetch(`${url}/index.json`)).status).toBe(401)
  }, 30_000)
})

describe.skipIf(lacks('curl'))('`npm start` of README.md', () => {
  it('the three calls answer what the page shows', async () => {
    const cwd = mkdtempSync(join(tmpdir(), 'tokenapi-'))
    const start = join(ROOT, 'scripts/start.mjs')
    const child = spawn(process.execPath, [start, '--port', '0', '--operations-port', '0'], {
      cwd,
      env: { PATH: process.env['PATH'] ?? '' },
    })
    try {
      const output = await outputWith(child, '"msg":"listening"')
      const url = /"url":"([^"]+)"/.exec(output)?.[1] as string
      const password = /password "([^"]+)"/.exec(output)?.[1] as string
      const [, block] = /```console\n(\$ curl .*?)```/s.exec(textOf('README.md')) as unknown as [
        string,
        string,
      ]
      const calls = [...block.matchAll(/^\$ (curl .*)\n(.*)$/gm)]
      expect(calls).toHaveLength(3)
      const [, shown] = /"token": "([^"]+)"/.exec(block) as unknown as [string, string]
      let token = ''
      for (const [, command, answer] of calls) {
        const call = (command as string)
          .replace('http://127.0.0.1:8000', url)
          .replace('PASSWORD', password)
          .replaceAll(shown, token)
        const got = execFileSync('sh', ['-c', `${call} -s`], { encoding: 'utf8' })
        token ||= /"token": "([^"]+)"/.exec(got)?.[1] ?? ''
        expect(got).toBe((answer as string).replaceAll(shown, token))
      }
    } finally {
      child.kill()
    }
  })
})

/** What a program prints that fits. Rejects if it ends first. */
async function said(child: ChildProcess, pattern: RegExp): Promise<string> {
  return pattern.exec(await outputWith(child, pattern))?.[1] ?? ''
}

/** All that a program has printed once that is in it. */
function outputWith(child: ChildProcess, wanted: string | RegExp): Promise<string> {
  return new Promise((resolve, reject) => {
    let output = ''
    const read = (data: Buffer): void => {
      output += data.toString()
      if (output.search(wanted) !== -1) resolve(output)
    }
    child.stdout?.on('data', read)
    child.stderr?.on('data', read)
    child.on('exit', () => reject(new Error(output)))
  })
}
