/** Checks the answers of a server before it is measured. */
import { readFileSync } from 'node:fs'
import { isDeepStrictEqual } from 'node:util'

import type { Row } from '../row.ts'
import { body } from '../servers/body.mjs'
import { type Answer, send, splitHeader } from './send.ts'

/** Throws `Error` if a valid token gets another answer than the view's, or a wrong or missing one is not refused. */
export async function checkAnswers(
  { id, group }: Pick<Row, 'id' | 'group'>,
  port: number,
  list: string,
): Promise<void> {
  const lines = readFileSync(list, 'utf8').trim().split('\n')
  for (const line of lines.filter((_, at) => at % 100 === 0)) {
    const answer = await send(port, line)
    if (answer.status !== 200 || !isDeepStrictEqual(JSON.parse(answer.body), body()))
      throw new Error(`${id}: a valid token gets ${describe(answer)}`)
  }
  if (group === 'bare') return
  const [line = ''] = lines
  const wrong = await send(port, withHeader(line, spoiled))
  if (!isRefusal(wrong)) throw new Error(`${id}: a wrong token gets ${describe(wrong)}`)
  const missing = await send(
    port,
    withHeader(line, () => ''),
  )
  if (!isRefusal(missing))
    throw new Error(`${id}: a request without a token gets ${describe(missing)}`)
}

export function isRefusal({ status }: Answer): boolean {
  return status === 401 || status === 403
}

function describe({ status, body: text }: Answer): string {
  return `${status} ${text.slice(0, 200)}`
}

function withHeader(line: string, change: (header: string) => string): string {
  const [method, path, header = '', rest] = line.split('\t')
  return [method, path, change(header), rest].join('\t')
}

/** Another character near the end: the last ones may not matter in base64. */
function spoiled(header: string): string {
  const [name, value = ''] = splitHeader(header)
  const basic = /^Basic (.*)$/.exec(value)?.[1]
  if (basic === undefined) return `${name}: ${otherCharacter(value)}`
  const pair = otherCharacter(Buffer.from(basic, 'base64').toString())
  return `${name}: Basic ${Buffer.from(pair).toString('base64')}`
}

function otherCharacter(text: string): string {
  const at = text.length - 5
  return text.slice(0, at) + (text[at] === 'a' ? 'b' : 'a') + text.slice(at + 1)
}
