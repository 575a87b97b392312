// Access tokens beside prisma-store.ts, in the tables that `tokenapi migrate` makes (see schema.prisma):
//   const store = { ...prismaStore(prisma), tokens: prismaTokens(prisma) }
import type { TokenStore } from 'tokenapi'
import { type FoundRow, type TokenRows, tokenStoreOver } from 'tokenapi/token-store'

import { type PrismaUsers, prismaStore } from './prisma-store.ts'

/** The part of a generated client that is used here. */
export interface PrismaTokens {
  readonly user: PrismaUsers['user'] & Pick<Model<object>, 'updateMany'>
  readonly accessToken: Model<FoundRow>
  readonly usedTicket: Model<object>
  $transaction<T>(work: (transaction: Models) => Promise<T>): PromiseLike<T>
}
type Models = Omit<PrismaTokens, '$transaction'>
interface Model<Row> {
  findMany(query: object): PromiseLike<readonly Row[]>
  create(query: object): PromiseLike<unknown>
  updateMany(query: object): PromiseLike<unknown>
  deleteMany(query: object): PromiseLike<unknown>
}

export function prismaTokens(prisma: PrismaTokens): TokenStore {
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

function rowsOf(prisma: Models): TokenRows {
  return {
    userOf: prismaStore(prisma).findById,
    select: ({ equal, endsAfter, endsBefore, after: { createdAt, id }, limit }) =>
      prisma.accessToken.findMany({
        where: {
          ...equal,
          endsAt: { gt: endsAfter, lt: endsBefore },
          OR: [{ createdAt: { gt: createdAt } }, { createdAt, id: { gt: id } }],
        },
        orderBy: [{ createdAt: 'asc' }, { id: 'asc' }],
        take: limit,
      }),
    insert: (data) => prisma.accessToken.create({ data }),
    update: (id, data) => prisma.accessToken.updateMany({ where: { id }, data }),
  }
}
