/** How a project depends on tokenapi: by its version, or on a copy of its tarball until it is published. */
import { copyFileSync, existsSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

import { Refusal } from './refusal.js'
import { PUBLISHED, VERSIONS } from './versions.js'

const TARBALL = `tokenapi-${VERSIONS.tokenapi.replace('^', '')}.tgz`
const packed = fileURLToPath(new URL(`../tarballs/${TARBALL}`, import.meta.url))
/** Part of the project, so that the project can be moved, committed and deployed. */
const FOLDER = 'vendor'

/** For package.json. */
export function libraryRange(): string {
  return PUBLISHED ? VERSIONS.tokenapi : `file:${FOLDER}/${TARBALL}`
}

/** Throws a `Refusal` if the tarball is needed and missing. */
export function expectLibrary(): void {
  if (PUBLISHED || existsSync(packed)) return
  throw new Refusal(
    `tokenapi is not published yet, and its tarball is missing: run \`npm run pack\` in ${fileURLToPath(new URL('../../..', import.meta.url))} first`,
  )
}

/** Puts the tarball into the project. */
export function copyLibrary(project: string): void {
  if (PUBLISHED) return
  mkdirSync(join(project, FOLDER))
  copyFileSync(packed, join(project, FOLDER, TARBALL))
}
