/** deploy/compose/compose.yaml, read by Compose, and held to what its images and settings take. */
import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { createClient } from '@redis/client'
import { expect, it } from 'vitest'
import { parse } from 'yaml'

import { freePort } from '../../../scripts/services.mjs'
import { lacks } from '../../tokenapi/test/support/peers/peers.ts'
import { readConfig } from '../dist/index.js'
import { unknownSettings } from '../dist/config/unknown-settings.js'

const FOLDER = join(import.meta.dirname, '../../../deploy/compose')
const text = readFileSync(join(FOLDER, 'compose.yaml'), 'utf8')

interface Service {
  readonly environment?: Readonly<Record<string, string>>
  readonly ports?: readonly string[]
  readonly command?: readonly string[]
  readonly read_only?: boolean
  readonly cap_drop?: readonly string[]
  readonly security_opt?: readonly string[]
  readonly stop_grace_period?: string
  readonly tmpfs?: readonly string[]
}
const compose = parse(text, { merge: true }) as {
  readonly services: Readonly<Record<string, Service>>
  readonly secrets: Readonly<Record<string, { readonly file: string }>>
  readonly networks: { readonly private: { readonly ipam: { config: { subnet: string }[] } } }
}
const servers = ['tokenapi-1', 'tokenapi-2', 'migrate'].map((name) => compose.services[name])

const folder = mkdtempSync(join(tmpdir(), 'tokenapi-compose-'))
mkdirSync(join(folder, 'secrets'))
const SECRETS: Readonly<Record<string, string>> = {
  'database-url': 'postgres://tokenapi:canary@postgres/tokenapi?sslmode=disable',
  'secret-key': 'canary-secret-5wQ9x-of-these-tests-long-enough',
  'postgres-password': 'canary',
}
for (const [name, value] of Object.entries(SECRETS)) {
  writeFileSync(join(folder, 'secrets', name), value)
}

it.skipIf(lacks('docker-compose'))('Compose reads it', () => {
  // The first generation of Compose does not know a name in the file.
  writeFileSync(join(folder, 'compose.yaml'), text.replace(/^name: .*\n/m, ''))
  const args = ['-f', join(folder, 'compose.yaml'), 'config', '--services']
  const services = execFileSync('docker-compose', args, { encoding: 'utf8' }).trim().split('\n')
  expect(services.toSorted()).toEqual(Object.keys(compose.services).toSorted())
})

it('every setting exists, and together they are a valid production', () => {
  const image = readFileSync(join(FOLDER, '../container/Containerfile'), 'utf8')
  const ofImage =
    /^ENV (.+)$/m
      .exec(image)?.[1]
      ?.split(' ')
      .map((pair) => pair.split('=')) ?? []
  const own = servers[0]?.environment ?? {}
  const environment = {
    ...(Object.fromEntries(ofImage) as Record<string, string>),
    ...Object.fromEntries(
      Object.entries(own).map(([name, value]) => [
        name,
        value.replace('/run/secrets', join(folder, 'secrets')),
      ]),
    ),
  }
  expect(unknownSettings(environment)).toEqual([])
  const config = readConfig(environment)
  expect(config).toMatchObject({ NODE_ENV: 'production', ALLOW_HTTP: true, ACCESS_TOKENS: true })
  expect(own['TRUST_PROXY']).toBe(compose.networks.private.ipam.config[0]?.subnet)
  expect(Object.keys(compose.secrets).toSorted()).toEqual(Object.keys(SECRETS).toSorted())
})

it('C-01: no secret is in the file', () => {
  const values = Object.values(compose.services).flatMap(({ environment = {} }) =>
    Object.keys(environment).filter((name) => /PASSWORD|SECRET|DATABASE_URL/.test(name)),
  )
  expect(values.length).toBeGreaterThan(3)
  for (const name of values) expect(name).toMatch(/_FILE$/)
})

it('A-08: only nginx is published, on loopback; the listener for operators is not', () => {
  const published = Object.entries(compose.services).flatMap(([name, { ports = [] }]) =>
    ports.map((port) => `${name} ${port}`),
  )
  expect(published).toEqual(['nginx 127.0.0.1:8080:8080'])
  expect(readFileSync(join(FOLDER, 'nginx.conf'), 'utf8')).not.toContain('8001')
})

it('the servers have a read-only root, no rights, and more time than they need to stop', () => {
  for (const server of servers) {
    expect(server).toMatchObject({
      read_only: true,
      cap_drop: ['ALL'],
      security_opt: ['no-new-privileges:true'],
    })
    expect(Number.parseInt(server?.stop_grace_period ?? '', 10)).toBeGreaterThan(10)
    expect(server?.tmpfs?.[0]).toMatch(/^\/data:uid=65532/)
  }
})

it.skipIf(lacks('own Redis'))('Redis takes the command, and evicts nothing', async () => {
  const port = await freePort()
  const [program = '', ...args] = compose.services['redis']?.command ?? []
  const redis = spawn(program, [...args, '--port', `${port}`, '--bind', '127.0.0.1'])
  try {
    const client = createClient({ url: `redis://127.0.0.1:${port}` })
    client.on('error', () => {})
    await client.connect()
    expect(await client.configGet('maxmemory*')).toMatchObject({
      'maxmemory-policy': 'noeviction',
      'maxmemory': `${64 * 1024 * 1024}`,
    })
    expect(await client.configGet('save')).toEqual({ save: '' })
    await client.close()
  } finally {
    redis.kill()
    await once(redis, 'exit')
  }
})
