import { DatabaseSync } from 'node:sqlite'

import { hash } from '@node-rs/bcrypt'

const database = new DatabaseSync('app.sqlite3')
database.exec(`CREATE TABLE members (
  id INTEGER PRIMARY KEY,
  email TEXT NOT NULL UNIQUE,
  password_hash TEXT NOT NULL,
  plan TEXT NOT NULL DEFAULT 'free'
)`)
database
  .prepare('INSERT INTO members (email, password_hash, plan) VALUES (?, ?, ?)')
  .run('maria@example.com', await hash('correct horse'), 'paid')
