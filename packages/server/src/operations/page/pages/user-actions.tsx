import type { Child } from 'hono/jsx'

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
  /** The change whose form is open: the last part of its address. */
  readonly open: string | undefined
}

/** What an administrator may do with a user, each in a fold. */
export function UserActions(props: UserActionsProps) {
  const { user, withTokens } = props
  const activation = user.isActive ? 'Deactivate' : 'Activate'
  return (
    <section class="card stack" aria-labelledby="change-title">
      <h2 id="change-title">Change</h2>
      <div class="folds">
        {withTokens && (
          <Change {...props} what="tokens" title="Issue a token">
            <TokenFields draft={props.draft} />
          </Change>
        )}
        <Change {...props} what="password" title="Set a password">
          <PasswordFields username={user.username} />
        </Change>
        <Change {...props} what="unlock" title="Unlock logins">
          <p class="soft">Forgets the failed logins of this user.</p>
          <button>Unlock</button>
        </Change>
        {withTokens && (
          <Change {...props} what="revoke-tokens" title="End all access tokens">
            <p class="soft">
              Every device has to log in again. Classic tokens go on until a new password is set.
            </p>
            <button class="danger">End all access tokens</button>
          </Change>
        )}
        <Change {...props} what={activation.toLowerCase()} title={activation}>
          <p class="soft">
            {user.isActive
              ? 'No login and no token of the user works until the user is activated again.'
              : 'Logins work again.'}
          </p>
          <button class={user.isActive ? 'danger' : ''}>{activation}</button>
        </Change>
      </div>
    </section>
  )
}

function Change({
  session,
  path,
  open,
  what,
  title,
  children,
}: UserActionsProps & {
  /** The last part of the address of the form. */
  readonly what: string
  readonly title: string
  readonly children?: Child
}) {
  return (
    <details open={open === what}>
      <summary>{title}</summary>
      <Form action={`${path}/${what}`} session={session} class="stack">
        {children}
      </Form>
    </details>
  )
}

function TokenFields({ draft }: { readonly draft: TokenDraft | undefined }) {
  return (
    <>
      <label>
        Name
        <input
          name="name"
          value={draft?.name ?? ''}
          maxlength={100}
          placeholder="backup script"
          autocomplete="off"
        />
        <small>What it is for: you find it by this name.</small>
      </label>
      <label>
        Scopes
        <input
          name="scopes"
          value={draft?.scopes ?? ''}
          placeholder="reports:read reports:write"
          autocomplete="off"
          autocapitalize="none"
          spellcheck={false}
        />
        <small>
          Separated by spaces. Without a scope it opens routes that need none; <code>*</code> opens
          all routes, but not this page.
        </small>
      </label>
      <button class="primary">Issue token</button>
    </>
  )
}

function PasswordFields({ username }: { readonly username: string }) {
  return (
    <>
      <NameForPassword username={username} />
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
    </>
  )
}
