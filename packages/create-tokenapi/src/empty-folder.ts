import { type Stats, readdirSync, statSync } from 'node:fs'

import { Refusal } from './refusal.js'

/** Throws a `Refusal` if the folder contains files. */
export function expectEmpty(folder: string): void {
  const stats = lookAt(folder)
  if (stats === undefined) return
  if (!stats.isDirectory()) throw new Refusal(`${folder} is a file: choose another folder`)
  // `git init` may come first.
  const files = readdirSync(folder).filter((name) => name !== '.git')
  if (files.length > 0) {
    throw new Refusal(
      `${folder} is not empty (${listed(files)}): choose another folder, nothing was written`,
    )
  }
}

function lookAt(folder: string): Stats | undefined {
  try {
    return statSync(folder)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT') return undefined
    if (code === 'ENOTDIR') throw new Refusal(`${folder} is below a file: choose another folder`)
    throw error
  }
}

function listed(names: readonly string[]): string {
  const rest = names.length - 3
  return names.slice(0, 3).join(', ') + (rest > 0 ? ` and ${rest} more` : '')
}
