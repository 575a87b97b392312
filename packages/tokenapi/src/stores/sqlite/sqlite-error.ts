/** What an error of a driver means: the developer's, or that we cannot tell now. */
import { ConfigError, UnavailableError } from '../../core/errors.js'
import { UserExistsError } from '../../core/user.js'

/** Turns whatever a driver threw into `UnavailableError`, with the cause inside. */
export function unavailable(error: unknown): Error {
  if (error instanceof UnavailableError) return error
  return new UnavailableError('the database does not answer', { cause: error })
}

/** At start-up: what the developer can mend becomes a `ConfigError` that says how. */
export function startUpError(error: unknown, path: string, table: string): Error {
  const text = messageOf(error)
  if (error instanceof ConfigError || error instanceof UserExistsError) return error
  if (error instanceof UnavailableError && error.cause !== undefined) {
    return startUpError(error.cause, path, table)
  }
  if (/no such table/i.test(text)) {
    return new ConfigError(
      `${path} has no table "${table}": run \`tokenapi migrate\`, or name your own with \`users.table\``,
    )
  }
  const column = /no such column: "?([^"\s]+)/i.exec(text)?.[1]
  if (column !== undefined) {
    return new ConfigError(
      `the table "${table}" of ${path} has no column "${column}": name yours with \`users\``,
    )
  }
  if (/not a database|file is encrypted/i.test(text)) {
    return new ConfigError(`${path} is not a SQLite database`)
  }
  if (/unable to open|cannot open|directory/i.test(text)) {
    return new ConfigError(
      `${path} cannot be opened: does its folder exist, and may we write there?`,
    )
  }
  return unavailable(error)
}

export function isUniqueViolation(error: unknown): boolean {
  return /UNIQUE constraint failed|PRIMARY KEY must be unique/i.test(messageOf(error))
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
