import type { Hono } from 'hono'
import type { TokenApi } from 'tokenapi'

import { withBody } from './parts.ts'
import type { Change } from './situations.ts'

interface World {
  readonly api: TokenApi
  /** Where the user has as many tokens as one may have. */
  readonly full: Hono
}

/** What may be the case at this route alone. */
export function furtherRequests(
  name: string,
  { api, full }: World,
): Readonly<Record<string, Change>> {
  switch (name) {
    case 'POST /token/new.json':
      return {
        'a wrong password': (usual) => withBody(usual, 'application/json', wrongLogin('zoe')),
        'too many tokens': (usual) => ({ ...usual, app: full }),
        'too many failures': async (usual) => {
          const parts = withBody(usual, 'application/json', wrongLogin('maria'))
          await untilThrottled(() => api.login('maria', 'wrong'))
          return parts
        },
      }
    case 'GET /token/{token}/{user}.json':
      return {
        'another user': (usual) => ({ ...usual, path: usual.path.replace('/1.json', '/2.json') }),
        'no such path': (usual) => ({ ...usual, path: '/token/short/1.json' }),
      }
    case 'POST /token/tokens/{id}/rotate.json':
      return { 'no such token': unknownId, 'too many rotations': rotatedTooOften(api) }
    default:
      return name.includes('{id}') ? { 'no such token': unknownId } : {}
  }
}

const unknownId: Change = (usual) => ({
  ...usual,
  path: usual.path.replace(/[0-9A-Za-z]{22}/, 'x'.repeat(22)),
})

const wrongLogin = (username: string): string => JSON.stringify({ username, password: 'wrong' })

async function untilThrottled(logIn: () => Promise<unknown>): Promise<void> {
  for (;;) {
    const code: unknown = await logIn().catch((error: { code?: unknown }) => error.code)
    if (code === 'too_many_attempts') return
    if (code !== 'invalid_login') throw new Error(`a login ended with ${String(code)}`)
  }
}

/** The old token may be rotated again while it works, up to a limit. */
function rotatedTooOften(api: TokenApi): Change {
  let path: string | undefined
  return async (usual) => {
    if (path === undefined) {
      await rotateUntilRefused(api, /[0-9A-Za-z]{22}/.exec(usual.path)?.[0] ?? '')
      path = usual.path
    }
    return { ...usual, path }
  }
}

async function rotateUntilRefused(api: TokenApi, id: string): Promise<void> {
  for (;;) {
    const outcome: unknown = await api.accessTokens
      .rotate(id)
      .catch((error: { code?: unknown }) => error.code)
    if (outcome === 'too_many_tokens') return
    if (outcome === undefined) throw new Error('the token ended')
  }
}
