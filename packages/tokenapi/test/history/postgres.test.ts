import { it } from 'vitest'

import { lacks } from '../support/peers/peers.ts'
import { MOST_MS, OPERATIONS, runHistory } from './run-history.ts'

it.skipIf(lacks('own PostgreSQL'))(
  `F-19: three nodes over PostgreSQL, ${OPERATIONS} operations: nothing is let in later than the bound, and nothing valid refused`,
  () => runHistory('PostgreSQL'),
  MOST_MS,
)
