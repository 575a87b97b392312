import { createTokenApi } from 'tokenapi'
import { mysqlStore } from 'tokenapi/mysql'

// The default table is Django's auth_user. For your own table: { users: { table: 'members' } }.
export const store = mysqlStore(process.env['DATABASE_URL'] ?? '')
export const api = createTokenApi({ secretKey: process.env['SECRET_KEY'], store })
