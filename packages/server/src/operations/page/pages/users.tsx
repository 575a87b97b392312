import type { InferOutput } from 'valibot'

import type { User, UserDetails, UserPage } from '../../management/schemas.js'
import { Badge, Empty, Form, Table, Time } from '../parts.js'
import type { Session } from '../session/sessions.js'
import { TokenTable, type ListedToken } from './tokens.js'

export interface UsersProps {
  readonly page: InferOutput<typeof UserPage>
  readonly search: string
}

/** Find a user. */
export function Users({ page: { users, next }, search }: UsersProps) {
  const more = new URLSearchParams({ ...(search === '' ? {} : { search }), after: next ?? '' })
  return (
    <>
      <div class="head">
        <h1>Users</h1>
        <a class="button primary" href="/users/new">
          Add user
        </a>
      </div>
      <section class="card">
        <form role="search" class="row" action="/users" data-into="list">
          <label class="hidden" for="search">
            Beginning of the name, or id
          </label>
          <input
            id="search"
            name="search"
            type="search"
            value={search}
            placeholder="Beginning of the name, or id"
          />
          <button>Find</button>
        </form>
        <div id="list" data-status={`${users.length} users`}>
          {users.length === 0 ? (
            <Empty>
              {search === '' ? 'There are no users.' : `No user name begins with “${search}”.`}
            </Empty>
          ) : (
            <Table name="Users" heads={['Name', 'Id', 'State', 'Password']}>
              {users.map((user) => (
                <tr>
                  <th scope="row">
                    <a href={`/users/${encodeURIComponent(user.id)}`}>{user.username}</a>
                  </th>
                  <td class="code">{user.id}</td>
                  <td>
                    <ActiveBadge user={user} />
                  </td>
                  <td class="soft">{user.passwordFormat}</td>
                </tr>
              ))}
            </Table>
          )}
          {next !== null && (
            <p class="pager">
              <a class="button" data-into="list" href={`/users?${more}`}>
                Next page
              </a>
            </p>
          )}
        </div>
      </section>
    </>
  )
}

function ActiveBadge({ user }: { readonly user: InferOutput<typeof User> }) {
  return user.isActive ? <Badge tone="good">active</Badge> : <Badge>inactive</Badge>
}

export interface UserProps {
  readonly session: Session
  readonly user: InferOutput<typeof UserDetails>
  /** Absent: access tokens are off. */
  readonly tokens: readonly ListedToken[] | undefined
}

/** One user: what is known, devices, and what can be done. */
export function UserView({ session, user, tokens }: UserProps) {
  const path = `/users/${encodeURIComponent(user.id)}`
  const form = { session }
  const columns = Object.entries(user.columns).filter(([, value]) => value !== null && value !== '')
  return (
    <>
      <div class="head">
        <div>
          <h1>{user.username}</h1>
          <p class="soft">
            Id <span class="code">{user.id}</span>
          </p>
        </div>
        <p class="buttons">
          <ActiveBadge user={user} />
          {user.isAdministrator && <Badge tone="warm">administrator</Badge>}
          {user.throttle?.isThrottled === true && <Badge tone="bad">logins throttled</Badge>}
        </p>
      </div>
      {tokens !== undefined && (
        <section class="card">
          <h2>Devices and scripts</h2>
          <TokenTable session={session} tokens={tokens} back={path} />
        </section>
      )}
      <div class="halves">
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
                <dd>{isTime(value) ? <Time at={value} exact /> : String(value)}</dd>
              </>
            ))}
          </dl>
          <p>
            <a href={`/events?user=${encodeURIComponent(user.id)}`}>Events of this user</a>
          </p>
        </section>
        <section class="card stack">
          <h2>Change</h2>
          {tokens !== undefined && (
            <details>
              <summary>Issue a token</summary>
              <Form class="stack" action={`${path}/tokens`} {...form}>
                <label>
                  Name
                  <input name="name" maxlength={100} placeholder="backup script" />
                </label>
                <label>
                  Scopes
                  <input
                    name="scopes"
                    placeholder="reports:read reports:write"
                    autocapitalize="none"
                    spellcheck={false}
                  />
                  <small>
                    Separated by spaces. Without a scope it opens what needs none; “*” opens
                    everything.
                  </small>
                </label>
                <button class="primary">Issue</button>
              </Form>
            </details>
          )}
          <details>
            <summary>Set a password</summary>
            <Form class="stack" action={`${path}/password`} {...form}>
              <label>
                New password
                <input
                  type="password"
                  name="password"
                  required
                  minlength={15}
                  autocomplete="new-password"
                />
                <small>15 characters or more. It ends every token of the user.</small>
              </label>
              <button class="danger">Set password</button>
            </Form>
          </details>
          <details>
            <summary>{user.isActive ? 'Deactivate' : 'Activate'}</summary>
            <Form
              class="stack"
              action={`${path}/${user.isActive ? 'deactivate' : 'activate'}`}
              {...form}
            >
              <p class="soft">
                {user.isActive
                  ? 'No login and no token of the user works until the user is activated again.'
                  : 'Logins work again.'}
              </p>
              <button class="danger">{user.isActive ? 'Deactivate' : 'Activate'}</button>
            </Form>
          </details>
          {tokens !== undefined && (
            <details>
              <summary>End all access tokens</summary>
              <Form class="stack" action={`${path}/revoke-tokens`} {...form}>
                <p class="soft">
                  Every device has to log in again. Classic tokens go on until a new password is
                  set.
                </p>
                <button class="danger">End all access tokens</button>
              </Form>
            </details>
          )}
          <details>
            <summary>Unlock logins</summary>
            <Form class="stack" action={`${path}/unlock`} {...form}>
              <p class="soft">Forgets the failed logins of this user.</p>
              <button>Unlock</button>
            </Form>
          </details>
        </section>
      </div>
    </>
  )
}

const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d/

function isTime(value: unknown): value is string {
  return typeof value === 'string' && TIME.test(value)
}

/** Add a user. */
export function NewUser({
  session,
  username = '',
}: {
  readonly session: Session
  readonly username?: string
}) {
  return (
    <section class="card narrow stack">
      <h1>Add user</h1>
      <Form class="stack" action="/users" session={session}>
        <label>
          User name
          <input
            name="username"
            value={username}
            required
            maxlength={150}
            autocomplete="off"
            autocapitalize="none"
            spellcheck={false}
          />
        </label>
        <label>
          Password
          <input type="password" name="password" minlength={15} autocomplete="new-password" />
          <small>15 characters or more. Empty: no password login.</small>
        </label>
        <p class="buttons">
          <button class="primary">Add user</button>
          <a class="button" href="/users">
            Cancel
          </a>
        </p>
      </Form>
    </section>
  )
}
