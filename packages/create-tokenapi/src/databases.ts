import type { PackageName } from './versions.js'

export type DatabaseName = 'sqlite' | 'postgres' | 'mysql' | 'memory'

export interface Database {
  readonly title: string
  readonly dependencies: readonly PackageName[]
  /** DATABASE_URL for .env; `{name}` becomes the name of the project. */
  readonly url?: string
  /** Files of the database, for .gitignore. */
  readonly ignored?: readonly string[]
}

export const DATABASES: Readonly<Record<DatabaseName, Database>> = {
  sqlite: { title: 'SQLite', dependencies: [], ignored: ['app.sqlite3*'] },
  postgres: {
    title: 'PostgreSQL',
    dependencies: ['pg'],
    url: 'postgres://postgres@127.0.0.1:5432/{name}',
  },
  mysql: {
    title: 'MySQL or MariaDB',
    dependencies: ['mysql2'],
    url: 'mysql://root@127.0.0.1:3306/{name}',
  },
  memory: { title: 'memory, for a first look', dependencies: [] },
}
