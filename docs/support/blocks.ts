/** The code blocks of a page of documentation. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

const ROOT = join(import.meta.dirname, '../..')

export interface Block {
  readonly page: string
  readonly line: number
  readonly language: string
  /** What follows the language: the name of the file that it is. */
  readonly file: string | undefined
  readonly code: string
}

/** A page's text; its path is relative to the repository. */
export function textOf(page: string): string {
  return readFileSync(join(ROOT, page), 'utf8')
}

/** The blocks of a page, also those indented in a list. */
export function blocksOf(page: string): readonly Block[] {
  const text = textOf(page)
  return [...text.matchAll(/^( *)```(\w*)(?: (\S+))?\n(.*?)^ *```$/gms)].map(
    ({ index, 1: indent = '', 2: language = '', 3: file, 4: code = '' }) => ({
      page,
      line: text.slice(0, index).split('\n').length,
      language,
      file,
      code: code.replaceAll(new RegExp(`^${indent}`, 'gm'), ''),
    }),
  )
}
