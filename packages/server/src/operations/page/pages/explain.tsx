import type { InferOutput } from 'valibot'

import type { Explanation } from '../../management/schemas.js'
import { Inline, capital } from '../inline-text.js'
import { Form } from '../parts.js'
import type { Session } from '../session/sessions.js'

export interface ExplainProps {
  readonly session: Session
  readonly scopes?: string
  readonly explanation?: InferOutput<typeof Explanation> | undefined
}

/** Why is a token refused? */
export function Explain({ session, scopes = '', explanation }: ExplainProps) {
  return (
    <>
      <div class="head">
        <div>
          <h1>Explain</h1>
          <p class="soft">Paste a token, and see each check that a request with it goes through.</p>
        </div>
      </div>
      {explanation !== undefined && <Answer explanation={explanation} />}
      <section class="card">
        <Form class="stack readable" action="/explain" session={session}>
          <label>
            Token
            <input type="password" name="token" required autocomplete="off" />
            <small>
              An access token, or USER:TOKEN for a classic one. It is used for this answer alone.
            </small>
          </label>
          <label>
            Scopes that the route needs
            <input name="scopes" value={scopes} autocapitalize="none" spellcheck={false} />
            <small>Separated by spaces.</small>
          </label>
          <p>
            <button class="primary">Explain</button>
          </p>
        </Form>
      </section>
    </>
  )
}

const MARKS = {
  true: ['✓', 'good', 'yes'],
  false: ['✗', 'bad', 'no'],
  unknown: ['?', 'warm', 'unknown'],
  skipped: ['–', '', 'skipped'],
} as const

function Answer({
  explanation: { accepted, code, steps },
}: {
  readonly explanation: InferOutput<typeof Explanation>
}) {
  return (
    <section class="card" role="status" tabindex={-1} autofocus>
      <h2 class={`verdict ${accepted ? 'good' : 'bad'}`}>
        {accepted ? (
          'Accepted'
        ) : (
          <>
            Refused: <code>{code ?? 'unknown'}</code>
          </>
        )}
      </h2>
      <ol class="steps">
        {steps.map(({ step, ok, found, fix }) => {
          const [mark, tone, word] = MARKS[`${ok}`]
          return (
            <li>
              <span class={`mark ${tone}`} aria-hidden="true">
                {mark}
              </span>
              <div>
                <b>{capital(step)}</b>
                <span class="hidden"> {word}</span>: <Inline text={found} />
                {fix !== null && (
                  <p class="soft">
                    <Inline text={fix} />
                  </p>
                )}
              </div>
            </li>
          )
        })}
      </ol>
    </section>
  )
}
