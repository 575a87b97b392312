import express from 'express'
import pg from 'pg'
import { createTokenApi, isRefusedError } from 'tokenapi'
import { tokenRequired, tokenRoutes } from 'tokenapi/express'
import { createPasswordHasher } from 'tokenapi/password'
import { postgresStore } from 'tokenapi/postgres'

const pool = new pg.Pool({ connectionString: process.env['DATABASE_URL'] })
// One hasher for all: its queue keeps hashing from using every core.
const passwordHasher = createPasswordHasher()
const store = postgresStore(pool, {
  users: { table: 'members', username: 'email', isActive: null },
})
const api = createTokenApi({ secretKey: process.env['SECRET_KEY'], store, passwordHasher })

const app = express()
app.use('/token', tokenRoutes(api))
app.use(express.json())

app.post('/sign-up', async (req, res) => {
  const { email, password } = req.body as { email: string; password: string }
  if (typeof password !== 'string' || password.length < 8) return void res.sendStatus(400)
  await pool.query(
    'INSERT INTO members (email, password) VALUES ($1, $2) ON CONFLICT (email) DO NOTHING',
    [email.toLowerCase(), await passwordHasher.make(password)],
  )
  // The same answer for a new and a known address: nobody can test addresses here.
  res.status(202).json({ success: true })
})

app.post(
  '/password',
  tokenRequired(api, async (req, res) => {
    const { current, next } = req.body as { current: string; next: string }
    try {
      await api.login(req.user.username, current)
    } catch (error) {
      if (!isRefusedError(error)) throw error
      return void res.status(400).json({ errors: 'The current password is wrong.' })
    }
    await setPassword(req.user.id, next)
    const { token } = await api.login(req.user.username, next)
    res.json({ success: true, token })
  }),
)

async function setPassword(id: number | string, password: string): Promise<void> {
  const encoded = await passwordHasher.make(password)
  await pool.query('UPDATE members SET password = $1 WHERE id = $2', [encoded, id])
}

export {}
