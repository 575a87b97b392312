/** The flags of `npm run bench:peers`. */
import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'

import { type Choice, ROWS, isNamed } from './rows/index.ts'
import { SQL_DATABASES, type SqlDatabase } from './row.ts'
import { ROOT } from './setup/matrix.ts'

export interface Flags extends Choice {
  readonly rounds: number
  /** Seconds of one measurement. */
  readonly secs: number
  /** Where the results go. */
  readonly out: string
  /** Results to print again, without a measurement. The rounds of several are those of one. */
  readonly from: readonly string[] | undefined
  /** Starts and checks every server, and measures nothing. */
  readonly check: boolean
  readonly list: boolean
}

export const USAGE = `npm run bench:peers -- [flags]
  --rounds N        how often each row is measured (3)
  --secs N          seconds of one measurement (6)
  --quick           one round of one second
  --only ID,ID      rows: fastify-*,drf-token-sqlite (all)
  --db NAMES        sqlite, postgres, or both with a comma (both)
  --out FOLDER      where results.json, results.md and the charts go (bench/.peers)
  --check           starts and checks every server, and measures nothing
  --list            prints the ids of the rows
  --from FILE,FILE  prints results.json again, with its charts, and measures nothing; joins runs of one commit
  --django-tokenapi FOLDER   a checkout of django-tokenapi 1.3; without it its rows are left out`

/** Throws `Error` with a message for people. */
export function readFlags(args: readonly string[]): Flags {
  const { values } = parseArgs({
    args: [...args],
    options: {
      'rounds': { type: 'string' },
      'secs': { type: 'string' },
      'quick': { type: 'boolean', default: false },
      'only': { type: 'string' },
      'db': { type: 'string' },
      'out': { type: 'string' },
      'from': { type: 'string' },
      'check': { type: 'boolean', default: false },
      'list': { type: 'boolean', default: false },
      'django-tokenapi': { type: 'string' },
    },
  })
  return {
    rounds: atLeastOne('rounds', values.rounds ?? (values.quick ? '1' : '3')),
    secs: atLeastOne('secs', values.secs ?? (values.quick ? '1' : '6')),
    only: known(listOf(values.only)),
    databases: values.db === undefined ? SQL_DATABASES : listOf(values.db).map(databaseOf),
    out: values.out ?? 'bench/.peers',
    from: values.from === undefined ? undefined : listOf(values.from),
    check: values.check,
    list: values.list,
    djangoTokenapi: checkout(values['django-tokenapi']),
  }
}

function checkout(folder: string | undefined): string | undefined {
  if (folder === undefined) return undefined
  const path = resolve(ROOT, folder)
  if (!existsSync(join(path, 'tokenapi', 'tokens.py')))
    throw new Error(`--django-tokenapi is a checkout with tokenapi/tokens.py; got "${folder}"`)
  return path
}

function listOf(value: string | undefined): readonly string[] {
  return (value ?? '').split(',').filter((one) => one !== '')
}

function atLeastOne(flag: string, value: string): number {
  const number = Number(value)
  if (!Number.isInteger(number) || number < 1)
    throw new Error(`--${flag} is a whole number of 1 or more; got "${value}"`)
  return number
}

function databaseOf(name: string): SqlDatabase {
  const found = SQL_DATABASES.find((one) => one === name)
  if (found === undefined)
    throw new Error(`--db is one or more of ${SQL_DATABASES.join(', ')}; got "${name}"`)
  return found
}

function known(names: readonly string[]): readonly string[] {
  for (const name of names) {
    if (!ROWS.some(({ id }) => isNamed(id, [name])))
      throw new Error(`--only: no row is "${name}"; --list prints the rows`)
  }
  return names
}
