/** Entries as rows: what is stored is what is hashed. */
import type { ChainedEntry, EventEntry } from '../core/events/event-log.js'
import type { JsonValue } from '../core/runtime/json-form.js'
import type { Row } from '../stores/sql/executor.js'

/** The texts of a row in the order in which they are hashed, with the most characters of each. */
export const TEXTS = [
  ['time', 24],
  ['name', 64],
  ['user_id', 255],
  ['username', 255],
  ['address', 128],
  ['request_id', 128],
  ['method', 32],
  ['path', 500],
  ['code', 64],
  ['reason', 500],
  ['details', 2_000],
] as const

/** A text for each of `TEXTS`. */
export type RowTexts = readonly (string | null)[]

/** A row of the table. */
export interface EventRow {
  readonly seq: number
  readonly texts: RowTexts
  readonly previous: string
  readonly hash: string
}

/** The texts of an entry, cut to their lengths, in characters that every database stores. */
export function textsOf(entry: EventEntry): RowTexts {
  const { time, name, userId, username, address, requestId, method, path, code, reason } = entry
  const texts = [
    time.toISOString(),
    name,
    userId,
    username,
    address,
    requestId,
    method,
    path,
    code,
    reason,
    detailsText(entry.details),
  ]
  return texts.map((text, i) => (text === undefined ? null : storable(text, TEXTS[i]?.[1] ?? 0)))
}

/** The same without characters beyond ASCII, for a database whose encoding lacks one of them. */
export function asciiOnly(texts: RowTexts): RowTexts {
  return texts.map((text, i) =>
    text === null ? null : text.replaceAll(/[^\0-\x7f]/gu, codePoint).slice(0, TEXTS[i]?.[1]),
  )
}

/** The row as the database returned it. */
export function readRow(row: Row): EventRow {
  return {
    seq: Number(row['seq']),
    texts: TEXTS.map(([name]) => textIn(row, name)),
    previous: textIn(row, 'previous') ?? '',
    hash: textIn(row, 'hash') ?? '',
  }
}

/** The entry in a row. */
export function entryIn({ seq, texts, previous, hash }: EventRow): ChainedEntry {
  const [time, name, userId, username, address, requestId, method, path, code, reason, details] =
    texts.map((text) => text ?? undefined)
  return {
    seq,
    time: new Date(time ?? ''),
    name: name ?? '',
    userId,
    username,
    address,
    requestId,
    method,
    path,
    code,
    reason,
    details: readDetails(details),
    previous,
    hash,
  }
}

// NUL, which PostgreSQL refuses, and lone surrogates, which have no UTF-8.
const NOT_STORABLE = /\0|\p{Surrogate}/gu

function storable(text: string, most: number): string {
  return text.slice(0, most).replaceAll(NOT_STORABLE, '\uFFFD')
}

function codePoint(character: string): string {
  return `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`
}

function detailsText(details: EventEntry['details']): string | undefined {
  if (details === undefined) return undefined
  const text = JSON.stringify(details)
  return text.length <= LONGEST_DETAILS ? text : '{"omitted":"too long"}'
}

const LONGEST_DETAILS = 2_000

function readDetails(text: string | undefined): ChainedEntry['details'] {
  if (text === undefined) return undefined
  try {
    return JSON.parse(text) as Readonly<Record<string, JsonValue>>
  } catch {
    // Changed in the database: `verify` finds it.
    return { unreadable: text }
  }
}

function textIn(row: Row, name: string): string | null {
  const value = row[name]
  if (value === null || typeof value === 'string') return value
  throw new TypeError(`the database returned no text in the column "${name}" of events`)
}
