/** Password hashes and SQLite, on each runtime; and what Cloudflare's bound on PBKDF2 does to a login. */
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { describe, expect, it } from 'vitest'

import { type ScenarioApp, readRecordings } from '../../src/contracts/index.ts'
import { BARE_HASHES, readCorpus } from '../support/corpus.ts'
import type { PasswordRow, Question } from '../support/runtimes/questions-app.ts'
import { type RuntimeName, onRuntime, started } from '../support/runtimes/started.ts'
import { startWorker } from '../support/runtimes/workerd.ts'

const programs = join(import.meta.dirname, '../support/runtimes')
const worker = join(programs, 'worker.ts')
const env = { WORLD: 'questions', ...readRecordings() }

type Row = PasswordRow & {
  readonly id: string
  readonly algorithm: string
  readonly valid?: boolean
  readonly note?: string
  readonly tier: string
}
/** Quirks are the machine's crypt(3) and Python's own. */
const rows = readCorpus<{ rows: Row[] }>('passwords.json').rows.filter(
  ({ tier }) => tier !== 'quirk',
)

/** How each is started; `without`: families that need a package which cannot be loaded there. */
const RUNTIMES: readonly (readonly [
  name: RuntimeName,
  start: (program: string) => Promise<ScenarioApp>,
  without: readonly string[],
])[] = [
  ['node-22', (node) => started(node, [join(programs, 'node-fetch.ts'), 'questions']), []],
  ['node-24', (node) => started(node, [join(programs, 'node-fetch.ts'), 'questions']), []],
  ['node-26', (node) => started(node, [join(programs, 'node-fetch.ts'), 'questions']), []],
  ['bun', (bun) => started(bun, [join(programs, 'bun.ts'), 'questions']), []],
  ['deno', (deno) => started(deno, ['run', '-A', join(programs, 'deno.ts'), 'questions']), []],
  [
    'workerd',
    (workerd) => startWorker(workerd, worker, { env }),
    ['argon2', 'bcrypt', 'bcrypt_sha256', 'crypt'],
  ],
]

describe.each(RUNTIMES)('%s', (name, start, without) => {
  onRuntime(name, (program) => {
    it('checks the recorded passwords', async () => {
      const wrong = await asking(start(program), async (ask) => {
        const faults: string[] = []
        for (let at = 0; at < rows.length; at += 20) {
          const some = rows.slice(at, at + 20)
          const answers = (await ask({ ask: 'passwords', rows: some })) as unknown[]
          some.forEach((row, i) => {
            const want = (row.valid ?? false) || BARE_HASHES.has(row.id)
            const family = row.note === 'bare bcrypt' ? 'bcrypt' : row.algorithm
            const excused = answers[i] === 'ConfigError' && without.includes(family)
            if (answers[i] !== want && !excused) faults.push(`${row.id} ${String(answers[i])}`)
          })
        }
        return faults
      })
      expect(wrong).toEqual([])
    })

    it('keeps users in SQLite, where there is one', async () => {
      const file = join(mkdtempSync(join(tmpdir(), 'tokenapi-')), 'app.sqlite3')
      const answer = await asking(start(program), (ask) => ask({ ask: 'sqlite', file }))
      expect(answer).toBe(name === 'workerd' ? 'UnavailableError' : 'maria')
    })
  })
})

const STORED = {
  at100k:
    'pbkdf2_sha256$100000$eHSRVIOuzZOKjKcfCtmqcV$IU9DQfE6sIHrKf6O2vsqPlTc7UYxu7PID5StATUYkE4=',
  at100001:
    'pbkdf2_sha256$100001$eHSRVIOuzZOKjKcfCtmqcV$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=',
}
const WITHIN = { iterations: 100_000 }

describe('a login on hosted Workers, where PBKDF2 ends at 100,000 iterations', () => {
  onRuntime('workerd', (workerd) => {
    it.each([
      ['a hash beyond cannot be checked', STORED.at100001, 'demo', WITHIN, 503],
      ['a hash within, right', STORED.at100k, 'demo', WITHIN, 200],
      ['a hash within, wrong', STORED.at100k, 'wrong', WITHIN, 401],
      ['right, and not made stronger', STORED.at100k, 'demo', {}, 200],
      ['wrong, and its full cost cannot be paid', STORED.at100k, 'wrong', {}, 503],
    ])('%s', async (_behaviour, stored, password, hasher, status) => {
      const alias = { 'node:crypto': join(programs, 'hosted-crypto.ts') }
      const answer = await asking(startWorker(workerd, worker, { env, alias }), (ask) =>
        ask({ ask: 'login', stored, password, hasher }),
      )
      expect(answer).toEqual({ status, retryAfter: status === 503 ? '5' : null })
    })

    it('the guard alone needs no more than the oldest settings that have node:crypto', async () => {
      const oldest = { compatibilityDate: '2024-09-23', compatibilityFlags: ['nodejs_compat'] }
      const minimal = startWorker(workerd, join(programs, 'minimal-worker.ts'), oldest)
      const { port, close } = await minimal
      try {
        const refused = await fetch(`http://127.0.0.1:${port}/`)
        expect(refused.status).toBe(401)
        const called = await fetch(`http://127.0.0.1:${port}/`, {
          headers: { authorization: (await refused.text()).trim() },
        })
        expect(await called.text()).toBe('maria')
      } finally {
        await close()
      }
    })
  })
})

async function asking<T>(
  starting: Promise<ScenarioApp>,
  work: (ask: (question: Question) => Promise<unknown>) => Promise<T>,
): Promise<T> {
  const { port, close } = await starting
  try {
    return await work(async (question) => {
      const response = await fetch(`http://127.0.0.1:${port}/`, {
        method: 'POST',
        body: JSON.stringify(question),
      })
      return (await response.json()) as unknown
    })
  } finally {
    await close()
  }
}
