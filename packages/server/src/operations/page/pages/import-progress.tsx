import type { InferOutput } from 'valibot'

import type { ImportProgress as Job } from '../../management/import/import-schema.js'
import { Badge, Table, Time } from '../parts.js'
import { UPLOAD_PATH } from '../upload.js'

const TONES = { running: '', done: 'good', stopped: 'bad' } as const

/** How an import goes: a script loads it again while it runs. */
export function ImportProgress({ job }: { readonly job: InferOutput<typeof Job> }) {
  const { id, state, dryRun, startedAt, bytes, bytesDone, problem, refusedRows } = job
  const percent = Math.floor((100 * bytesDone) / bytes)
  return (
    <section class="card stack" data-live="progress">
      <div id="progress" class="stack" data-status={`${state}: ${percent} %`}>
        <div class="head">
          <div class="title">
            <h1>{dryRun ? 'Check of a file' : 'Import'}</h1>
            <Badge tone={TONES[state]}>{state}</Badge>
          </div>
          {state === 'running' && (
            <label class="check scripted">
              <input id="live" type="checkbox" checked /> Live
            </label>
          )}
        </div>
        <p class="soft">
          Started <Time at={startedAt} exact />, {percent} % of the file
        </p>
        {state === 'running' && (
          <progress max={bytes} value={bytesDone} aria-label="Bytes of the file">
            {percent} %
          </progress>
        )}
        {problem !== null && (
          <p class="note bad" role="alert">
            {problem}
          </p>
        )}
        <dl class="counts">
          <Count name={dryRun ? 'Can be added' : 'Added'} value={job.added} />
          <Count name="Already there" value={job.alreadyThere} />
          <Count name="Refused" value={job.refused} />
        </dl>
        {dryRun && state === 'done' && (
          <p>Nothing was added. To add these users, send the file again without “Only check”.</p>
        )}
        {refusedRows.length > 0 && (
          <Table name="Refused rows" heads={['Row', 'Name', 'Reason']}>
            {refusedRows.map(({ place, username, reason }) => (
              <tr>
                <td class="nowrap">{place}</td>
                <td class="any">{username ?? '–'}</td>
                <td>{reason}</td>
              </tr>
            ))}
          </Table>
        )}
        <p class="buttons">
          {state === 'running' ? (
            <a id="now" class="button" href={`${UPLOAD_PATH}/${id}`} data-into="progress">
              Show the progress now
            </a>
          ) : (
            <a id="now" class="button primary" href={UPLOAD_PATH}>
              {dryRun ? 'Send the file again' : 'Another file'}
            </a>
          )}
          <a id="users" class="button" href="/users">
            Users
          </a>
        </p>
      </div>
    </section>
  )
}

function Count({ name, value }: { readonly name: string; readonly value: number }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd class="number">{value.toLocaleString('en')}</dd>
    </div>
  )
}
