import type { StoredUser, TokenStore, UserId } from 'tokenapi'
import { type FoundRow, type TokenRows, tokenStoreOver } from 'tokenapi/token-store'

/** The part of a generated client that is used here. */
interface Models {
  readonly user: Model<StoredUser>
  readonly accessToken: Model<FoundRow>
  readonly usedTicket: Model<object>
}
interface Model<Row> {
  findMany(query: object): Promise<readonly Row[]>
  create(query: object): Promise<unknown>
  updateMany(query: object): Promise<unknown>
  deleteMany(query: object): Promise<unknown>
}
interface Prisma extends Models {
  $transaction<T>(work: (transaction: Models) => Promise<T>): Promise<T>
}

export function prismaTokens(prisma: Prisma): TokenStore {
  return tokenStoreOver({
    idType: 'integer',
    ...rowsOf(prisma),
    locked: (id, work) =>
      prisma.$transaction(async (transaction) => {
        // Locks the row in every kind of database, and changes nothing.
        await transaction.user.updateMany({ where: { id }, data: { id } })
        return work(rowsOf(transaction))
      }),
    remove: (ids) => prisma.accessToken.deleteMany({ where: { id: { in: ids } } }),
    tickets: {
      insert: (data) => prisma.usedTicket.create({ data }),
      find: async (digest) => (await prisma.usedTicket.findMany({ where: { digest } }))[0],
      removeBefore: (time) => prisma.usedTicket.deleteMany({ where: { expiresAt: { lt: time } } }),
    },
  })
}

/** Operations on rows: of the client, or of one transaction. */
function rowsOf(models: Models): TokenRows {
  return {
    userOf: async (id: UserId) => (await models.user.findMany({ where: { id } }))[0],
    select: ({ equal, endsAfter, endsBefore, after: { createdAt, id }, limit }) =>
      models.accessToken.findMany({
        where: {
          ...equal,
          endsAt: { gt: endsAfter, lt: endsBefore },
          OR: [{ createdAt: { gt: createdAt } }, { createdAt, id: { gt: id } }],
        },
        orderBy: [{ createdAt: 'asc' }, { id: 'asc' }],
        take: limit,
      }),
    insert: (data) => models.accessToken.create({ data }),
    update: (id, data) => models.accessToken.updateMany({ where: { id }, data }),
  }
}

export {}
