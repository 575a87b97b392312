import type { RequestListener, Server } from 'node:http'

import { tokenRequired } from 'tokenapi/node'

import { listen } from '../listen.ts'
import { HELLO, api } from '../users.ts'

export function start(): Promise<Server> {
  const send = (response: Parameters<RequestListener>[1]): void => {
    response.setHeader('Content-Type', 'application/json')
    response.end(JSON.stringify(HELLO))
  }
  const guarded = tokenRequired(api, (_request, response) => send(response))
  return listen((request, response) => {
    if (request.url === '/guarded') void guarded(request, response)
    else send(response)
  })
}
