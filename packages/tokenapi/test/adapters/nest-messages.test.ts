/** Gateways and GraphQL on NestJS 12, where they are installed: whatever imports Nest gets that one. */
import { it, vi } from 'vitest'

import { lacks } from '../support/peers/peers.ts'

const { load } = vi.hoisted(() => ({
  load: async (name: string): Promise<object> =>
    (await import('../support/nest/version.ts')).matrixPackage('nest-12', name),
}))
vi.mock('@nestjs/common', () => load('@nestjs/common'))
vi.mock('@nestjs/core', () => load('@nestjs/core'))
vi.mock('@nestjs/platform-express', () => load('@nestjs/platform-express'))

if (!lacks('matrix/nest-12')) {
  const { nestExtras } = await import('../support/nest/extras.ts')
  const { nestGateway } = await import('../support/nest/gateway.ts')
  const { nestGraphql } = await import('../support/nest/graphql.ts')
  nestExtras('NestJS 12', 'nest-12')
  nestGateway('NestJS 12', 'nest-12')
  nestGraphql('NestJS 12', 'nest-12')
} else {
  it.skip('NestJS 12, messages', () => undefined)
}
