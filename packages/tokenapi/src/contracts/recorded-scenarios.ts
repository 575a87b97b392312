import { fieldOf } from './compare-answers.js'
import type { RawAnswer } from './raw-socket.js'
import type { BadInput, BadInputs, HttpRecording } from './recording.js'
import { type Scenario, rawRequest } from './scenario.js'

/** The recorded exchanges with django-tokenapi. */
export function recordedScenarios({ exchanges }: HttpRecording): Scenario[] {
  return exchanges.map(({ name, group, request }) => {
    const { method, path, headers, bodyBase64 = '', bodyRepeat } = request
    const body = Buffer.concat([
      Buffer.from(bodyBase64, 'base64'),
      ...Array.from({ length: bodyRepeat?.times ?? 0 }, () =>
        Buffer.from(bodyRepeat?.unitBase64 ?? '', 'base64'),
      ),
    ])
    // All other methods send a length, even 0.
    const bodiless = (method === 'GET' || method === 'HEAD') && body.length === 0
    return {
      name,
      group: `recorded: ${group}`,
      world: 'recorded',
      expects: 'same',
      request: rawRequest(method, path, headers, bodiless ? undefined : body),
      // A long body is refused unread, so the connection is reset and the refusal may be lost.
      maybeSilent: body.length > 1_000_000,
    }
  })
}

/** The bad inputs. Each answer must also meet the expectation of its row. */
export function badInputScenarios({ rows }: BadInputs): Scenario[] {
  return rows.map((row) => ({
    name: row.id,
    group: `bad inputs: ${row.id.slice(0, row.id.indexOf('-'))}`,
    world: 'fixture',
    // Routers may read a spelling differently, as long as it does not bypass the guard.
    expects: row.id.startsWith('path-') ? 'closed' : 'same',
    request: row.request,
    maybeSilent: row.expect.statusIn.includes(0),
    judge: (answer, reference) => judgeRow(row, answer, reference),
  }))
}

/** Requests that must still be answered after any bad input. */
export function controlScenarios({ controls }: BadInputs): Scenario[] {
  return controls.map(({ id, request }) => ({
    name: id,
    group: 'controls',
    world: 'fixture',
    expects: 'same',
    request,
  }))
}

function judgeRow(
  { request, expect }: BadInput,
  answer: RawAnswer,
  reference: RawAnswer,
): string[] {
  const wrong: string[] = []
  if (!expect.statusIn.includes(answer.status)) wrong.push(`status ${answer.status}`)
  // The server refuses some requests itself, in its own format.
  const ours = fieldOf(reference.head, 'referrer-policy') !== undefined
  if (expect.jsonBody && ours && !isJson(answer)) wrong.push('no JSON')
  const optionsOk = request.method === 'OPTIONS' && answer.status === 204
  if (
    expect.mustNot.includes('auth') &&
    answer.status >= 200 &&
    answer.status < 300 &&
    !optionsOk
  ) {
    wrong.push('let in')
  }
  return wrong
}

function isJson({ head, body }: RawAnswer): boolean {
  if (!/^application\/(?:json|.*\+json)\b/i.test(fieldOf(head, 'content-type') ?? '')) return false
  try {
    JSON.parse(body)
    return true
  } catch {
    return false
  }
}
