/** The application in this folder. */
// oxlint-disable-next-line import/no-unassigned-import
import 'reflect-metadata'
import { Ignitor } from '@adonisjs/core'

const ROOT = new URL('./', import.meta.url)

export function ignitor() {
  const importer = (path) => import(path.startsWith('.') ? new URL(path, ROOT).href : path)
  return new Ignitor(ROOT, { importer })
}
