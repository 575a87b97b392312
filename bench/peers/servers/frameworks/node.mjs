import { createServer } from 'node:http'

import { body } from '../body.mjs'

export async function start(api, { host, port }) {
  const view = (_request, response) => {
    response.setHeader('Content-Type', 'application/json')
    response.end(JSON.stringify(body()))
  }
  const { index, other } =
    api === undefined ? { index: view, other: end } : await guarded(api, view)
  createServer((request, response) => {
    void (request.url === '/index.json' ? index : other)(request, response)
  }).listen(port, host)
}

async function guarded(api, view) {
  const { tokenRequired, tokenRoutes } = await import('tokenapi/node')
  return { index: tokenRequired(api, view), other: tokenRoutes(api) }
}

function end(_request, response) {
  response.writeHead(404).end()
}
