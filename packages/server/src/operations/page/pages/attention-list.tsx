/** What needs attention: a line each, and what to do about it folded. */
import type { InferOutput } from 'valibot'

import type { Overview as Schema } from '../../management/overview/overview-schema.js'
import { Fix, Inline, capital } from '../inline-text.js'
import { Badge } from '../parts.js'

type Data = InferOutput<typeof Schema>
type Item = Data['attention'][number]

const TONES = { note: '', warning: 'warm', problem: 'bad' } as const

/** Of `about`: the events that show more. */
const EVENTS: Readonly<Record<string, string>> = {
  guessing: 'login',
  limited_refusals: 'authentication.refused',
}

export function AttentionList({ overview }: { readonly overview: Data }) {
  const { attention, isExamined } = overview
  if (attention.length === 0) {
    return (
      <p class="note good calm">
        {isExamined
          ? 'Nothing needs attention.'
          : 'Nothing needs attention so far. Doctor still examines the database: load this page again in a moment.'}
      </p>
    )
  }
  return (
    <section class="card attention" aria-labelledby="attention-title">
      <h2 id="attention-title">Needs attention</h2>
      <ul class="folds">
        {attention.map((item) => (
          <li>
            <details>
              <summary>
                <Badge tone={TONES[item.level]}>{item.level}</Badge>
                <span class="what">
                  <Inline text={capital(item.what)} />
                </span>
              </summary>
              <More item={item} />
            </details>
          </li>
        ))}
      </ul>
    </section>
  )
}

function More({ item: { about, fix } }: { readonly item: Item }) {
  const name = EVENTS[about]
  return (
    <div class="more">
      {fix !== null && <Fix text={fix} />}
      {name !== undefined && (
        <p>
          <a href={`/events?name=${name}`}>Show these events</a>
        </p>
      )}
    </div>
  )
}
