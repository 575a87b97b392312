/** Options that cannot be are said when the store is made, before anything is opened. */
import { describe, expect, it } from 'vitest'

import { ConfigError } from '../../src/index.ts'
import { mysqlStore } from '../../src/stores/mysql/index.ts'
import { postgresStore } from '../../src/stores/postgres/index.ts'

const STORES: readonly (readonly [string, string, Open])[] = [
  ['postgresStore', 'postgres://nobody@127.0.0.1/none', postgresStore],
  ['mysqlStore', 'mysql://nobody@127.0.0.1/none', mysqlStore],
]
type Open = (url: string, options?: { readonly timeout?: number }) => unknown

describe.each(STORES)('%s', (name, url, open) => {
  it.each([0, -1, 1.5, Number.NaN, Infinity, 2 ** 31, null])(
    'no time to wait: %s ms',
    (timeout) => {
      expect(() => open(url, { timeout: timeout as never })).toThrow(
        /`timeout` must be .* from 1 to 2147483647/,
      )
    },
  )
  it.each([undefined, null, 42, {}])('no pool: %s', (given) => {
    expect(() => open(given as never)).toThrow(ConfigError)
    expect(() => open(given as never)).toThrow(new RegExp(`\`${name}\` needs a pool`))
  })
})
