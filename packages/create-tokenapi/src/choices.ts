import { DATABASES, type DatabaseName } from './databases.js'
import { FRAMEWORKS, type FrameworkName } from './frameworks.js'

/** All that has to be known to write a project. */
export interface Choice {
  readonly folder: string
  readonly framework: FrameworkName
  readonly database: DatabaseName
}

export const FRAMEWORK_NAMES: readonly FrameworkName[] = Object.keys(FRAMEWORKS) as FrameworkName[]
export const DATABASE_NAMES: readonly DatabaseName[] = Object.keys(DATABASES) as DatabaseName[]

export const DEFAULT_FOLDER = 'tokenapi-app'

/** What `--yes` takes for all that is not said. */
export const DEFAULTS: Choice = {
  folder: DEFAULT_FOLDER,
  framework: 'express',
  database: 'sqlite',
}
