import { readFileSync } from 'node:fs'

import mysql from 'mysql2/promise'
import { mysqlStore } from 'tokenapi/mysql'

const pool = mysql.createPool({
  uri: 'mysql://app:secret@db.example.com/app',
  ssl: { ca: readFileSync('/path/ca.crt', 'utf8') },
})
export const store = mysqlStore(pool)

export {}
