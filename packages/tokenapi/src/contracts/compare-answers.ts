import type { RawAnswer } from './raw-socket.js'
import { MARKER, HANDLER_MARK } from './scenario-routes.js'

/** Who answered: a handler, tokenapi, or the framework. */
export type AnswerSource = 'handler' | 'tokenapi' | 'framework'

export function answerSource({ head }: RawAnswer): AnswerSource {
  if (fieldOf(head, HANDLER_MARK) !== undefined) return 'handler'
  return fieldOf(head, 'referrer-policy') === undefined ? 'framework' : 'tokenapi'
}

/** The fields that tokenapi sets. The server sets the others: date, length, connection, … */
const OURS = [
  'allow',
  'cache-control',
  'content-type',
  'deprecation',
  'location',
  'referrer-policy',
  'retry-after',
  'www-authenticate',
  'x-content-type-options',
]

/** The fields that adapters set on the answers of handlers. */
const OF_HANDLERS = ['cache-control', 'deprecation', 'referrer-policy']

/** The differences between an answer and the reference's, compared byte for byte. */
export function differences(reference: RawAnswer, answer: RawAnswer): string[] {
  const speaker = answerSource(reference)
  if (speaker === 'framework') return admissionFaults(answer)
  const wrong: string[] = []
  const same = (what: string, got: unknown, want: unknown): void => {
    if (got !== want) wrong.push(`${what} ${String(got)}, not ${String(want)}`)
  }
  same('answered by', answerSource(answer), speaker)
  same('status', answer.status, reference.status)
  same('body', answer.body, reference.body)
  for (const name of speaker === 'handler' ? OF_HANDLERS : OURS) {
    same(name, fieldOf(answer.head, name), fieldOf(reference.head, name))
  }
  if (speaker === 'handler') same('media type', mediaType(answer), mediaType(reference))
  for (const name of namesIn(fieldOf(reference.head, 'vary'))) {
    if (!namesIn(fieldOf(answer.head, 'vary')).includes(name)) wrong.push(`no Vary: ${name}`)
  }
  if (answer.extraAnswers > 0) wrong.push('a second answer')
  return wrong
}

/** The faults of an answer that must not let anybody in. */
export function admissionFaults(answer: RawAnswer): string[] {
  const { status, head, body } = answer
  const wrong: string[] = []
  if (answerSource(answer) === 'handler' || body.includes(MARKER))
    wrong.push('the handler answered')
  if (/"token"\s*:/.test(body)) wrong.push('a token')
  // 0 is a closed connection; a server answers 501 and 505 to what it does not support.
  const clean = status === 0 || (status >= 300 && status < 500) || status === 501 || status === 505
  if (!clean) wrong.push(`status ${status}`)
  if (/ {4}at .+:\d+:\d+|node_modules/.test(body)) wrong.push('a leak')
  if (fieldOf(head, 'set-cookie') !== undefined) wrong.push('a cookie')
  return wrong
}

/** The value of a header field; several fields of one name are joined with ", ". */
export function fieldOf(head: string, name: string): string | undefined {
  const values = head
    .split('\r\n')
    .slice(1)
    .filter((line) => line.slice(0, line.indexOf(':')).toLowerCase() === name)
    .map((line) => line.slice(line.indexOf(':') + 1).trim())
  return values.length === 0 ? undefined : values.join(', ')
}

function mediaType({ head }: RawAnswer): string | undefined {
  return fieldOf(head, 'content-type')?.split(';')[0]?.trim().toLowerCase()
}

function namesIn(vary: string | undefined): string[] {
  return (vary ?? '')
    .toLowerCase()
    .split(/\s*,\s*/)
    .filter((name) => name !== '')
}
