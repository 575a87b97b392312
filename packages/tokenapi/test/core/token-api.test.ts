/** Options that cannot be are said at once; none of them shows only when a request comes. */
import { describe, expect, it } from 'vitest'

import { ConfigError, type TokenApiOptions, createTokenApi } from '../../src/index.ts'
import { memoryStore } from '../../src/stores/memory/index.ts'

const make = (options: Partial<Record<keyof TokenApiOptions, unknown>>) => (): unknown =>
  createTokenApi({
    secretKey: 'a secret of these tests, long enough',
    store: memoryStore(),
    ...options,
  } as TokenApiOptions)

describe('realm', () => {
  it.each(['a"b', 'a\\b', 'a\r\nb', 'Ωmega', 'é', 'a\tb', 'a\x7f'])('%j', (realm) => {
    expect(make({ realm })).toThrow(ConfigError)
  })
  it.each(['', 'api', "all that's ASCII: !#$%&'()*+,-./[]^_`{|}~"])('%j is one', (realm) => {
    expect(make({ realm })).not.toThrow()
  })
})

it('no store', () => {
  expect(make({ store: undefined })).toThrow(ConfigError)
  expect(make({ store: undefined })).toThrow(/`store` of `createTokenApi` is missing: pass one/)
})

it.each([null, {}, 'app.sqlite3'])('no store: %j', (store) => {
  expect(make({ store })).toThrow(ConfigError)
  expect(make({ store })).toThrow(/`store` is no store: pass one/)
})

it.each(['token', '/token', 'token/', '//token//', '/token/'])('prefix %j', async (prefix) => {
  const api = createTokenApi({
    secretKey: 'a secret of these tests, long enough',
    store: memoryStore(),
  })
  const ask = async (path: string): Promise<number> =>
    (await api.handle(new Request(`http://x${path}`), { prefix })).status
  expect(await ask('/token/new.json')).toBe(405)
  expect(await ask('/tokens/new.json')).toBe(404)
})
