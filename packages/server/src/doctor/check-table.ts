import type { Inspection } from 'tokenapi/admin'

import type { Config } from '../config/read-config.js'
import { counted } from '../counted.js'
import type { Finding } from './finding.js'
import { newHashLength } from './new-hash.js'
import { type Kind, orNotVisible } from './statements.js'

/** Django's own lengths. */
const USERNAME_LENGTH = 150
const PASSWORD_LENGTH = 128

/** Columns that are listed, of a table that may have hundreds. */
const MOST_NAMES = 30

/** The setting of each mapped column. */
const SETTINGS = {
  id: 'USERS_ID',
  username: 'USERS_USERNAME',
  password: 'USERS_PASSWORD',
  isActive: 'USERS_IS_ACTIVE',
} as const

/** The users' table, and whether its columns are what we take them for. */
export function checkTable(kind: Kind, inspection: Inspection, config: Config): readonly Finding[] {
  const { table, columns, userCount } = inspection
  if (columns.length === 0) {
    return [
      {
        level: 'problem',
        check: 'table',
        what: `there is no table "${table}"${orNotVisible(kind)}`,
        fix: 'run `tokenapi migrate` to make one, or name your own with USERS_TABLE (and its schema with USERS_SCHEMA)',
      },
    ]
  }
  const count = userCount === undefined ? 'of users' : `with ${counted(userCount, 'user')}`
  const missing = missingColumns(inspection).map(({ setting, name }): Finding => {
    const none = setting === 'USERS_IS_ACTIVE' ? '; or to "none", and every user is active' : ''
    return {
      level: 'problem',
      check: 'columns',
      what: `the table "${table}" has no column "${name}"${orNotVisible(kind)}`,
      fix: `set ${setting} to one of the columns (${namesOf(columns)})${none}`,
    }
  })
  const wrong = [
    ...missing,
    ...checkTypes(inspection),
    ...checkKey(inspection, config),
    ...checkTexts(inspection, config),
  ]
  const unclear = checkUnique(inspection)
  const fine: Finding = {
    level: 'ok',
    check: 'columns',
    what: 'the columns of key, user name, password and activity fit',
  }
  return [
    { level: 'ok', check: 'table', what: `"${table}" ${count}` },
    ...(wrong.length === 0 ? [fine] : wrong),
    ...unclear,
  ]
}

export function hasAllColumns(inspection: Inspection): boolean {
  return inspection.columns.length > 0 && missingColumns(inspection).length === 0
}

function missingColumns({ mapping, columns }: Inspection): { setting: string; name: string }[] {
  return (['id', 'username', 'password', 'isActive'] as const).flatMap((role) => {
    const name = mapping[role]
    return name === null || columns.some((column) => column.name === name)
      ? []
      : [{ setting: SETTINGS[role], name }]
  })
}

function namesOf(columns: Inspection['columns']): string {
  return columns
    .slice(0, MOST_NAMES)
    .map(({ name }) => name)
    .join(', ')
}

function checkUnique({ notUnique, table, mapping }: Inspection): Finding[] {
  return notUnique.map(({ column, hasDuplicates }) => {
    const isKey = column === mapping.id
    const meaning = isKey
      ? 'a token of one is one of the other as well'
      : 'only one of them can log in'
    return {
      level: hasDuplicates ? 'problem' : 'warning',
      check: 'indexes',
      what: hasDuplicates
        ? `${isKey ? 'a key' : 'a user name'} occurs twice in "${column}" of "${table}": ${meaning}`
        : `no unique index is to be seen on "${column}" of "${table}": a look-up may read the whole table, and where two rows are alike ${meaning}`,
      fix: `give "${column}" a unique index${hasDuplicates ? ', after one of the rows is changed' : '; of a view, the table behind it'}`,
    }
  })
}

function checkTypes({ columnProblems }: Inspection): Finding[] {
  return columnProblems.map(({ what, fix }) => ({
    level: 'problem',
    check: 'columns',
    what: `${what}: the server does not start`,
    fix,
  }))
}

function checkKey({ mapping, columns, wantedIdType }: Inspection, config: Config): Finding[] {
  if (wantedIdType === undefined) return []
  const type = columns.find(({ name }) => name === mapping.id)?.type
  return [
    {
      level: 'problem',
      check: 'columns',
      what: `the key "${mapping.id}" is of type ${type}, and USERS_ID_TYPE is ${config.USERS_ID_TYPE ?? 'integer'}: the server does not start`,
      fix: `set USERS_ID_TYPE=${wantedIdType}`,
    },
  ]
}

function checkTexts({ mapping, columns }: Inspection, config: Config): Finding[] {
  const findings: Finding[] = []
  const warn = (what: string, fix: string, level: Finding['level'] = 'warning'): number =>
    findings.push({ level, check: 'columns', what, fix })

  const username = columns.find(({ name }) => name === mapping.username)
  if (username?.nullable === true) {
    warn(
      `"${username.name}" may be NULL: a user without a name cannot log in`,
      `make the column NOT NULL, or set USERS_USERNAME to one that is`,
    )
  }
  if ((username?.length ?? Infinity) < USERNAME_LENGTH) {
    warn(
      `"${username?.name}" holds ${username?.length} characters, and Django’s user names have up to ${USERNAME_LENGTH}`,
      `widen the column to ${USERNAME_LENGTH}, where longer names are to be added`,
    )
  }
  const password = columns.find(({ name }) => name === mapping.password)
  const length = password?.length ?? Infinity
  const needed = newHashLength(config)
  if (length < needed) {
    warn(
      `"${password?.name}" holds ${length} characters, and a new hash has ${needed}: it is refused, or cut, and its user can never log in`,
      `widen the column to ${PASSWORD_LENGTH}, as Django’s own`,
      'problem',
    )
  } else if (length < PASSWORD_LENGTH) {
    warn(
      `"${password?.name}" holds ${length} characters, and Django’s own has ${PASSWORD_LENGTH}: hashes of other formats may not fit`,
      `widen the column to ${PASSWORD_LENGTH}`,
    )
  }
  return findings
}
