export interface Migration {
  readonly name: string
  /** The table that it creates. If it exists already, the migration does not run. */
  readonly makes: string
  readonly statements: readonly string[]
}
