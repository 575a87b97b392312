import type { InferOutput } from 'valibot'

import type { Token } from '../../management/schemas.js'
import { Badge, Empty, Form, Table, Time } from '../parts.js'
import type { Session } from '../session/sessions.js'

export type ListedToken = InferOutput<typeof Token>

export interface TokensProps {
  readonly session: Session
  readonly tokens: readonly ListedToken[]
  readonly scope: string
  readonly unusedDays: string
}

/** All access tokens. */
export function Tokens({ session, tokens, scope, unusedDays }: TokensProps) {
  return (
    <>
      <div class="head">
        <h1>Tokens</h1>
      </div>
      <section class="card">
        <form role="search" class="row" action="/tokens" data-into="list">
          <label>
            Scope
            <input name="scope" value={scope} autocapitalize="none" spellcheck={false} />
          </label>
          <label>
            Not used for days
            <input name="unused" value={unusedDays} inputmode="numeric" pattern="[0-9]{1,4}" />
          </label>
          <button>Filter</button>
        </form>
        <div id="list" data-status={`${tokens.length} tokens`}>
          <TokenTable
            session={session}
            tokens={tokens}
            back="/tokens"
            withUser
            {...(scope + unusedDays === '' ? {} : { empty: 'None fits this filter.' })}
          />
        </div>
      </section>
    </>
  )
}

export function TokenTable({
  session,
  tokens,
  back,
  withUser = false,
  empty = 'A login or a script gets one.',
}: {
  readonly session: Session
  readonly tokens: readonly ListedToken[]
  readonly back: string
  readonly withUser?: boolean
  readonly empty?: string
}) {
  if (tokens.length === 0) return <Empty title="No access tokens">{empty}</Empty>
  const heads = [
    'Name',
    ...(withUser ? ['User'] : []),
    'State',
    'Scopes',
    'Last used',
    'Expires',
    '',
  ]
  return (
    <Table name="Access tokens" heads={heads}>
      {tokens.map((token) => (
        <tr>
          <th scope="row" title={token.lastUserAgent ?? ''}>
            {token.name === '' ? <span class="soft">unnamed</span> : token.name}
            <span class="soft code"> {token.start}…</span>
          </th>
          {withUser && (
            <td>
              <a href={`/users/${encodeURIComponent(token.userId)}`}>
                {token.username ?? token.userId}
              </a>
            </td>
          )}
          <td>
            <Badge tone={token.state === 'active' ? 'good' : ''}>{token.state}</Badge>
          </td>
          <td class="code">{token.scopes.length === 0 ? '–' : token.scopes.join(' ')}</td>
          <td class="nowrap">
            <Time at={token.lastUsedAt} />
            {token.lastAddress !== null && <span class="soft"> {token.lastAddress}</span>}
          </td>
          <td class="nowrap">
            <Time at={token.expiresAt} />
          </td>
          <td class="end">
            {(token.state === 'active' || token.state === 'rotated') && (
              <Form session={session} action={`/tokens/${token.id}/revoke`}>
                <input type="hidden" name="back" value={back} />
                <button class="danger small" aria-label={`Revoke ${token.name || token.id}`}>
                  Revoke
                </button>
              </Form>
            )}
          </td>
        </tr>
      ))}
    </Table>
  )
}
