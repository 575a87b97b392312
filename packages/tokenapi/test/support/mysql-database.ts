import mysql from 'mysql2/promise'

import { readRecording } from './corpus.ts'
import type { Database } from './database.ts'

/** A new database of this name on a server of MySQL or MariaDB. */
export async function freshMysqlOn(server: string, name: string, dump?: string): Promise<Database> {
  await run(server, `CREATE DATABASE ${name}`)
  const url = urlOf(server, { pathname: name })
  if (dump !== undefined) await run(url, withoutSandbox(readRecording(dump)))

  const pool = mysql.createPool({ uri: url, connectionLimit: 4, timezone: 'Z' })
  const roles: string[] = []

  return {
    url,
    query: async <Row>(sql: string, values: readonly unknown[] = []) => {
      const [rows] = await pool.query(sql, [...values])
      // Of a statement that gives no rows the driver gives a summary.
      return (Array.isArray(rows) ? rows : []) as Row[]
    },
    createRole: async (grants) => {
      const role = `'${name}_${roles.length}'@'127.0.0.1'`
      await pool.query(`CREATE USER ${role} IDENTIFIED BY 'reduced'`)
      roles.push(role)
      for (const [table, privileges] of Object.entries(grants)) {
        await pool.query(`GRANT ${privileges} ON ${table} TO ${role}`)
      }
      return urlOf(url, { username: `${name}_${roles.length - 1}`, password: 'reduced' })
    },
    drop: async () => {
      await pool.end()
      await run(server, `DROP DATABASE ${name}`)
      for (const role of roles) await run(server, `DROP USER ${role}`)
    },
  }
}

/** The first line is for MariaDB's own client; the server does not take it. */
function withoutSandbox(dump: string): string {
  return dump.slice(dump.indexOf('\n') + 1)
}

async function run(url: string, sql: string): Promise<void> {
  const connection = await mysql.createConnection({ uri: url, multipleStatements: true })
  connection.on('error', () => undefined)
  try {
    await connection.query(sql)
  } finally {
    await connection.end()
  }
}

function urlOf(server: string, parts: Partial<URL>): string {
  return Object.assign(new URL(server), parts).href
}
