// Access tokens beside kysely-store.ts, in the tables that `tokenapi migrate` makes:
//   const store = { ...kyselyStore(db), tokens: kyselyTokens(db) }
import { CamelCasePlugin, type Kysely } from 'kysely'
import type { TokenStore } from 'tokenapi'
import { type TokenRow, type TokenRows, tokenStoreOver } from 'tokenapi/token-store'

import { type Tables, kyselyStore } from './kysely-store.ts'

// The names in the database are in snake case.
type Own = {
  tokenapiTokens: TokenRow
  tokenapiUsedTickets: { digest: string; expiresAt: number }
}

export function kyselyTokens(db: Kysely<Tables>): TokenStore {
  const own = db.withTables<Own>().withPlugin(new CamelCasePlugin())
  const tickets = 'tokenapiUsedTickets'
  return tokenStoreOver({
    idType: 'integer',
    ...rowsOf(own),
    locked: (userId, work) =>
      own.transaction().execute(async (transaction) => {
        // Locks the row in every kind of database, and changes nothing.
        const users = transaction.updateTable('users').where('id', '=', userId as number | bigint)
        await users.set(({ ref }) => ({ username: ref('username') })).execute()
        return work(rowsOf(transaction))
      }),
    remove: (ids) => own.deleteFrom('tokenapiTokens').where('id', 'in', ids).execute(),
    tickets: {
      insert: (row) => own.insertInto(tickets).values(row).execute(),
      find: (digest) =>
        own.selectFrom(tickets).selectAll().where('digest', '=', digest).executeTakeFirst(),
      removeBefore: (time) => own.deleteFrom(tickets).where('expiresAt', '<', time).execute(),
    },
  })
}

function rowsOf(db: Kysely<Tables & Own>): TokenRows {
  const tokens = 'tokenapiTokens'
  return {
    userOf: kyselyStore(db.withoutPlugins()).findById,
    select: ({ equal, endsAfter, endsBefore, after: { createdAt, id }, limit }) =>
      db
        .selectFrom(tokens)
        .selectAll()
        .where((is) => is.and(equal).and('endsAt', '>', endsAfter).and('endsAt', '<', endsBefore))
        .where((is) => is('createdAt', '>', createdAt).or(is.and({ createdAt }).and('id', '>', id)))
        .orderBy('createdAt')
        .orderBy('id')
        .limit(limit)
        .execute(),
    insert: (row) => db.insertInto(tokens).values(row).execute(),
    update: (id, changes) => db.updateTable(tokens).set(changes).where('id', '=', id).execute(),
  }
}
