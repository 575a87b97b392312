import hash from '@adonisjs/core/services/hash'
import router from '@adonisjs/core/services/router'
import server from '@adonisjs/core/services/server'

import { body } from '../../../../bench/peers/servers/body.mjs'
import { User } from '../user.mjs'

server.use([])
router.use([
  () => import('@adonisjs/core/bodyparser_middleware'),
  () => import('@adonisjs/auth/initialize_auth_middleware'),
])
router.get('/index.json', async ({ auth }) => {
  await auth.authenticateUsing(['api'])
  return body()
})
router.post('/login', async ({ request, response }) => {
  const { username, password } = request.only(['username', 'password'])
  const user = await User.findBy('username', username)
  const fits = user !== null && (await hash.verify(user.password, password))
  if (!fits) return response.status(401).send({ success: false })
  return { token: (await User.accessTokens.create(user)).value.release() }
})
