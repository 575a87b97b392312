/** The files of docs/production.md, read by nginx and systemd, and requests through that nginx. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { type IncomingMessage, type Server, type ServerResponse, createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { tokenRequired, tokenRoutes } from 'tokenapi/node'
import { inMemoryApi } from 'tokenapi/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { lacks } from '../packages/tokenapi/test/support/peers/peers.ts'
import { freePort } from '../scripts/services/free-port.mjs'
import { blocksOf } from './support/blocks.ts'

const blocks = blocksOf('docs/production.md')
const block = (language: string, part: string): string =>
  blocks.find((each) => each.language === language && each.code.includes(part))?.code ?? ''

describe.skipIf(lacks('nginx'))('nginx with the configuration of the page', () => {
  const folder = mkdtempSync(join(tmpdir(), 'tokenapi-nginx-'))
  const { api, loginAs } = inMemoryApi({ users: ['maria'], credentials: ['header'] })
  let nginx: ChildProcess
  let url: string
  let tokenServer: Server
  const addresses: unknown[] = []
  const authorization = loginAs('maria').authorization
  const [, token = ''] = /:(.*)/.exec(authorization) ?? []

  beforeAll(async () => {
    const routes = tokenRoutes(api)
    const whoami = tokenRequired(api, (_request, response, { user }) => response.end(user.username))
    tokenServer = await listening((request, response) => {
      addresses.push(request.headers['x-forwarded-for'])
      return request.url?.startsWith('/token/')
        ? routes(request, response)
        : whoami(request, response)
    })
    const port = await freePort()
    writeFileSync(join(folder, 'nginx.conf'), configuration(port))
    nginx = spawn('nginx', ['-c', join(folder, 'nginx.conf')], {
      stdio: ['ignore', 'ignore', 'pipe'],
    })
    let output = ''
    nginx.stderr?.on('data', (data: Buffer) => (output += data.toString()))
    url = `http://127.0.0.1:${port}`
    while (!(await answers(`${url}/whoami.json`))) {
      if (nginx.exitCode !== null) throw new Error(output)
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
  })
  afterAll(async () => {
    if (nginx.exitCode === null) {
      nginx.kill('SIGQUIT')
      await once(nginx, 'exit')
    }
    tokenServer.close()
    rmSync(folder, { recursive: true, force: true })
  })

  /** One server over plain HTTP, so that no certificate is needed; all else as on the page. */
  function configuration(port: number): string {
    const page = block('nginx', 'upstream tokenapi').replace(/\nserver \{\n  listen 80;.*/s, '\n')
    const logs = `${folder}/logs`
    mkdirSync(logs)
    const http = page
      .replace('listen 443 ssl;', `listen 127.0.0.1:${port};`)
      .replaceAll(/ +ssl_certificate.*\n/g, '')
      .replaceAll('/var/log/nginx', logs)
      .replace('server 127.0.0.1:8000;', `server 127.0.0.1:${portOf(tokenServer)};`)
    const paths = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
      .map((name) => `${name}_temp_path ${folder}/${name};`)
      .join('\n')
    return `daemon off;\npid ${folder}/pid;\nerror_log ${logs}/start.log;\nevents {}\nhttp {\n${paths}\n${http}\n}\n`
  }

  const statusOf = async (path: string, headers: Record<string, string> = {}): Promise<number> =>
    (await fetch(url + path, { headers })).status

  it('passes a guarded route and the verify address on', async () => {
    expect(await statusOf('/whoami.json', { authorization })).toBe(200)
    expect(await statusOf('/whoami.json')).toBe(401)
    expect(await statusOf(`/token/${token}/1.json`)).toBe(200)
    expect(await statusOf(`/whoami.json?user=1&token=${token}`)).toBe(401)
  })

  it('keeps clients from what is for proxies', async () => {
    for (const path of ['/gateway/nginx', '/oauth2/auth', '//gateway/nginx', '/x/../gateway/']) {
      expect(await statusOf(path, { authorization }), path).toBe(404)
    }
  })

  it('gives the token server the address of the client, whatever the client sends', async () => {
    const before = addresses.length
    await statusOf('/whoami.json', { authorization, 'X-Forwarded-For': '203.0.113.66' })
    expect(addresses.slice(before)).toEqual(['127.0.0.1'])
  })

  it('writes no token into its logs, also of a mistyped address', async () => {
    for (const path of [`/token/${token}`, `/token/${token}/`, `//token/${token}`])
      await statusOf(path)
    const log = readFileSync(join(folder, 'logs/tokenapi.log'), 'utf8')
    expect(log).toContain('"GET /token/***" 200')
    for (const name of ['tokenapi.log', 'tokenapi-error.log', 'start.log']) {
      expect(readFileSync(join(folder, 'logs', name), 'utf8')).not.toContain(token)
    }
  })
})

describe('the systemd unit', () => {
  const unit = readFileSync(join(import.meta.dirname, '../deploy/systemd/tokenapi.service'), 'utf8')

  it('is the one in deploy/', () => {
    expect(block('ini', '[Service]')).toBe(unit)
  })

  it.skipIf(lacks('systemd-analyze'))(
    'systemd finds nothing wrong with it, and little exposed',
    () => {
      const folder = mkdtempSync(join(tmpdir(), 'tokenapi-unit-'))
      const path = join(folder, 'tokenapi.service')
      // A Node that is there, wherever it is installed.
      writeFileSync(path, unit.replace('/usr/bin/node', process.execPath))
      const analyze = (...args: string[]): string =>
        execFileSync('systemd-analyze', [...args, path], { encoding: 'utf8', stdio: 'pipe' })
      // It prints an unknown key, and exits with 0.
      expect(analyze('verify')).toBe('')
      // In tenths: fails from 3.0 on.
      expect(analyze('security', '--offline=true', '--threshold=30')).toMatch(
        /Overall exposure level for tokenapi\.service: [0-2]\.\d/,
      )
      rmSync(folder, { recursive: true })
    },
  )
})

async function listening(
  listener: (request: IncomingMessage, response: ServerResponse) => unknown,
): Promise<Server> {
  const server = createServer((request, response) => void listener(request, response))
  await once(server.listen(0, '127.0.0.1'), 'listening')
  return server
}

function portOf(server: Server): number {
  return (server.address() as AddressInfo).port
}

function answers(url: string): Promise<boolean> {
  return fetch(url).then(
    () => true,
    () => false,
  )
}
