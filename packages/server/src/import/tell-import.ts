/** What an import says: bad rows as they come, and what has become of all rows. */
import { isConfigError, UnavailableError, isUnavailableError } from 'tokenapi'

import { counted } from '../counted.js'
import { printable } from '../output.js'
import { SettingError, isSettingError } from '../setting-error.js'
import type { DjangoRest } from './django-rows.js'
import { isFileError } from './file-error.js'
import type { Counts } from './import-users.js'

const LONGEST_NAME = 80

/** `users.csv, line 7, "maria": the user name is taken` */
export function badRowLine(
  file: string,
  place: string | undefined,
  username: string | undefined,
  reason: string,
): string {
  const name = username === undefined ? '' : `, "${printable(username.slice(0, LONGEST_NAME))}"`
  return `${printable(file)}${place === undefined ? '' : `, ${place}`}${name}: ${printable(reason)}`
}

/** The same error with what has become of the rows before it, and how to go on. */
export function withCounts(error: unknown, file: string, counts: Counts): unknown {
  if (isUnavailableError(error)) {
    const cause = error.cause instanceof Error ? ` (${error.cause.message})` : ''
    // A connection may end while its transaction does: nobody has heard whether it did.
    return new UnavailableError(`${error.message}${cause}\ntokenapi: at least ${soFar(counts)}`)
  }
  const before = `\ntokenapi: ${counts.added + counts.there === 0 ? 'nothing was written' : soFar(counts)}`
  if (isFileError(error)) {
    return new SettingError(badRowLine(file, error.place, undefined, error.message) + before)
  }
  if (isSettingError(error) || isConfigError(error)) {
    return new SettingError(error.message + before)
  }
  return error
}

function soFar({ added, there }: Counts): string {
  const already = there === 0 ? '' : ` (and ${there.toLocaleString('en')} there already)`
  return `${users(added)} added before${already}, and no batch in part: run the same command again and it goes on`
}

export function summary(counts: Counts, dryRun: boolean, plain: boolean): string {
  const { added, there, bad } = counts
  const lines = [dryRun ? `${counted(added, 'user')} would be added.` : `${users(added)} added.`]
  if (there > 0) {
    lines.push(
      `${users(there)} there already${plain ? ', and their passwords are as before' : ''}.`,
    )
  }
  if (bad > 0) lines.push(`${counted(bad, 'bad row')} ${bad === 1 ? 'was' : 'were'} left out.`)
  return `${lines.join('\n')}\n`
}

/** What a dump of Django's holds and a table of users does not. */
export function restNote({ others, lists }: DjangoRest): string {
  const notes = []
  if (others > 0) notes.push(`left out: ${counted(others, 'object')} of other models`)
  if (lists.size > 0) {
    notes.push(`left out: ${[...lists].toSorted().map(printable).join(', ')}, kept in other tables`)
  }
  return notes.map((note) => `${note}\n`).join('')
}

function users(number: number): string {
  return `${counted(number, 'user')} ${number === 1 ? 'was' : 'were'}`
}
