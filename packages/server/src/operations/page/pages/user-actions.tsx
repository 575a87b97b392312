import { Form, NameForPassword } from '../parts.js'
import type { Session } from '../session/sessions.js'
import type { Details } from './user.js'

/** A token that was not issued, for another try. */
export interface TokenDraft {
  readonly name: string | undefined
  readonly scopes: string | undefined
}

export interface UserActionsProps {
  readonly session: Session
  readonly user: Details
  /** Of the page of the user. */
  readonly path: string
  /** Whether access tokens are on. */
  readonly withTokens: boolean
  readonly draft: TokenDraft | undefined
}

/** What an administrator may do with a user, each in a fold. */
export function UserActions({ session, user, path, withTokens, draft }: UserActionsProps) {
  const form = { session, class: 'stack' }
  return (
    <section class="card stack">
      <h2>Change</h2>
      <div class="folds">
        {withTokens && (
          <details open={draft !== undefined}>
            <summary>Issue a token</summary>
            <Form action={`${path}/tokens`} {...form}>
              <label>
                Name
                <input
                  name="name"
                  value={draft?.name ?? ''}
                  maxlength={100}
                  placeholder="backup script"
                />
              </label>
              <label>
                Scopes
                <input
                  name="scopes"
                  value={draft?.scopes ?? ''}
                  placeholder="reports:read reports:write"
                  autocapitalize="none"
                  spellcheck={false}
                />
                <small>
                  Separated by spaces. Without a scope it opens what needs none; “*” opens
                  everything but this page.
                </small>
              </label>
              <button class="primary">Issue</button>
            </Form>
          </details>
        )}
        <details>
          <summary>Set a password</summary>
          <Form action={`${path}/password`} {...form}>
            <NameForPassword username={user.username} />
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
          <summary>Unlock logins</summary>
          <Form action={`${path}/unlock`} {...form}>
            <p class="soft">Forgets the failed logins of this user.</p>
            <button>Unlock</button>
          </Form>
        </details>
        {withTokens && (
          <details>
            <summary>End all access tokens</summary>
            <Form action={`${path}/revoke-tokens`} {...form}>
              <p class="soft">
                Every device has to log in again. Classic tokens go on until a new password is set.
              </p>
              <button class="danger">End all access tokens</button>
            </Form>
          </details>
        )}
        <details>
          <summary>{user.isActive ? 'Deactivate' : 'Activate'}</summary>
          <Form action={`${path}/${user.isActive ? 'deactivate' : 'activate'}`} {...form}>
            <p class="soft">
              {user.isActive
                ? 'No login and no token of the user works until the user is activated again.'
                : 'Logins work again.'}
            </p>
            <button class={user.isActive ? 'danger' : ''}>
              {user.isActive ? 'Deactivate' : 'Activate'}
            </button>
          </Form>
        </details>
      </div>
    </section>
  )
}
