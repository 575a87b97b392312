/** Requests to nodes, recorded. */
import { createTokenApi } from '../../src/index.ts'
import { memoryStore } from '../../src/stores/memory/index.ts'
import type { Observation, RecordedToken } from './facts.ts'
import type { Person, Presented, Token } from './people.ts'
import type { Answer, HistoryNode } from './start-node.ts'

interface Recorded {
  readonly operation: string
  readonly node: HistoryNode
  readonly token: RecordedToken
  readonly fresh?: boolean
}

/** Sends, and records what came of it. `statusOf` reads an answer that is no status. */
export async function record(
  observations: Observation[],
  { node, ...given }: Recorded,
  send: () => Promise<Answer>,
  statusOf: (answer: Answer) => number = ({ status }) => status,
): Promise<Answer> {
  const { run } = node
  const start = performance.now()
  const answer = await send()
  const end = performance.now()
  observations.push({ ...given, run, start, end, status: statusOf(answer) })
  return answer
}

type Asked = RecordedToken & Pick<Token, 'credentials'>

/** A request to the guarded view. */
export function verify(
  observations: Observation[],
  node: HistoryNode,
  token: Asked,
): Promise<Answer> {
  return record(observations, { operation: 'request', node, token }, () =>
    node.get(headersOf(token.credentials)),
  )
}

/** Verifications of many tokens at once, without their requests. */
export async function verifyAll(
  observations: Observation[],
  node: HistoryNode,
  tokens: readonly Asked[],
): Promise<readonly number[]> {
  const { run } = node
  const start = performance.now()
  const list = tokens.map(({ credentials }) => credentials)
  const { status, body } = await node.command('verify', { list })
  const end = performance.now()
  const answers =
    status === 200
      ? (JSON.parse(body) as { status: number; reason?: string }[])
      : tokens.map(() => ({ status }))
  for (const [index, token] of tokens.entries()) {
    const answer = answers[index] as (typeof answers)[number]
    observations.push({ operation: 'verification', run, start, end, token, ...answer })
  }
  return answers.map((answer) => answer.status)
}

/** Rotates. A token that is not rotated counts as refused. */
export async function rotate(
  observations: Observation[],
  node: HistoryNode,
  token: Token,
): Promise<{ readonly id: string; readonly token: string } | undefined> {
  const given = { operation: 'rotation', node, token, fresh: true }
  const answer = await record(
    observations,
    given,
    () => node.command('rotate', { id: token.id }),
    ({ status, body }) => (status === 200 && body === 'null' ? 403 : status),
  )
  if (answer.status !== 200) throw new Error('it is not known whether it was rotated')
  return (JSON.parse(answer.body) as { id: string; token: string } | null) ?? undefined
}

/** Of the user as stored now. */
export function classicCredentials(
  { id, username, hash }: Person,
  secretKey: string,
): Required<Presented> {
  const { makeToken } = makers.get(secretKey) ?? createTokenApi({ secretKey, store: memoryStore() })
  makers.set(secretKey, { makeToken })
  const token = makeToken({ id, username, password: hash, isActive: true })
  return { user: String(id), token }
}

const makers = new Map<string, Pick<ReturnType<typeof createTokenApi>, 'makeToken'>>()

function headersOf({ user, token }: Presented): Readonly<Record<string, string>> {
  const authorization =
    user === undefined
      ? `Bearer ${token}`
      : `Basic ${Buffer.from(`${user}:${token}`).toString('base64')}`
  return { authorization }
}
