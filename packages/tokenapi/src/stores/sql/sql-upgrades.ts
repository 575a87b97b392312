import { UnavailableError } from '../../core/errors.js'
import type { PasswordUpgrades } from '../../core/store.js'
import type { UserTable } from '../user-table.js'
import { isBesideDjango } from './beside-django.js'
import type { SqlDatabase } from './database.js'
import type { KeptTokens } from './kept-tokens.js'
import type { RequestErrors } from './request-errors.js'

/** Password upgrades over the table of kept tokens. */
export function sqlUpgrades(
  database: SqlDatabase,
  table: UserTable,
  kept: KeptTokens,
  answer: RequestErrors['answer'],
): PasswordUpgrades {
  let isShared = false
  return {
    canKeepTokens: async () => (await answer(() => kept.isThere())) === true,
    findKeptToken: (digest) => answer(() => kept.find(digest)),
    async isSharedWithDjango() {
      // `undefined`, if the role cannot see it, counts as shared: hashes then stay as they are.
      isShared ||= (await answer(() => isBesideDjango(database, table))) !== false
      return isShared
    },
    async replaceHash(upgrade) {
      const isDone = await answer(() => kept.upgrade(upgrade))
      if (isDone === undefined) throw new UnavailableError('the new hash does not fit its column')
      return isDone
    },
  }
}
