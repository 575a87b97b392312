import { createTokenApi } from 'tokenapi'
import { memoryStore } from 'tokenapi/memory'
import { makePassword } from 'tokenapi/password'

// Gone with the process: for a first look. Without MARIA_PASSWORD nobody can log in.
const password = await makePassword(process.env['MARIA_PASSWORD'] ?? null)
const store = memoryStore([{ id: 1, username: 'maria', password }])
export const api = createTokenApi({ secretKey: process.env['SECRET_KEY'], store })
