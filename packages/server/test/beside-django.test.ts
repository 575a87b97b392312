/** The block of docs/django.md that starts the server, run as it is beside a real Django over one database. */
import { spawn } from 'node:child_process'
import { chmodSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { readCorpus } from '../../tokenapi/test/support/corpus.ts'
import { freshPostgres } from '../../tokenapi/test/support/databases.ts'
import { type DjangoPeer, djangoPeer } from '../../tokenapi/test/support/django-project.ts'
import { theDjango } from '../../tokenapi/test/support/django.ts'
import { lacks } from '../../tokenapi/test/support/peers/peers.ts'
import { BIN, folder } from './support/command-line.ts'

const PAGE = readFileSync(join(import.meta.dirname, '../../../docs/django.md'), 'utf8')
const BLOCK = /```sh\n((?:(?!```)[\s\S])*tokenapi serve[\s\S]*?)```/.exec(PAGE)?.[1] ?? ''

interface Users {
  readonly secretKey: string
  readonly users: readonly { pk: number; username: string; plaintext: string; password: string }[]
}
const { secretKey, users } = readCorpus<Users>('users.json')
const [margot] = users as [Users['users'][number]]

/** What stands in for the reader's own names, and a `tokenapi` in the PATH. */
function blockFor(cwd: string, databaseUrl: string): string {
  writeFileSync(join(cwd, 'key'), secretKey)
  const program = join(cwd, 'tokenapi')
  writeFileSync(program, `#!/bin/sh\nexec '${process.execPath}' '${BIN}' "$@"\n`)
  chmodSync(program, 0o755)
  const block = BLOCK.replace('/run/secrets/django', join(cwd, 'key'))
    .replace('postgres://owner@db.example.com/app', databaseUrl)
    .replace('TIME_ZONE=Europe/Paris', 'TIME_ZONE=UTC')
  expect(block).not.toBe(BLOCK)
  return block
}

describe.skipIf(lacks('PostgreSQL', 'Django over PostgreSQL'))(
  'the server of docs/django.md',
  () => {
    let django: DjangoPeer
    let url: string
    let stop: () => Promise<void>
    const stored = async (): Promise<unknown> => (await django.call('rows', [margot.pk])) as unknown

    beforeAll(async () => {
      const database = await freshPostgres('django-postgres.sql')
      django = await djangoPeer(
        { database: database.url, secretKey, cheap: false },
        theDjango('Django').python,
      )
      const cwd = folder()
      const shell = spawn('sh', ['-e', '-c', blockFor(cwd, database.url)], {
        cwd,
        env: { PATH: `${cwd}:${process.env['PATH']}`, PORT: '0' },
        detached: true,
        stdio: ['ignore', 'pipe', 'inherit'],
      })
      url = await new Promise<string>((resolve, reject) => {
        createInterface({ input: shell.stdout }).on('line', (line) => {
          const listening = /"url":"([^"]+)".*"listening"/.exec(line)?.[1]
          if (listening !== undefined) resolve(listening)
        })
        shell.on('close', (status) => reject(new Error(`the block ended with ${status}`)))
      })
      stop = async () => {
        const ended = new Promise((resolve) => shell.on('close', resolve))
        // The shell and the server in it.
        if (shell.pid !== undefined) process.kill(-shell.pid, 'SIGTERM')
        await ended
        await django.close()
        await database.drop()
      }
    }, 120_000)
    afterAll(() => stop())

    it('a login here ends no token, here or in Django, and leaves the hash to Django', async () => {
      const [token] = (await django.call('make', [margot.pk])) as [string]
      const before = await stored()
      const body = new URLSearchParams({ username: margot.username, password: margot.plaintext })
      const login = await fetch(`${url}/token/new.json`, { method: 'POST', body })
      expect(await login.json()).toMatchObject({ success: true, token, user: margot.pk })
      expect(await stored()).toEqual(before)
      expect(await django.call('check', [{ id: margot.pk, token }])).toEqual([true])
      const here = await fetch(`${url}/token/${token}/${margot.pk}.json`)
      expect(here.status).toBe(200)
    })

    it('a login in Django afterwards finds the hash that it prefers, and ends no token either', async () => {
      const [token] = (await django.call('make', [margot.pk])) as [string]
      const login = { username: margot.username, password: margot.plaintext }
      expect(await django.call('login', [login])).toEqual([{ id: margot.pk, token }])
      expect((await fetch(`${url}/token/${token}/${margot.pk}.json`)).status).toBe(200)
    })
  },
)
