import { sqlAdmin } from 'tokenapi/admin'
import { makePassword } from 'tokenapi/password'
import { sqliteStore } from 'tokenapi/sqlite'

const { migrate, users } = sqlAdmin(sqliteStore('app.sqlite3', { create: true }))
await migrate() // creates missing tables, changes nothing else
const maria = await users.add({
  username: 'maria',
  password: await makePassword('correct horse battery staple'),
})
await users.update(maria.id, { isActive: false })

export {}
