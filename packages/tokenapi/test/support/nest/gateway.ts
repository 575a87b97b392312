/** A gateway of NestJS over real WebSockets, on the Nest that is imported and its own packages. */
import { type ArgumentsHost, Catch, HttpException, UseFilters } from '@nestjs/common'
import { NestFactory } from '@nestjs/core'
import type { NestExpressApplication } from '@nestjs/platform-express'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { CurrentUser, TokenApiModule, TokenRequired } from '../../../src/adapters/nest.ts'
import type { TokenApi, User } from '../../../src/index.ts'
import { inMemoryApi } from '../../../src/testing/index.ts'
import { decorated, moduleOf, portOf } from '../apps/nest-classes.ts'
import { matrixPackage } from './version.ts'

type Method = (target: object, name: string, descriptor: PropertyDescriptor) => unknown
interface WebSockets {
  WebSocketGateway(options: object): ClassDecorator
  SubscribeMessage(event: string): Method
  MessageBody(): ParameterDecorator
  ConnectedSocket(): ParameterDecorator
}
interface Platform {
  readonly WsAdapter: new (app: object) => never
}
interface Client {
  send(text: string): void
}

class RefusalToClient {
  catch(refusal: HttpException, host: ArgumentsHost): void {
    const client = host.switchToWs().getClient<Client>()
    client.send(JSON.stringify({ event: 'refused', data: refusal.getResponse() }))
  }
}
Catch(HttpException)(RefusalToClient)

interface Latch {
  readonly opened: Promise<void>
  open(): void
}

function latch(): Latch {
  let open = (): void => {}
  const opened = new Promise<void>((resolve) => (open = resolve))
  return { opened, open: () => open() }
}

