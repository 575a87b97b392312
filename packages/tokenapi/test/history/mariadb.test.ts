import { it } from 'vitest'

import { lacks } from '../support/peers/peers.ts'
import { MOST_MS, OPERATIONS, runHistory } from './run-history.ts'

it.skipIf(lacks('own MariaDB'))(
  `F-19: three nodes over MariaDB, ${OPERATIONS} operations: nothing is let in later than the bound, and nothing valid refused`,
  () => runHistory('MariaDB'),
  MOST_MS,
)
