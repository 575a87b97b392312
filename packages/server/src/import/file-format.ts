import { extname } from 'node:path'

import { SettingError } from '../config/setting-error.js'

export const FORMATS = ['csv', 'jsonl', 'django'] as const
export type FileFormat = (typeof FORMATS)[number]

const BY_EXTENSION: ReadonlyMap<string, FileFormat> = new Map([
  ['.csv', 'csv'],
  ['.jsonl', 'jsonl'],
  ['.ndjson', 'jsonl'],
  ['.json', 'django'],
])

/** The format that a file's name tells. Throws where it tells none. */
export function formatOf(path: string): FileFormat {
  const format = BY_EXTENSION.get(extname(path).toLowerCase())
  if (format !== undefined) return format
  throw new SettingError(`the format of ${path} is unknown: use --format ${FORMATS.join('|')}`)
}