export function nestGateway(version: string, matrix: string): void {
  describe(`${version}, a gateway`, () => {
    const { api, clock, loginAs } = inMemoryApi({ users: ['maria'] })
    const token = loginAs('maria').authorization.slice('Bearer 1:'.length)
    const ran: string[] = []
    const waiting = latch()
    const asked = latch()
    const goOn = latch()
    const answer = latch()
    let isHeld = false
    const context = api['~context']
    /** While `isHeld`, verification waits until `answer` opens. */
    const held: TokenApi = {
      ...api,
      '~context': {
        ...context,
        verify: async (...given) => {
          if (isHeld) {
            asked.open()
            await answer.opened
          }
          return context.verify(...given)
        },
      },
    }
    let app: NestExpressApplication
    beforeAll(async () => {
      const sockets = await matrixPackage<WebSockets>(matrix, '@nestjs/websockets')
      const { WsAdapter } = await matrixPackage<Platform>(matrix, '@nestjs/platform-ws')
      const gateway = (path: string, keepsRequest: boolean): new () => object =>
        decorated(
          {
            greet: {
              on: [sockets.SubscribeMessage('greet'), TokenRequired()],
              parameters: [CurrentUser(), sockets.MessageBody()],
              run: (caller: User, text: string) => {
                ran.push(path)
                return { event: 'greeted', data: `${text}, ${caller.username}` }
              },
            },
            perhaps: {
              on: [sockets.SubscribeMessage('perhaps'), TokenRequired({ optional: true })],
              parameters: [CurrentUser()],
              run: (caller: User | undefined) => ({
                event: 'perhaps',
                data: caller?.username ?? null,
              }),
            },
            fromHeader: {
              on: [
                sockets.SubscribeMessage('fromHeader'),
                TokenRequired({ credentials: ['header'] }),
              ],
              parameters: [],
              run: () => ({ event: 'fromHeader' }),
            },
            wait: {
              on: [sockets.SubscribeMessage('wait'), TokenRequired()],
              parameters: [sockets.ConnectedSocket()],
              run: async (client: { readonly user?: User }) => {
                waiting.open()
                await goOn.opened
                return { event: 'waited', data: client.user?.username ?? null }
              },
            },
            handleConnection: {
              on: [],
              run: (client: object, request: object) => {
                if (keepsRequest) Object.assign(client, { request })
              },
            },
          },
          [UseFilters(RefusalToClient), sockets.WebSocketGateway({ path })],
        )
      const module = moduleOf({
        imports: [TokenApiModule.forRoot({ api: held })],
        providers: [gateway('/chat', true), gateway('/forgetful', false)],
      })
      app = await NestFactory.create<NestExpressApplication>(module, { logger: false })
      app.useWebSocketAdapter(new WsAdapter(app))
      await app.listen(0, '127.0.0.1')
    })
    afterAll(() => app.close())

    const open = async (address: string): Promise<WebSocket> => {
      const socket = new WebSocket(`ws://127.0.0.1:${portOf(app)}${address}`)
      await new Promise((resolve, reject) => {
        socket.addEventListener('open', resolve)
        socket.addEventListener('error', reject)
      })
      return socket
    }
    const ask = (socket: WebSocket, event: string, data: unknown): Promise<unknown> =>
      new Promise((resolve) => {
        socket.addEventListener('message', ({ data: text }) => resolve(JSON.parse(String(text))), {
          once: true,
        })
        socket.send(JSON.stringify({ event, data }))
      })

    it('knows the user by the request that opened the connection, with each message', async () => {
      const socket = await open(`/chat?user=1&token=${token}`)
      expect(await ask(socket, 'greet', 'Hola')).toEqual({ event: 'greeted', data: 'Hola, maria' })
      expect(await ask(socket, 'perhaps', '')).toEqual({ event: 'perhaps', data: 'maria' })
      clock.advance({ days: 9 })
      expect(await ask(socket, 'greet', 'Hola')).toEqual({
        event: 'refused',
        data: { statusCode: 403, code: 'invalid_token', message: 'Incorrect user and token pair.' },
      })
      clock.advance({ days: -9 })
      expect(await ask(socket, 'greet', 'Otra')).toEqual({ event: 'greeted', data: 'Otra, maria' })
      socket.close()
    })
    it('a handler that still runs keeps its user while the next message is asked about', async () => {
      const socket = await open(`/chat?user=1&token=${token}`)
      const waited = ask(socket, 'wait', '')
      await waiting.opened
      isHeld = true
      socket.send(JSON.stringify({ event: 'greet', data: 'Hola' }))
      await asked.opened
      goOn.open()
      expect(await waited).toEqual({ event: 'waited', data: 'maria' })
      isHeld = false
      answer.open()
      socket.close()
    })
    it('reads credentials only from the places that the guard names', async () => {
      const socket = await open(`/chat?user=1&token=${token}`)
      expect(await ask(socket, 'fromHeader', '')).toMatchObject({ data: { statusCode: 401 } })
      socket.close()
    })
    it('refuses who presents nothing, or something wrong', async () => {
      const nobody = await open('/chat')
      expect(await ask(nobody, 'greet', '')).toMatchObject({ data: { statusCode: 401 } })
      expect(await ask(nobody, 'perhaps', '')).toEqual({ event: 'perhaps', data: null })
      nobody.close()
      const wrong = await open('/chat?user=1&token=x')
      expect(await ask(wrong, 'greet', '')).toMatchObject({ data: { statusCode: 403 } })
      expect(await ask(wrong, 'perhaps', '')).toMatchObject({ data: { statusCode: 403 } })
      wrong.close()
    })
    it('lets nobody in where the gateway has not kept the request', async () => {
      ran.length = 0
      const socket = await open(`/forgetful?user=1&token=${token}`)
      const other = await open(`/chat?user=1&token=${token}`)
      socket.send(JSON.stringify({ event: 'greet', data: '' }))
      socket.send(JSON.stringify({ event: 'perhaps', data: '' }))
      // Two rounds on the other connection: the guard of the first has been asked meanwhile.
      await ask(other, 'greet', '')
      await ask(other, 'greet', '')
      expect(ran).toEqual(['/chat', '/chat'])
      socket.close()
      other.close()
    })
  })
}
