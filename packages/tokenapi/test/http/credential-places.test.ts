/** `credentials`: which places are read, for an api and for a guard. */
import { describe, expect, it } from 'vitest'

import {
  ConfigError,
  type CredentialPlace,
  type GuardOptions,
  jsonResponse,
} from '../../src/index.ts'
import { inMemoryApi } from '../../src/testing/index.ts'

const { api, loginAs, user } = inMemoryApi({ users: ['maria'] })
const right = { ...loginAs('maria') }
const { id } = await user('maria')
const token = right.authorization.slice(`Bearer ${id}:`.length)
const pair = `user=${id}&token=${token}`
const FORM = { 'content-type': 'application/x-www-form-urlencoded' }

const REQUESTS = {
  header: () => new Request('http://x/', { headers: right }),
  query: () => new Request(`http://x/?${pair}`),
  form: () => new Request('http://x/', { method: 'POST', body: pair, headers: FORM }),
}
const letInBy = async (credentials: readonly CredentialPlace[] | undefined): Promise<string[]> => {
  const view = api.tokenRequired({ credentials }, () => jsonResponse({}))
  const statuses = await Promise.all(
    Object.entries(REQUESTS).map(async ([place, request]) => [
      place,
      (await view(request())).status,
    ]),
  )
  return statuses.filter(([, status]) => status === 200).map(([place]) => String(place))
}

describe('a guard looks where it is told', () => {
  it.each<readonly [readonly CredentialPlace[] | undefined]>([
    [['header']],
    [['query']],
    [['form']],
    [['header', 'query']],
    [['query', 'form']],
    [['header', 'query', 'form']],
    [undefined],
  ])('%j', async (places) => {
    expect(await letInBy(places)).toEqual(places ?? ['header', 'query', 'form'])
  })
  it('of an api, and a guard that says otherwise', async () => {
    const headers = inMemoryApi({ users: ['maria'], credentials: ['header'] }).api
    const status = async (options: GuardOptions): Promise<number> =>
      (await headers.tokenRequired(options, () => jsonResponse({}))(REQUESTS.query())).status
    expect([await status({}), await status({ credentials: ['query'] })]).toEqual([401, 200])
  })
  it('when asked without guarding as well', async () => {
    await expect(
      api.authenticate(REQUESTS.query(), { credentials: ['header'] }),
    ).rejects.toMatchObject({ code: 'missing_credentials' })
    const found = await api.authenticate(REQUESTS.query(), {
      credentials: ['header'],
      optional: true,
    })
    expect(found).toBeUndefined()
  })
})

describe('with the header alone', () => {
  const view = api.tokenRequired({ credentials: ['header'] }, async (request) =>
    jsonResponse({ length: (await request.text()).length }),
  )
  const upload = (headers: Record<string, string>): [Request, () => number] => {
    let pulled = 0
    const body = new ReadableStream(
      {
        pull: (stream) => {
          if (pulled++ === 20) return stream.close()
          stream.enqueue(new Uint8Array(10_000))
        },
      },
      { highWaterMark: 0 },
    )
    const init = { method: 'POST', body, headers: { ...FORM, ...headers }, duplex: 'half' }
    return [new Request('http://x/', init as RequestInit), () => pulled]
  }
  it('a form of any length is let through, whole', async () => {
    const [request] = upload(right)
    expect(await (await view(request)).json()).toMatchObject({ length: 200_000 })
  })
  it('a wrong one is refused before a byte of the body is read', async () => {
    const [request, pulled] = upload({ authorization: 'Bearer 1:x' })
    expect([(await view(request)).status, pulled()]).toEqual([403, 0])
  })
  it('no body and no query is too much: neither is read', async () => {
    const statuses = await Promise.all(
      [
        new Request(`http://x/?${'a&'.repeat(5_000)}`, { headers: right }),
        new Request('http://x/', {
          method: 'POST',
          body: 'x',
          headers: { ...FORM, ...right, 'content-encoding': 'gzip' },
        }),
        new Request('http://x/', {
          method: 'POST',
          body: 'x',
          headers: { ...right, 'content-type': 'multipart/form-data' },
        }),
      ].map(async (request) => (await view(request)).status),
    )
    expect(statuses).toEqual([200, 200, 200])
  })
})

describe('what cannot be a list of places is an error at set-up', () => {
  it.each([
    [[], '`credentials` is empty'],
    [['headers'], '`credentials[0]` must be "header" or "query" or "form"; got "headers"'],
    ['header', '`credentials` must be a list; got "header"'],
  ])('%j', (credentials, message) => {
    const options = { credentials } as unknown as GuardOptions
    const error = expect.objectContaining({ message: expect.stringContaining(message) as string })
    expect(() => api.tokenRequired(options, () => jsonResponse({}))).toThrow(error)
    expect(() => inMemoryApi(options)).toThrow(ConfigError)
  })
})
