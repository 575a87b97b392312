/** Every route of the description for clients is asked in every situation: its answers are those that it documents. */
import { Ajv2020 } from 'ajv/dist/2020.js'
import type { OpenAPIV3_1 } from 'openapi-types'
import { afterAll, describe, expect, it } from 'vitest'

import { clientsDocument } from '../../src/public/description/clients-document.ts'
import { startAdmin } from '../operations/page/admin-server.ts'
import { type Answered, publicBench } from './public-bench.ts'

const bench = await publicBench()
const version = '0.0.0'
const document = clientsDocument({ hasAccessTokens: true, version })
const withoutAccessTokens = clientsDocument({ hasAccessTokens: false, version })
const routes = Object.entries(document.paths).flatMap(([path, item]) =>
  Object.entries(item).map(([method, operation]) => ({
    name: `${method.toUpperCase()} ${path}`,
    operation: operation as OpenAPIV3_1.OperationObject,
  })),
)
afterAll(bench.close)

it.each(routes)(
  '$name answers what is documented, and nothing else',
  async ({ name, operation }) => {
    const responses = operation.responses as Record<string, OpenAPIV3_1.ResponseObject>
    const documented = Object.entries(responses).flatMap(([status, { content = {} }]) =>
      Object.keys(content).map((type) => `${status} ${type}`),
    )
    const answers = await bench.answersOf(name, operation.requestBody !== undefined)
    expect(answers[0]).toMatchObject({ situation: 'all is well', status: 200 })
    const produced = new Set(answers.map(({ status, type }) => `${status} ${type}`))
    expect([...produced].toSorted()).toEqual(documented.toSorted())
    expect(answers.flatMap((answer) => faultsOf(answer, responses[answer.status]))).toEqual([])
  },
)

describe('without access tokens', () => {
  const left = Object.keys(document.paths).filter((path) => !(path in withoutAccessTokens.paths))

  it('their routes are left out', () => {
    expect(left).toHaveLength(8)
    expect(withoutAccessTokens.tags?.map(({ name }) => name)).toEqual([
      'Tokens',
      'Examples',
      'Probes',
    ])
  })

  it.each(left)('%s is a 404', async (path) => {
    expect((await bench.off.request(path, { method: 'POST' })).status).toBe(404)
  })
})

describe('the operations listener', () => {
  it.each([
    ['true', true],
    ['false', false],
  ])('serves the description and its page where ACCESS_TOKENS=%s', async (setting, isOn) => {
    const admin = await startAdmin({ settings: { ACCESS_TOKENS: setting } })
    const { ask } = admin.visit()
    const json = await ask('/api/clients.json')
    const page = await ask('/api/clients')
    const management = await ask('/api')
    await admin.stop()
    expect(JSON.parse(json.text)).toEqual(isOn ? document : withoutAccessTokens)
    expect(page.headers.get('content-security-policy')).toContain("default-src 'none'")
    expect(page.text).toContain('<h1>tokenapi for clients</h1>')
    expect(page.text).toContain('http://127.0.0.1:8000/token/new.json')
    expect(page.text.includes('/token/introspect')).toBe(isOn)
    expect(management.text).toContain('href="/api/clients"')
  })
})

/** What an answer has that its description lacks, or lacks that it has. */
function faultsOf(answer: Answered, documented: OpenAPIV3_1.ResponseObject | undefined): unknown[] {
  const { situation, type, headers, body } = answer
  const schema = documented?.content?.[type]?.schema as OpenAPIV3_1.SchemaObject | undefined
  if (schema === undefined) return [[situation, `${answer.status} as ${type} is not documented`]]
  const ajv = new Ajv2020({ strict: false, validateFormats: false })
  const isValid = ajv.validate(schema, body)
  const further = Object.keys(body).filter((member) => !(member in (schema.properties ?? {})))
  const missing = Object.keys(documented?.headers ?? {}).filter((name) => !headers.has(name))
  return [
    ...(isValid ? [] : [[situation, ajv.errors]]),
    ...further.map((member) => [situation, `the member ${member} is not documented`]),
    ...missing.map((name) => [situation, `the field ${name} is missing`]),
  ]
}
