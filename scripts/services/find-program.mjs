// @ts-check
import { existsSync, readdirSync, realpathSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'

/**
 * The path of a program, from PATH or else from these folders. Links are followed: what PATH has
 * may be a link into the folder that holds the rest of the programs.
 * @param {string} name
 * @param {string[]} folders
 */
export function findProgram(name, folders) {
  const onPath = (process.env['PATH'] ?? '').split(delimiter)
  const found = [...onPath, ...folders].find((folder) => existsSync(join(folder, name)))
  return found === undefined ? undefined : realpathSync(join(found, name))
}

/** The folders of Debian's PostgreSQL versions, the newest first: none of them is on PATH. */
export function postgresFolders() {
  const root = '/usr/lib/postgresql'
  if (!existsSync(root)) return []
  const newestFirst = readdirSync(root).toSorted((a, b) => Number(b) - Number(a))
  return newestFirst.map((version) => join(root, version, 'bin'))
}

/**
 * A program that lies beside another.
 * @param {string} program
 * @param {string} name
 */
export function beside(program, name) {
  return join(dirname(program), name)
}
