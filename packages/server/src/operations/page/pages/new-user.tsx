import { Form } from '../parts.js'
import type { Session } from '../session/sessions.js'

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
