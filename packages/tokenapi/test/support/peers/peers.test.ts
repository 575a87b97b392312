/** What counts as a missing peer, and what is said about it. */
import { chmodSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'

import { afterEach, describe, expect, it, vi } from 'vitest'

import { SERVICES, startAll } from '../../../../../scripts/services.mjs'
import { describeEachPeer } from './each-peer.ts'
import { findDjangos } from './find-django.ts'
import { lacks, reasonsAndRemedies, recordMissing, requiredOf } from './peers.ts'

afterEach(() => vi.unstubAllEnvs())

const folderWith = (files: Readonly<Record<string, string>>): string => {
  const folder = mkdtempSync(join(tmpdir(), 'tokenapi-peers-'))
  // PostgreSQL's account has to reach it.
  chmodSync(folder, 0o755)
  for (const [name, text] of Object.entries(files)) {
    writeFileSync(join(folder, name), text, { mode: 0o755 })
  }
  return folder
}

describe('a database server whose program is there', () => {
  const postgres = SERVICES.filter(({ name }) => name === 'PostgreSQL')

  it.each([
    ['its installer fails', { initdb: '#!/bin/sh\necho no room left; exit 1\n' }, /no room left$/],
    [
      'it ends at once',
      { initdb: '#!/bin/sh\n', postgres: '#!/bin/sh\necho wrong library; exit 127\n' },
      /wrong library$/,
    ],
    ['the rest of it is not', {}, /data folder could not be made/],
  ])('%s: it is missing, and the reason is told', async (_case, files, reason) => {
    const folder = folderWith({ postgres: '#!/bin/sh\n', ...files })
    vi.stubEnv('PATH', `${folder}${delimiter}${process.env['PATH']}`)
    expect(await startAll(postgres)).toEqual([
      { service: postgres[0], reason: expect.stringMatching(reason) },
    ])
  })

  it('one that stands in front of another needs that one', async () => {
    vi.stubEnv('TOKENAPI_TEST_POSTGRES', '')
    const [pgbouncer] = await startAll(SERVICES.filter(({ name }) => name === 'PgBouncer'))
    expect(pgbouncer?.server).toBeUndefined()
    expect(pgbouncer?.reason).toMatch(/needs TOKENAPI_TEST_POSTGRES|not installed/)
  })
})

describeEachPeer(['Django'])('%s without one of its modules', () => {
  it.each([
    ['argon2', ['Django', 'Django over MySQL', 'Django over PostgreSQL']],
    ['bcrypt', ['Django', 'Django over MySQL', 'Django over PostgreSQL']],
    ['django', ['Django', 'Django over MySQL', 'Django over PostgreSQL']],
    ['psycopg2', ['Django over PostgreSQL']],
    ['MySQLdb', ['Django over MySQL']],
  ])('%s', async (module, lacking) => {
    const hidden = folderWith({ [`${module}.py`]: `raise ImportError('${module} is not there')` })
    vi.stubEnv('PYTHONPATH', hidden)
    // The setup's own is not to change.
    vi.stubEnv('TOKENAPI_TEST_DJANGO', process.env['TOKENAPI_TEST_DJANGO'])
    const missing = Object.entries(await findDjangos()).filter(([name]) => !name.includes('5.2'))
    expect(missing.map(([name]) => name).toSorted()).toEqual(lacking)
    for (const [, reason] of missing) expect(reason).toContain(module)
  })
})

describe('what is said of missing peers', () => {
  it('one command of apt for all, then the others, each once', () => {
    expect(
      reasonsAndRemedies({
        'PostgreSQL': 'not installed',
        'own PostgreSQL': 'not installed',
        'Django over MySQL': 'No module named MySQLdb',
        'bun': 'not installed',
        'deno': 'not installed',
      }),
    ).toEqual([
      '  PostgreSQL, bun, deno: not installed',
      '  Django over MySQL: No module named MySQLdb',
      'To install it:',
      '  apt-get install postgresql python3-django python3-argon2 python3-bcrypt python3-mysqldb',
      '  npm ci --prefix matrix/runtimes --ignore-scripts',
    ])
  })

  it('CI can do without Django 5.2, which comes from a package index, and without containers', () => {
    const missing = {
      'podman': 'x',
      'Django 5.2': 'x',
      'Django 5.2 over MySQL': 'x',
      'Django': 'x',
      'curl': 'x',
    }
    expect(requiredOf(missing)).toEqual({ Django: 'x', curl: 'x' })
  })

  it('any of the named peers that is missing skips', () => {
    vi.stubEnv('TOKENAPI_TEST_MISSING', '')
    recordMissing({ curl: 'not installed' })
    expect([lacks('curl'), lacks('bash', 'curl'), lacks('bash')]).toEqual([true, true, false])
  })
})
