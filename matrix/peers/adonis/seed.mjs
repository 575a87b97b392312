/** Issues an access token to every user through AdonisJS; prints a JSON line for each. */
import { ignitor } from './ignitor.mjs'

const app = ignitor().createApp('console')
await app.init()
await app.boot()
await app.start(() => {})
const { User } = await import('./user.mjs')
for (const user of await User.query().orderBy('id')) {
  const token = await User.accessTokens.create(user)
  console.log(JSON.stringify({ token: token.value.release() }))
}
await app.terminate()
