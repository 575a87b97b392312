/** What an import says: bad rows as they come, and what has become of all rows. */
import { isConfigError, UnavailableError, isUnavailableError } from 'tokenapi'

import { counted } from '../counted.js'
import { printable } from '../table.js'
import { SettingError, isSettingError } from '../config/setting-error.js'
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
    // A connection may end during the commit: its result is unknown.
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

export function summary(counts: Counts, dryRun: boolean, arePlain: boolean): string {
  const { added, there, bad } = counts
  const lines = [dryRun ? `${counted(added, 'user')} would be added.` : `${users(added)} added.`]
  if (there > 0) {
    lines.push(
      `${users(there)} there already${arePlain ? ', and their passwords are as before' : ''}.`,
    )
  }
  lines.push(...outcomeLines(counts))
  if (bad > 0) lines.push(`${counted(bad, 'bad row')} ${bad === 1 ? 'was' : 'were'} left out.`)
  return `${lines.join('\n')}\n`
}

function outcomeLines({ outcomes, weak }: Counts): readonly string[] {
  const lines = [...outcomes.values()].map(({ became, format, count }) => {
    const hashes = `${counted(count, 'hash', 'hashes')} of ${format}`
    switch (became) {
      case 'converted':
        return `${hashes}: converted to Django's format.`
      case 'kept':
        return `${hashes}: kept, as tokenapi reads them. Django does not.`
      case 'locked':
        return `${hashes}: cannot be converted. These users cannot log in until they have a new password (tokenapi user passwd NAME).`
    }
  })
  const weakLines = [...weak].map(
    ([algorithm, count]) =>
      `${counted(count, 'hash', 'hashes')} of ${algorithm}: too weak to log in with, unless ALLOWED_HASHES names ${algorithm}.`,
  )
  return [...lines, ...weakLines]
}

/** The same for programs: `{ converted: { bcrypt: 2 } }`; `undefined` where there is nothing to tell. */
export function outcomesAsJson({ outcomes }: Counts): object | undefined {
  const formats: Record<string, Record<string, number>> = {}
  for (const { became, format, count } of outcomes.values()) {
    formats[became] = { ...formats[became], [format]: count }
  }
  return outcomes.size === 0 ? undefined : formats
}

/** What a dump of Django's holds and a table of users does not. */
export function restNote({ others, lists }: DjangoRest): string {
  const notes = []
  const left = [...others.values()].reduce((sum, { count }) => sum + count, 0)
  if (left > 0) notes.push(`left out: ${counted(left, 'object')} of other models`)
  if (lists.size > 0) {
    notes.push(`left out: ${[...lists].toSorted().map(printable).join(', ')}, kept in other tables`)
  }
  return notes.map((note) => `${note}\n`).join('')
}

function users(number: number): string {
  return `${counted(number, 'user')} ${number === 1 ? 'was' : 'were'}`
}
