import { Message } from '../parts.js'

/** The answer to a form without the session's CSRF token. */
export function WrongForm() {
  return (
    <Message
      title="This form is of another session"
      text="Go back, load the page again, and repeat what you did."
    />
  )
}
