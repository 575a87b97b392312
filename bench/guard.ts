/** A guarded view beside the same view bare, over real sockets with keep-alive. */
import http, { type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'

import express from 'express'
import { createTokenApi } from 'tokenapi'
import * as onExpress from 'tokenapi/express'
import { memoryStore } from 'tokenapi/memory'
import * as onNode from 'tokenapi/node'

import { interleave, table } from './interleave.ts'

const USERS = 1_000
const IN_FLIGHT = 8

export async function benchGuard(): Promise<string> {
  const users = Array.from({ length: USERS }, (_, i) => ({
    id: i + 1,
    username: `user-${i}`,
    password: `hash-${i}`,
    isActive: true,
  }))
  const api = createTokenApi({
    secretKey: 'a secret of the benchmark, as long as it should be',
    store: memoryStore(users),
  })
  const tokens = users.map(
    (user) => `Basic ${Buffer.from(`${user.id}:${api.makeToken(user)}`).toString('base64')}`,
  )

  const send = (response: http.ServerResponse): void => {
    response.setHeader('Content-Type', 'application/json')
    response.end('{"hello": "world"}')
  }
  const bareExpress = express().get('/', (_req, res) => send(res))
  const guardedExpress = express().get('/', onExpress.tokenRequired(api), (_req, res) => send(res))
  const guardedNode = onNode.tokenRequired(api, (_request, response) => send(response))

  const contenders: readonly (readonly [string, RequestListener])[] = [
    ['node:http', (_request, response) => send(response)],
    ['node:http, guarded', (request, response) => void guardedNode(request, response)],
    ['Express', bareExpress],
    ['Express, guarded', guardedExpress],
  ]
  const servers = await Promise.all(contenders.map(([name, listener]) => listen(name, listener)))
  const results = await interleave(
    servers.map(({ name, port, agent }) => ({
      name,
      run: async (times) => {
        let next = 0
        const work = async (): Promise<void> => {
          while (next < times) await get(port, agent, tokens[next++ % USERS] as string)
        }
        await Promise.all(Array.from({ length: IN_FLIGHT }, work))
      },
    })),
    { rounds: 11, times: 2_000 },
  )
  for (const { server, agent } of servers) {
    agent.destroy()
    server.close()
  }
  const [node, framework] = [results, results].map(
    (all, i) => new Map([...all].filter(([name]) => name.startsWith('Express') === (i === 1))),
  )
  return (
    table(
      'Guard on node:http, client in the same process',
      node as Map<string, number>,
      'node:http',
    ) +
    table(
      'Guard on Express, client in the same process',
      framework as Map<string, number>,
      'Express',
    )
  )
}

async function listen(name: string, listener: RequestListener) {
  const server = http.createServer(listener)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const agent = new http.Agent({ keepAlive: true, maxSockets: IN_FLIGHT })
  return { name, server, agent, port: (server.address() as AddressInfo).port }
}

function get(port: number, agent: http.Agent, authorization: string): Promise<void> {
  return new Promise((resolve, reject) => {
    http
      .get({ port, host: '127.0.0.1', agent, headers: { authorization } }, (response) => {
        if (response.statusCode !== 200) reject(new Error(`status ${response.statusCode}`))
        response.resume().on('end', resolve)
      })
      .on('error', reject)
  })
}
