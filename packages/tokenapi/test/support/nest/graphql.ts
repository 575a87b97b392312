/** GraphQL over NestJS, its resolvers behind the guard. */
import { NestFactory } from '@nestjs/core'
import type { NestExpressApplication } from '@nestjs/platform-express'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { CurrentUser, TokenApiModule, TokenRequired } from '../../../src/adapters/nest.ts'
import type { User } from '../../../src/index.ts'
import { inMemoryApi } from '../../../src/testing/index.ts'
import { decorated, moduleOf, portOf } from '../apps/nest-classes.ts'
import { matrixPackage } from './version.ts'

interface GraphQL {
  Resolver(): ClassDecorator
  Query(): MethodDecorator
  readonly GraphQLModule: { forRoot(options: object): never }
}

export function nestGraphql(version: string, matrix: string): void {
  describe(`${version}, GraphQL`, () => {
    const { api, loginAs } = inMemoryApi({ users: ['maria'] })
    let app: NestExpressApplication
    beforeAll(async () => {
      const { GraphQLModule, Query, Resolver } = await matrixPackage<GraphQL>(
        matrix,
        '@nestjs/graphql',
      )
      const { ApolloDriver } = await matrixPackage<{ ApolloDriver: object }>(
        matrix,
        '@nestjs/apollo',
      )
      const greeting = (options: object): Parameters<typeof decorated>[0][string] => ({
        on: [Query(), TokenRequired(options)],
        parameters: [CurrentUser()],
        run: (caller: User | undefined) => caller?.username ?? 'nobody',
      })
      const resolver = decorated(
        {
          hello: greeting({}),
          perhaps: greeting({ optional: true }),
          open: { on: [Query()], run: () => 'open' },
        },
        [Resolver()],
      )
      const module = moduleOf({
        imports: [
          TokenApiModule.forRoot({ api }),
          GraphQLModule.forRoot({
            driver: ApolloDriver,
            typeDefs: 'type Query { hello: String, perhaps: String, open: String }',
          }),
        ],
        providers: [resolver],
      })
      app = await NestFactory.create<NestExpressApplication>(module, { logger: false })
      await app.listen(0, '127.0.0.1')
    })
    afterAll(() => app.close())

    const ask = async (query: string, headers: Record<string, string> = {}): Promise<unknown> => {
      const answer = await fetch(`http://127.0.0.1:${portOf(app)}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: JSON.stringify({ query }),
      })
      return answer.json()
    }

    it('each resolver has its own guard, on the one request', async () => {
      const maria = { ...loginAs('maria') }
      expect(await ask('{ hello perhaps open }', maria)).toEqual({
        data: { hello: 'maria', perhaps: 'maria', open: 'open' },
      })
      expect(await ask('{ perhaps open }')).toEqual({ data: { perhaps: 'nobody', open: 'open' } })
    })
    it('a refusal is an error of its field, with the code that Apollo has for its status', async () => {
      expect(await ask('{ perhaps hello open }')).toMatchObject({
        data: { perhaps: 'nobody', hello: null, open: 'open' },
        errors: [
          {
            path: ['hello'],
            message: "Must include 'user' and 'token' parameters with request.",
            extensions: { code: 'UNAUTHENTICATED' },
          },
        ],
      })
      expect(await ask('{ perhaps hello }', { authorization: 'Bearer 1:x' })).toMatchObject({
        data: { perhaps: null, hello: null },
        errors: [{ extensions: { code: 'FORBIDDEN' } }, { extensions: { code: 'FORBIDDEN' } }],
      })
    })
  })
}
