/** deploy/container: the image is built, and run as an orchestrator runs it. */
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { freePort } from '../../../scripts/services.mjs'
import { lacks } from '../../tokenapi/test/support/peers/peers.ts'
import { type Image, buildImage, writeSeccomp } from './support/image.ts'

const UNIT = join(import.meta.dirname, '../../../deploy/systemd/tokenapi.service')
const SECRET_KEY = 'canary-secret-5wQ9x-of-these-tests-long-enough'
const WRITE = `for (const path of ['/app/x', '/etc/x', '/data/x']) {
  try { require('fs').writeFileSync(path, ''); console.log(path, 'written') } catch (error) { console.log(path, error.code) }
}
console.log(process.getuid(), require('fs').readFileSync('/proc/self/status', 'utf8').match(/CapEff:\\s*(\\w+)/)[1])`

describe.skipIf(lacks('buildah', 'podman', 'mmdebstrap', 'mount', 'tar'))('the image', () => {
  let image: Image
  let ports: { readonly PORT: string; readonly OPERATIONS_PORT: string }
  let env: Record<string, string>
  const volume = `tokenapi-test-${process.pid}`
  beforeAll(async () => {
    image = await buildImage()
    ports = { PORT: `${await freePort()}`, OPERATIONS_PORT: `${await freePort()}` }
    env = {
      ...ports,
      SECRET_KEY,
      ALLOW_HTTP: 'true',
      HOST: '127.0.0.1',
      OPERATIONS_HOST: '127.0.0.1',
    }
    await image.command(['migrate'], { env, volume })
  }, 600_000)
  afterAll(() => image?.remove(), 120_000)

  async function running(name: string, seccomp?: string): Promise<ChildProcess> {
    const options = { env, volume, ...(seccomp === undefined ? {} : { seccomp }) }
    const child = image.serve(name, options)
    let output = ''
    child.stdout?.on('data', (data: Buffer) => (output += data.toString()))
    child.stderr?.on('data', (data: Buffer) => (output += data.toString()))
    const ready = async (): Promise<number> => {
      if (child.exitCode !== null) throw new Error(output)
      return fetch(`http://127.0.0.1:${ports.OPERATIONS_PORT}/readyz`).then(
        ({ status }) => status,
        () => 0,
      )
    }
    await expect.poll(ready, { timeout: 110_000 }).toBe(200)
    return child
  }

  /** Its exit code and signal. The container may be gone before podman has reported it. */
  async function stop(name: string, child: ChildProcess): Promise<unknown[]> {
    const closed = once(child, 'close')
    await image.podman('stop', '--time', '15', name)
    return closed
  }

  it('is small, has no root user, and a health check at the listener for operators', () => {
    expect(image.size).toBeLessThan(200)
    expect(image.user).toBe('65532:65532')
    expect(image.healthCheck).toMatchObject({
      Test: ['CMD', '/usr/local/bin/node', '/app/health.mjs'],
    })
  })

  it('C-03: holds the packages of the lockfile alone, and no package manager', async () => {
    const list = `const fs = require('fs'); console.log(JSON.stringify([fs.readdirSync('/app'), fs.readdirSync('/usr/local/bin'), fs.existsSync('/usr/bin/apt'), fs.existsSync('/bin/sh')]))`
    const child = await running('contents')
    const told = await image.podman('exec', 'contents', '/usr/local/bin/node', '-e', list)
    expect(JSON.parse(told)).toEqual([['health.mjs', 'node_modules'], ['node'], false, false])
    await stop('contents', child)
  }, 240_000)

  it('R-08: serves from a read-only file system without a right, and stops with 0', async () => {
    const child = await running('served')
    expect((await fetch(`http://127.0.0.1:${ports.PORT}/whoami.json`)).status).toBe(401)
    const written = await image.podman('exec', 'served', '/usr/local/bin/node', '-e', WRITE)
    expect(written).toBe('/app/x EROFS\n/etc/x EROFS\n/data/x written\n65532 0000000000000000\n')
    await image.podman('healthcheck', 'run', 'served')
    expect(await stop('served', child)).toEqual([0, null])
  }, 240_000)

  it('the health check fails where nothing answers', async () => {
    const child = await running('sick')
    const check = image.podman(
      ...['exec', '--env', 'OPERATIONS_PORT=1', 'sick', '/usr/local/bin/node', '/app/health.mjs'],
    )
    await expect(check).rejects.toMatchObject({ code: 1 })
    await stop('sick', child)
  }, 240_000)

  it.skipIf(lacks('systemd-analyze'))(
    'serves with the system calls that the systemd unit permits, and no others',
    async () => {
      const seccomp = join(mkdtempSync(join(tmpdir(), 'tokenapi-seccomp-')), 'unit.json')
      writeSeccomp(seccomp, readFileSync(UNIT, 'utf8'))
      const child = await running('filtered', seccomp)
      expect((await fetch(`http://127.0.0.1:${ports.PORT}/whoami.json`)).status).toBe(401)
      const chown = `try { require('fs').chownSync('/data/x', 1, 1) } catch (error) { console.log(error.code) }
console.log(/Seccomp:\\s*2/.test(require('fs').readFileSync('/proc/self/status', 'utf8')))`
      const told = await image.podman('exec', 'filtered', '/usr/local/bin/node', '-e', chown)
      expect(told).toBe('EPERM\ntrue\n')
      expect(await stop('filtered', child)).toEqual([0, null])
    },
    240_000,
  )
})
