import { DATABASES, type DatabaseName } from './databases.js'
import { FRAMEWORKS, type FrameworkName } from './frameworks.js'

/** What a login issues: tokens that are stored, named and revocable, or those of django-tokenapi. */
export type TokenKind = 'access' | 'classic'

/** What is needed to write a project. */
export interface Choice {
  readonly folder: string
  readonly framework: FrameworkName
  readonly database: DatabaseName
  readonly tokens: TokenKind
}

export const FRAMEWORK_NAMES: readonly FrameworkName[] = Object.keys(FRAMEWORKS) as FrameworkName[]
export const DATABASE_NAMES: readonly DatabaseName[] = Object.keys(DATABASES) as DatabaseName[]

export const DEFAULT_FOLDER = 'tokenapi-app'

/** The defaults of `--yes`. */
export const DEFAULTS: Choice = {
  folder: DEFAULT_FOLDER,
  framework: 'express',
  database: 'sqlite',
  tokens: 'access',
}
