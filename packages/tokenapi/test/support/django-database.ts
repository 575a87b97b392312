/** An entry of Django's DATABASES. */
export type DjangoDatabase = Readonly<Record<string, unknown>>

/** The entry for a database URL, or for the path of a SQLite file. */
export function djangoDatabase(database: string): DjangoDatabase {
  if (!/^(?:postgres|mysql):\/\//.test(database)) {
    return { ENGINE: 'django.db.backends.sqlite3', NAME: database }
  }
  const url = new URL(database)
  const server = {
    NAME: url.pathname.slice(1),
    USER: decodeURIComponent(url.username),
    PASSWORD: decodeURIComponent(url.password),
    HOST: url.hostname,
    PORT: url.port,
  }
  return url.protocol === 'mysql:'
    ? // By itself Django 3.2 speaks MySQL's three-byte utf8, which has no emoji.
      { ENGINE: 'django.db.backends.mysql', ...server, OPTIONS: { charset: 'utf8mb4' } }
    : { ENGINE: 'django.db.backends.postgresql', ...server }
}
