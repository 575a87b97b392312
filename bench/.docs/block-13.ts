import { createTokenApi } from 'tokenapi'
import { postgresStore } from 'tokenapi/postgres'

const store = postgresStore(process.env['DATABASE_URL'] ?? '', {
  users: { attributes: ['email', 'is_staff'] },
})
const api = createTokenApi({ secretKey: process.env['SECRET_KEY'], store })
export const GET = api.tokenRequired((_request, { user }) =>
  Response.json({ email: user.email, staff: user.is_staff }),
)

export {}
