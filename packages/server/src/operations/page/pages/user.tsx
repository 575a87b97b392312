import type { InferOutput } from 'valibot'

import type { Event, UserDetails } from '../../management/schemas.js'
import { Badge, Empty, Time } from '../parts.js'
import type { Session } from '../session/sessions.js'
import { EventsOff, TokensOff } from './switched-off.js'
import { EventTable } from './events.js'
import { type ListedToken, TokenTable } from './tokens.js'
import { type TokenDraft, UserActions } from './user-actions.js'
import { ActiveBadge } from './users.js'

export type Details = InferOutput<typeof UserDetails>

export interface UserProps {
  readonly session: Session
  readonly user: Details
  /** Absent: access tokens are off. */
  readonly tokens: readonly ListedToken[] | undefined
  /** Absent: events are not recorded. */
  readonly events: readonly InferOutput<typeof Event>[] | undefined
  readonly draft: TokenDraft | undefined
  /** The change whose form is open. */
  readonly open: string | undefined
}

/** One user: devices, events, columns, and what can be done. */
export function UserView({ session, user, tokens, events, draft, open }: UserProps) {
  const path = `/users/${encodeURIComponent(user.id)}`
  return (
    <>
      <div class="head">
        <div>
          <div class="title">
            <h1>{user.username}</h1>
            <ActiveBadge user={user} />
            {user.isAdministrator && <Badge tone="warm">administrator</Badge>}
            {user.throttle?.isThrottled === true && <Badge tone="bad">logins throttled</Badge>}
          </div>
          <p class="soft">
            Id <span class="code">{user.id}</span>
          </p>
        </div>
      </div>
      <div class="with-side">
        <div>
          <section class="card">
            <h2>Devices and scripts</h2>
            {tokens === undefined ? (
              <TokensOff />
            ) : (
              <TokenTable session={session} tokens={tokens} back={path} />
            )}
          </section>
          <section class="card">
            <div class="head">
              <h2>Latest events</h2>
              {events !== undefined && (
                <a href={`/events?user=${encodeURIComponent(user.id)}`}>All events of this user</a>
              )}
            </div>
            <LatestEvents events={events} />
          </section>
        </div>
        <div>
          <UserActions
            session={session}
            user={user}
            path={path}
            withTokens={tokens !== undefined}
            draft={draft}
            open={open}
          />
          <About user={user} />
        </div>
      </div>
    </>
  )
}

function LatestEvents({ events }: Pick<UserProps, 'events'>) {
  if (events === undefined) return <EventsOff />
  if (events.length > 0) return <EventTable events={events} withUser={false} />
  return <Empty title="No events">Logins and changes of this user come here.</Empty>
}

function About({ user }: { readonly user: Details }) {
  const columns = Object.entries(user.columns).filter(([, value]) => value !== null && value !== '')
  return (
    <section class="card stack">
      <h2>About</h2>
      <dl>
        <dt>Password</dt>
        <dd>{user.passwordFormat}</dd>
        {user.throttle !== null && (
          <>
            <dt>Logins</dt>
            <dd>{user.throttle.state}</dd>
          </>
        )}
        {columns.map(([name, value]) => (
          <>
            <dt>{name}</dt>
            <dd>{isTime(value) ? <Time at={value} exact /> : textOf(value)}</dd>
          </>
        ))}
      </dl>
    </section>
  )
}

const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d/

function isTime(value: unknown): value is string {
  return typeof value === 'string' && TIME.test(value)
}

function textOf(value: string | number | boolean | null): string {
  return typeof value === 'boolean' ? (value ? 'yes' : 'no') : String(value)
}
