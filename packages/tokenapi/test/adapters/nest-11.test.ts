/** The same on NestJS 11: whatever imports Nest in this file gets that one. */
import { join } from 'node:path'

import { it, vi } from 'vitest'

import { lacks } from '../support/peers/peers.ts'

const { load } = vi.hoisted(() => ({
  load: async (name: string): Promise<object> =>
    (await import('../support/nest/version.ts')).matrixPackage('nest-11', name),
}))
vi.mock('@nestjs/common', () => load('@nestjs/common'))
vi.mock('@nestjs/core', () => load('@nestjs/core'))
vi.mock('@nestjs/platform-express', () => load('@nestjs/platform-express'))
vi.mock('@nestjs/platform-fastify', () => load('@nestjs/platform-fastify'))

if (!lacks('matrix/nest-11')) {
  const { nestGuard } = await import('../support/nest/guard.ts')
  const { typeCheck } = await import('../support/nest/extras.ts')
  const { nestGateway } = await import('../support/nest/gateway.ts')
  const { nestModule } = await import('../support/nest/module.ts')
  const { nestWire } = await import('../support/nest/wire.ts')
  const { nestContract } = await import('../support/nest/contract.ts')
  nestGuard('NestJS 11')
  nestModule('NestJS 11')
  nestGateway('NestJS 11', 'nest-11')
  nestWire('NestJS 11')
  nestContract('NestJS 11')
  it('NestJS 11: the types', () => {
    typeCheck(join(import.meta.dirname, '../../../../matrix/nest-11'))
  })
} else {
  it.skip('NestJS 11', () => undefined)
}
