/** C-07: no connection to a database on another machine is plain by accident. */
import { describe, expect, it } from 'vitest'

import { readConfig } from '../src/config/read-config.ts'

const read = (url: string, environment: Record<string, string> = {}): unknown =>
  readConfig({ NODE_ENV: 'production', DATABASE_URL: url, ...environment })

describe('C-07: a database on another machine', () => {
  it.each([
    ['postgres://u:canary@db.example.com/app', 'db.example.com', 'sslmode=verify-full'],
    ['postgresql://u:canary@10.0.0.5:5432/app', '10.0.0.5:5432', 'sslmode=verify-full'],
    ['postgres://u:canary@localhost,db2:5433/app', 'db2:5433', 'sslmode=verify-full'],
    ['postgres://[2001:db8::1]:5432/app', '[2001:db8::1]:5432', 'sslmode=verify-full'],
    ['postgres://db/app?sslmode=', 'db', 'sslmode=verify-full'],
    ['mysql://u:canary@db/app', 'db', 'ssl-mode=VERIFY_IDENTITY'],
    ['MYSQL://db:3306/app?charset=utf8mb4', 'db:3306', 'ssl-mode=VERIFY_IDENTITY'],
  ])('%s needs a word about TLS', (url, host, fix) => {
    const attempt = () => read(url)
    expect(attempt).toThrow(`the connection to ${host} would not be encrypted: add ${fix}, or`)
    expect(attempt).not.toThrow('canary')
  })

  it.each([
    'postgres://u:p@db/app?sslmode=disable',
    'postgres://u:p@db/app?application_name=x&sslmode=verify-full',
    'postgres://u:p@db/app?sslrootcert=/ca',
    'mysql://u:p@db/app?ssl-mode=DISABLED',
    'mysql://u:p@db/app?useSSL=true',
    'mysql://u:p@db/app?ssl_ca=/ca',
  ])('%s has one', (url) => {
    expect(() => read(url)).not.toThrow()
  })

  it('PGSSLMODE is one for PostgreSQL', () => {
    expect(() => read('postgres://db/app', { PGSSLMODE: 'require' })).not.toThrow()
    expect(() => read('mysql://db/app', { PGSSLMODE: 'require' })).toThrow(/encrypted/)
  })

  it.each([
    'sqlite:./app.sqlite3',
    'postgres://u:p@localhost/app',
    'postgres://127.0.0.1:5432/app',
    'postgres://[::1]/app',
    'postgres:///app?host=/var/run/postgresql',
    'postgres://u@%2Fvar%2Frun%2Fpostgresql/app',
    'mysql://u:p@localhost/app?socketPath=/run/mysqld/mysqld.sock',
  ])('%s is on this machine', (url) => {
    expect(() => read(url)).not.toThrow()
  })

  it('outside of production nothing is asked', () => {
    expect(() => read('postgres://db/app', { NODE_ENV: 'development' })).not.toThrow()
  })
})
