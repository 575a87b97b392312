/** Tables for people, JSON for programs. */
import type { StoredUser } from 'tokenapi'
import { isPasswordUsable } from 'tokenapi/password'

const WIDTHS = [12, 32, 8] as const

/** A user as it is shown: never the hash, only which format it has. */
export function publicUser(user: StoredUser): Record<string, unknown> {
  const usable = user.password !== '' && isPasswordUsable(user.password)
  return {
    id: typeof user.id === 'bigint' ? user.id.toString() : user.id,
    username: user.username,
    isActive: user.isActive,
    passwordFormat: usable ? formatOf(user.password) : 'unusable',
  }
}

const FORMAT = /^([a-z0-9_]{1,20})\$/

function formatOf(encoded: string): string {
  return FORMAT.exec(encoded)?.[1] ?? 'unknown'
}

export const HEADING: string = row(['ID', 'USER NAME', 'ACTIVE', 'PASSWORD'])

export function userRow(user: StoredUser): string {
  const shown = publicUser(user)
  return row([
    String(shown['id']),
    printable(user.username),
    user.isActive ? 'yes' : 'no',
    String(shown['passwordFormat']),
  ])
}

/** Columns of fixed width: rows go out as they come, however many there are. */
function row(cells: readonly string[]): string {
  return `${cells
    .map((cell, i) => cell.padEnd(WIDTHS[i] ?? 0))
    .join(' ')
    .trimEnd()}\n`
}

// Control characters, and marks that turn the direction of text.
// oxlint-disable-next-line no-control-regex -- they are what is looked for
const UNPRINTABLE = /[\u0000-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g

/** Text with what a terminal would obey shown as an escape. */
export function printable(text: string): string {
  return text.replace(
    UNPRINTABLE,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}

/** Writes and waits while the reader is slow. */
export function write(text: string): Promise<void> {
  return new Promise((resolve) => {
    if (process.stdout.write(text)) resolve()
    else process.stdout.once('drain', resolve)
  })
}

export function writeJson(data: unknown): Promise<void> {
  return write(`${JSON.stringify(data)}\n`)
}
