import { createTokenApi } from 'tokenapi'
import { sqliteStore } from 'tokenapi/sqlite'
import { fakeClock, loginAs } from 'tokenapi/testing'

const clock = fakeClock('2026-03-01T08:00:00Z')
const store = sqliteStore('test.sqlite3')
const api = createTokenApi({ secretKey: process.env['SECRET_KEY'], store, now: clock.now })
const maria = await store.findByUsername('maria')
if (maria === undefined) throw new Error('there is no maria')
const response = await fetch('http://127.0.0.1:8000/index.json', { headers: loginAs(api, maria) })
console.log(response.status)

export {}
