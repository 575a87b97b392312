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

/** Tokens that the management API lists at a time. */
const MOST_LISTED = 200

/** All access tokens. */
export function Tokens({ session, tokens, scope, unusedDays }: TokensProps) {
  return (
    <>
      <div class="head">
        <div>
          <h1>Tokens</h1>
          <p class="soft">
            Access tokens of all users. To issue one, <a href="/users">choose its user</a>.
          </p>
        </div>
      </div>
      <section class="card">
        <form role="search" class="row" action="/tokens" data-into="list">
          <label>
            Scope
            <input
              name="scope"
              value={scope}
              placeholder="reports:read"
              autocapitalize="none"
              spellcheck={false}
            />
          </label>
          <label>
            Not used for
            <input
              name="unused"
              value={unusedDays}
              inputmode="numeric"
              pattern="[0-9]{1,4}"
              placeholder="days"
            />
          </label>
          <button>Filter</button>
        </form>
        <div id="list" data-status={`${tokens.length} tokens`}>
          <TokenTable
            session={session}
            tokens={tokens}
            back="/tokens"
            withUser
            {...(scope + unusedDays === '' ? {} : { empty: 'No token fits this filter.' })}
          />
          {tokens.length === MOST_LISTED && (
            <p class="soft pager">The first {MOST_LISTED} are listed. The filter finds others.</p>
          )}
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
  empty = 'A login issues one, and so does “Issue a token” on the page of a user.',
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
    <Table name="Access tokens" heads={heads} stacks>
      {tokens.map((token) => (
        <tr>
          <th scope="row" title={token.lastUserAgent ?? ''}>
            {token.name === '' ? <span class="soft">unnamed</span> : token.name}
            <span class="about code nowrap">{token.start}…</span>
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
          <td>
            <Scopes scopes={token.scopes} />
          </td>
          <td class="nowrap" data-head="Used">
            <Time at={token.lastUsedAt} />
            {token.lastAddress !== null && <span class="about">{token.lastAddress}</span>}
          </td>
          <td class="nowrap" data-head="Expires">
            {token.state === 'revoked' ? (
              <span class="soft">–</span>
            ) : (
              <Time at={token.expiresAt} />
            )}
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

function Scopes({ scopes }: { readonly scopes: readonly string[] }) {
  if (scopes.length === 0) return <span class="soft">none</span>
  return (
    <ul class="scopes">
      {scopes.map((scope) => (
        <li class="code">{scope}</li>
      ))}
    </ul>
  )
}
