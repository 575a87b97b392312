import { Form, NameForPassword } from '../parts.js'
import type { Session } from '../session/sessions.js'

export interface ConfirmProps {
  readonly session: Session
  /** Where the form goes once more. */
  readonly action: string
  readonly form: Readonly<Record<string, unknown>>
  readonly problem?: string | undefined
  /** The page that the form came from. */
  readonly back: string
}

/** Asks for the password before something dangerous. A password in the form is typed again: no page repeats one. */
export function Confirm({ session, action, form, problem, back }: ConfirmProps) {
  const kept = Object.entries(form).filter(
    ([name, value]) => typeof value === 'string' && !['csrf', 'confirm', 'password'].includes(name),
  )
  return (
    <section class="card narrow stack">
      <h1>Confirm that it is you</h1>
      <p class="soft">You gave your password more than ten minutes ago.</p>
      {problem !== undefined && (
        <p class="note bad" role="alert">
          {problem}
        </p>
      )}
      <Form class="stack" action={action} session={session}>
        {kept.map(([name, value]) => (
          <input type="hidden" name={name} value={String(value)} />
        ))}
        <NameForPassword username={session.user.username} />
        <label>
          Your own password
          <input
            type="password"
            name="confirm"
            required
            autofocus
            autocomplete="current-password"
          />
        </label>
        {typeof form['password'] === 'string' && form['password'] !== '' && (
          <label>
            Once more, the new password of the user
            <input
              type="password"
              name="password"
              required
              minlength={15}
              autocomplete="new-password"
            />
          </label>
        )}
        <p class="buttons">
          <button class="primary">Continue</button>
          <a class="button" href={back}>
            Cancel
          </a>
        </p>
      </Form>
    </section>
  )
}
