/** How many times the requests of each peer tokenapi answers on Fastify, over the same database. */
import { type Results, type RowResult, ratio } from '../results.ts'
import { databaseName, number, table } from './format.ts'

export function peers({ rows }: Results): string {
  const ours = rows.filter(
    ({ group, framework, database }) =>
      group === 'tokenapi' && framework === 'Fastify' && database !== 'memory',
  )
  const theirs = rows.filter(({ group }) => group === 'peer')
  if (ours.length === 0 || theirs.length === 0) return ''
  const beside = (one: RowResult, peer: RowResult): string =>
    peer.database === 'none' || peer.database === one.database ? number(ratio(one, peer), 2) : ''
  return table(
    ['requests/s, times those of', 'database', ...ours.map(({ id }) => id)],
    theirs.map((peer) => [
      peer.name,
      databaseName(peer.database),
      ...ours.map((one) => beside(one, peer)),
    ]),
  )
}
