import express from 'express'

import { body } from '../body.mjs'

export async function start(api, { host, port }) {
  const app = express()
  const view = (_request, response) => {
    response.json(body())
  }
  if (api === undefined) {
    app.get('/index.json', view)
  } else {
    const { tokenRequired, tokenRoutes } = await import('tokenapi/express')
    app.use('/token', tokenRoutes(api))
    app.get('/index.json', tokenRequired(api), view)
  }
  app.listen(port, host)
}
