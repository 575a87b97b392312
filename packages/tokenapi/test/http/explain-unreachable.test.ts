/** Explanations are for operators: no guard, route, adapter or error body leads to one. */
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

import { describe, expect, it } from 'vitest'

import { inMemoryApi } from '../../src/testing/index.ts'

const SRC = join(import.meta.dirname, '../../src')
const SERVER = join(import.meta.dirname, '../../../server/src')

describe('in the sources', () => {
  const filesOf = (folder: string): readonly string[] => globSync('**/*.ts', { cwd: folder })
  it('only `api.explain` loads explanations', () => {
    const importers = filesOf(SRC).filter(
      (file) =>
        !/^core\/explain|^http\/explain/.test(file) &&
        /import\('.*explain|^import \{[^}]*\} from '.*explain/m.test(
          readFileSync(join(SRC, file), 'utf8'),
        ),
    )
    expect(importers).toEqual(['http/token-api-over.ts'])
  })
  it('of the server only commands call it, and the management API, which asks for an admin scope', () => {
    const callers = filesOf(SERVER).filter((file) =>
      /\.explain\(/.test(readFileSync(join(SERVER, file), 'utf8')),
    )
    expect(callers.filter((file) => !file.startsWith('commands/'))).toEqual([
      'operations/management/inspection.ts',
    ])
  })
})

describe('over HTTP', () => {
  const { api, loginAs } = inMemoryApi({ users: ['maria', { username: 'bob', isActive: false }] })
  const { authorization } = loginAs('maria')
  const token = authorization.slice('Bearer 1:'.length)
  const bobs = loginAs('bob').authorization
  const guarded = api.tokenRequired(() => new Response('in'))
  const headers = (value: string) => ({ headers: { authorization: value } })
  const REQUESTS: readonly (() => Request)[] = [
    () => new Request('http://x/'),
    () => new Request('http://x/', headers(`Bearer ${token}`)),
    () => new Request('http://x/', headers(`Bearer 1:"${token}"`)),
    () => new Request('http://x/', headers(`Bearer 1:${token.slice(0, 12)}`)),
    () => new Request('http://x/', headers(`Bearer 99:${token}`)),
    () => new Request('http://x/', headers(`Bearer maria:${token}`)),
    () => new Request('http://x/', headers(bobs)),
    () => new Request(`http://x/?user=1&token=6ri-${token.slice(-20)}`),
    () => new Request('http://x/', headers('Digest x')),
    () => new Request('http://x/', headers('Basic !')),
  ]
  const ROUTES = [`/token/${token}/99.json`, '/token/explain', '/token/explain.json', '/explain']

  it('no answer to a refused request holds a part of its explanation', async () => {
    for (const make of REQUESTS) {
      const { accepted, steps } = await api.explain(make())
      expect(accepted).toBe(false)
      for (const accept of ['application/json', 'application/problem+json']) {
        const request = make()
        request.headers.set('accept', accept)
        const answer = await guarded(request)
        const text = JSON.stringify([...answer.headers]) + (await answer.text())
        expect(answer.status).toBeGreaterThanOrEqual(400)
        for (const { found, fix } of steps) {
          expect(text).not.toContain(found)
          for (const line of fix?.split('\n') ?? []) expect(text).not.toContain(line)
        }
      }
    }
  })
  it.each(ROUTES)('%s explains nothing', async (path) => {
    const answer = await api.handle(new Request(`http://x${path}`))
    expect(await answer.text()).not.toMatch(/step|found|fix|key|day/)
  })
})
