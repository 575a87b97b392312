/** What the page on NestJS says of packages that only a matrix folder has: it compiles, and holds. */
import { execFileSync } from 'node:child_process'
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

import type { INestApplication } from '@nestjs/common'
import { Get } from '@nestjs/common'
import { describe, expect, it } from 'vitest'

import {
  CurrentUser,
  TOKEN_API,
  TokenApiModule,
  TokenRequired,
} from '../../../src/adapters/nest.ts'
import type { User } from '../../../src/index.ts'
import { inMemoryApi } from '../../../src/testing/index.ts'
import { controller, moduleOf, portOf } from '../apps/nest-classes.ts'
import { matrixPackage } from './version.ts'

const ROOT = join(import.meta.dirname, '../../../../..')

interface Building {
  overrideProvider(token: unknown): { useValue(value: unknown): Building }
  compile(): Promise<{ createNestApplication(): INestApplication }>
}
interface Testing {
  readonly Test: { createTestingModule(parts: object): Building }
}

export function nestExtras(version: string, matrix: string): void {
  describe(`${version}, as the docs have it`, () => {
    it('the blocks on gateways and GraphQL compile', () => {
      const page = readFileSync(join(ROOT, 'docs/frameworks/nest.md'), 'utf8')
      const folder = join(ROOT, 'matrix', matrix, '.generated-docs')
      rmSync(folder, { recursive: true, force: true })
      mkdirSync(folder)
      const blocks = [...page.matchAll(/```ts (\S+)\n(.*?)```/gs)]
      for (const [, name, block] of blocks) writeFileSync(join(folder, String(name)), String(block))
      writeFileSync(
        join(folder, 'tsconfig.json'),
        JSON.stringify({
          extends: '../../../tsconfig.tests.json',
          compilerOptions: { skipLibCheck: true },
          include: ['*.ts'],
        }),
      )
      expect(blocks.map(([, name]) => name)).toEqual(['chat.gateway.ts', 'greeting.resolver.ts'])
      try {
        typeCheck(folder)
      } finally {
        rmSync(folder, { recursive: true, force: true })
      }
    })
    it('an api for tests takes the place of the application’s', async () => {
      const { Test } = await matrixPackage<Testing>(matrix, '@nestjs/testing')
      const { api, loginAs } = inMemoryApi({ users: ['maria'] })
      const theirs = inMemoryApi({ secretKey: 'what the application is made with, a secret' })
      const view = {
        on: [Get('view'), TokenRequired()],
        parameters: [CurrentUser()],
        run: (caller: User) => caller.username,
      }
      const module = await Test.createTestingModule({
        imports: [
          moduleOf({
            imports: [TokenApiModule.forRoot({ api: theirs.api })],
            controllers: [controller('', { view })],
          }),
        ],
      })
        .overrideProvider(TOKEN_API)
        .useValue(api)
        .compile()
      const app = module.createNestApplication()
      await app.listen(0, '127.0.0.1')
      const url = `http://127.0.0.1:${portOf(app)}`
      const answer = await fetch(`${url}/view`, { headers: { ...loginAs('maria') } })
      expect(await answer.text()).toBe('maria')
      const { authorization } = loginAs('maria')
      const known = await fetch(`${url}/token/${authorization.slice('Bearer 1:'.length)}/1.json`)
      expect(await known.json()).toEqual({ success: true })
      await app.close()
    })
  })
}

/** Fails with what the compiler says. */
export function typeCheck(project: string): void {
  const tsc = join(ROOT, 'node_modules/typescript/bin/tsc')
  try {
    execFileSync(process.execPath, [tsc, '-p', project], { encoding: 'utf8', stdio: 'pipe' })
  } catch (error) {
    expect.fail(String((error as { stdout: string }).stdout))
  }
}
