/** express-jwt, which looks nobody up. */
import express from 'express'
import { expressjwt } from 'express-jwt'

import { SECRET } from '../setup/users.mjs'
import { HOST, PORT } from './address.mjs'
import { body } from './body.mjs'
import { refuse } from './refuse.mjs'

const app = express()
app.get(
  '/index.json',
  expressjwt({ secret: SECRET, algorithms: ['HS256'] }),
  (_request, response) => response.json(body()),
)
app.use(refuse)
app.listen(PORT, HOST)
