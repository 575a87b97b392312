import type { Exchange } from './corpus.ts'

export interface Answer {
  readonly status: number
  readonly headers: Headers
  readonly body: Buffer
}

/** What an answer gets wrong of a recorded exchange; empty where nothing. */
export function faults(row: Exchange, answer: Answer): string[] {
  const want = row.response
  if (row.seedBug === true) return seedBugFaults(row, answer)
  if (row.frameworkBody === true) {
    return answer.status === want.status ? [] : [`status ${answer.status}, not ${want.status}`]
  }
  const wrong: string[] = []
  if (answer.status !== want.status) wrong.push(`status ${answer.status}, not ${want.status}`)
  const body =
    want.bodyBase64 === undefined
      ? Buffer.from(want.bodyText ?? '')
      : Buffer.from(want.bodyBase64, 'base64')
  if (!sameJson(answer.body, body)) wrong.push(`body ${answer.body}, not ${body}`)
  const type = mediaType(answer.headers.get('content-type'))
  if (type !== mediaType(want.headers['content-type'])) wrong.push(`content type ${type}`)
  return wrong
}

/** The original crashes: a clean 4xx with `success: false` is what we answer. */
function seedBugFaults(row: Exchange, { status, body }: Answer): string[] {
  const wrong: string[] = []
  if (status < 400 || status > 499) wrong.push(`status ${status}, not 4xx`)
  const data = parse(body) as { success?: unknown } | undefined
  if (row.request.method !== 'HEAD' && data?.success !== false) wrong.push(`body ${body}`)
  return wrong
}

/** Equal values with the keys in the same order; equal bytes where the recorded body is no JSON. */
function sameJson(actual: Buffer, expected: Buffer): boolean {
  const want = parse(expected)
  if (want === undefined) return actual.equals(expected)
  return JSON.stringify(parse(actual)) === JSON.stringify(want)
}

function parse(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'))
  } catch {
    return undefined
  }
}

function mediaType(field: string | null | undefined): string {
  return (field ?? '').split(';')[0]?.trim().toLowerCase() ?? ''
}
