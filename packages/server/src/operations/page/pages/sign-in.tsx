/** Who are you? */
export function SignIn({
  username = '',
  next,
  problem,
}: {
  readonly username?: string
  readonly next: string
  readonly problem?: string | undefined
}) {
  return (
    <section class="card narrow sign-in stack">
      <p class="brand">tokenapi</p>
      <h1>Sign in to administer</h1>
      {problem !== undefined && (
        <p class="note bad" role="alert">
          {problem}
        </p>
      )}
      <form class="stack" method="post" action="/sign-in">
        <input type="hidden" name="next" value={next} />
        <label>
          User name
          <input
            name="username"
            value={username}
            required
            autofocus
            autocomplete="username"
            autocapitalize="none"
            spellcheck={false}
          />
        </label>
        <label>
          Password
          <input type="password" name="password" required autocomplete="current-password" />
        </label>
        <button class="primary">Sign in</button>
      </form>
    </section>
  )
}
