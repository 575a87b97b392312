import type { Explanation, ExplanationStep } from './explanation.js'

const MARKS = new Map<ExplanationStep['ok'], string>([
  [true, '✓'],
  [false, '✗'],
  ['unknown', '?'],
  ['skipped', '·'],
])

/** Of the longest name of a step. */
const WIDTH = 'login throttle'.length

/**
 * An explanation for people: the verdict, and a line for each step with what to do below it.
 *
 * @example
 * console.log(describeExplanation(await api.explain(request)))
 */
export function describeExplanation({ accepted, code, steps }: Explanation): string {
  const verdict = accepted
    ? steps.some(({ ok }) => ok === 'unknown')
      ? 'Accepted, if the step marked ? holds.'
      : 'Accepted.'
    : code === 'temporarily_unavailable'
      ? `Unknown: ${code}. A request gets 503.`
      : `Refused: ${code ?? 'invalid_token'}.`
  return [verdict, '', ...steps.flatMap(lines)].join('\n')
}

function lines({ step, ok, found, fix }: ExplanationStep): readonly string[] {
  const fixes = fix?.split('\n') ?? []
  return [
    `${MARKS.get(ok) ?? '?'} ${step.padEnd(WIDTH)} ${found}`,
    ...fixes.map((line, i) => `${' '.repeat(WIDTH + 3)}${i === 0 ? '→' : ' '} ${line}`),
  ]
}
