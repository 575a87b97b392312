import type { InferOutput } from 'valibot'

import type { FindingList, SettingList } from '../../management/schemas.js'
import { Fix, Inline } from '../inline-text.js'
import { Badge, Table } from '../parts.js'

const TONES = { ok: 'good', note: '', warning: 'warm', problem: 'bad' } as const

/** The settings in effect, and what doctor finds. */
export function Settings({
  settings,
  findings,
}: {
  readonly settings: InferOutput<typeof SettingList>['settings']
  /** Absent: nobody asked. */
  readonly findings: InferOutput<typeof FindingList>['findings'] | undefined
}) {
  return (
    <>
      <div class="head">
        <h1>Settings</h1>
        <a class="button" href="/settings?doctor=1">
          Run doctor
        </a>
      </div>
      {findings !== undefined && <Findings findings={findings} />}
      <section class="card">
        <h2>In effect</h2>
        <Table name="Settings" heads={['Setting', 'Value', '']}>
          {settings.map((setting) => (
            <tr>
              <th scope="row">
                <span class="code">{setting.name}</span>
                <span class="about">
                  <Inline text={setting.description} />
                </span>
              </th>
              <td class={setting.value === null ? 'soft' : 'code'}>
                {setting.value ?? setting.default ?? '–'}
              </td>
              <td class="end">
                {setting.value !== null && setting.value !== setting.default && <Badge>set</Badge>}
              </td>
            </tr>
          ))}
        </Table>
      </section>
    </>
  )
}

function Findings({
  findings,
}: {
  readonly findings: InferOutput<typeof FindingList>['findings']
}) {
  return (
    <section class="card">
      <h2>What doctor found</h2>
      <Table name="Findings" heads={['', 'Check', 'Finding']}>
        {findings.map(({ level, check, what, fix }) => (
          <tr>
            <td>
              <Badge tone={TONES[level]}>{level}</Badge>
            </td>
            <th scope="row" class="nowrap">
              {check}
            </th>
            <td>
              <Inline text={what} />
              {fix !== null && <Fix text={fix} />}
            </td>
          </tr>
        ))}
      </Table>
    </section>
  )
}
