/** The rows of a run, and those that are left out, by name. */
import { matchesGlob } from 'node:path'

import { type Row, SQL_DATABASES, type SqlDatabase } from '../row.ts'
import { nodePeers } from './node-peers.ts'
import { pythonPeers } from './python-peers.ts'
import { bare, tokenapi } from './tokenapi.ts'

export const ROWS: readonly Row[] = [...bare, ...tokenapi, ...nodePeers, ...pythonPeers]

export interface Choice {
  /** Ids of rows, in which a `*` is for any text; an empty list: all. */
  readonly only: readonly string[]
  readonly databases: readonly SqlDatabase[]
  /** A checkout of django-tokenapi 1.3. */
  readonly djangoTokenapi: string | undefined
}

export interface LeftOut {
  readonly id: string
  readonly reason: string
}

export interface Selection {
  readonly rows: readonly Row[]
  readonly leftOut: readonly LeftOut[]
}

export function select({ only, databases, djangoTokenapi }: Choice): Selection {
  const rows: Row[] = []
  const leftOut: LeftOut[] = []
  for (const row of ROWS.filter(({ id }) => isNamed(id, only))) {
    if (SQL_DATABASES.some((one) => one === row.database && !databases.includes(one))) continue
    if (row.env?.['APP'] === 'django-tokenapi' && djangoTokenapi === undefined) {
      leftOut.push({ id: row.id, reason: 'no checkout is named by --django-tokenapi' })
    } else rows.push(row)
  }
  return { rows, leftOut }
}

/** A `*` in a name is for any text. */
export function isNamed(id: string, only: readonly string[]): boolean {
  return only.length === 0 || only.some((name) => matchesGlob(id, name))
}
