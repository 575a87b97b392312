// Hashes of foreign-hashes.json by Node: crypto.scrypt, AdonisJS (@adonisjs/hash), better-auth.
import { randomBytes, scryptSync } from 'node:crypto'

import { Scrypt } from '@adonisjs/hash/drivers/scrypt'
import { hashPassword } from 'better-auth/crypto'

const rows = []
for (const password of ['right', 'zoë ß $%:']) {
  const add = (by, hash) => rows.push({ by, password, hash })
  const salt = randomBytes(16).toString('hex')
  const key = (bytes) => scryptSync(password, salt, bytes).toString('hex')
  add('Node scrypt, salt:key', `${salt}:${key(64)}`)
  add('Node scrypt, key.salt', `${key(64)}.${salt}`)
  add('Node scrypt, 32 bytes', `${salt}.${key(32)}`)
  add('better-auth', await hashPassword(password))
  add('AdonisJS scrypt', await new Scrypt({ cost: 1024 }).make(password))
}
console.log(JSON.stringify(rows))
