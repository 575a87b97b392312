/** Users on standard output: a table for people, JSON for programs. */
import type { StoredUser, UserId } from 'tokenapi'
import { isPasswordUsable } from 'tokenapi/password'

import { tableRow } from './table.js'

export interface PublicUser {
  readonly id: number | string
  readonly username: string
  readonly isActive: boolean
  readonly passwordFormat: string
}

/** A user without the hash; only the format of the hash. */
export function publicUser(user: StoredUser): PublicUser {
  const usable = user.password !== '' && isPasswordUsable(user.password)
  return {
    id: idText(user.id),
    username: user.username,
    isActive: user.isActive,
    passwordFormat: usable ? formatOf(user.password) : 'unusable',
  }
}

/** An id as JSON can hold it. */
export function idText(id: UserId): number | string {
  return typeof id === 'bigint' ? id.toString() : id
}

const FORMAT = /^([a-z0-9_]{1,20})\$/

function formatOf(encoded: string): string {
  return FORMAT.exec(encoded)?.[1] ?? 'unknown'
}

const row = tableRow(12, 32, 8)

export const HEADING = row('ID', 'USER NAME', 'ACTIVE', 'PASSWORD')

export function userRow(user: StoredUser): string {
  const { id, passwordFormat } = publicUser(user)
  return row(String(id), user.username, user.isActive ? 'yes' : 'no', passwordFormat)
}

/** Writes to standard output and waits while its reader is slow. */
export function write(text: string): Promise<void> {
  return new Promise((resolve) => {
    if (process.stdout.write(text)) resolve()
    else process.stdout.once('drain', resolve)
  })
}

export function writeJson(data: unknown): Promise<void> {
  return write(`${JSON.stringify(data)}\n`)
}
