/** What pages are made of. */
import type { Child } from 'hono/jsx'

import type { ActionResult, Session } from './session/sessions.js'

const MINUTE = 60_000
const UNITS = [
  ['year', 525_960 * MINUTE],
  ['month', 43_830 * MINUTE],
  ['day', 1_440 * MINUTE],
  ['hour', 60 * MINUTE],
  ['minute', MINUTE],
] as const
const RELATIVE = new Intl.RelativeTimeFormat('en', { numeric: 'auto' })

/** "3 hours ago", with the exact time for the pointer and for machines. */
export function Time({
  at,
  exact = false,
}: {
  readonly at: string | null
  readonly exact?: boolean
}) {
  if (at === null) return <span class="soft">never</span>
  return (
    <time dateTime={at} title={at} {...(exact ? { 'data-form': 'exact' } : {})}>
      {exact
        ? at.replace('T', ' ').replace(/\.\d+Z$/, ' UTC')
        : relative(Date.parse(at) - Date.now())}
    </time>
  )
}

function relative(milliseconds: number): string {
  for (const [unit, size] of UNITS) {
    if (Math.abs(milliseconds) >= size)
      return RELATIVE.format(Math.round(milliseconds / size), unit)
  }
  return milliseconds > -MINUTE && milliseconds < MINUTE ? 'just now' : 'now'
}

export function Badge({
  tone = '',
  children,
}: {
  readonly tone?: 'good' | 'bad' | 'warm' | ''
  readonly children?: Child
}) {
  return <span class={`badge ${tone}`.trim()}>{children}</span>
}

/** A table that scrolls sideways in its card where the window is narrow. */
export function Table({
  name,
  heads,
  stacks = false,
  children,
}: {
  readonly name: string
  readonly heads: readonly string[]
  /** Whether the cells of a row wrap on a phone. */
  readonly stacks?: boolean
  readonly children?: Child
}) {
  return (
    <div class="scroll" tabindex={0} role="region" aria-label={name}>
      <table class={stacks ? 'stacks' : ''}>
        <caption class="hidden">{name}</caption>
        <thead>
          <tr>
            {heads.map((head) => (
              <th scope="col">{head === '' ? <span class="hidden">Actions</span> : head}</th>
            ))}
          </tr>
        </thead>
        <tbody>{children}</tbody>
      </table>
    </div>
  )
}

/** A form that changes something. */
export function Form({
  session,
  action,
  children,
  ...rest
}: {
  readonly session: Session
  readonly action: string
  readonly children?: Child
  readonly class?: string
  readonly enctype?: 'multipart/form-data'
}) {
  return (
    <form method="post" action={action} {...rest}>
      <input type="hidden" name="csrf" value={session.csrf} />
      {children}
    </form>
  )
}

/** In place of a table without rows. */
export function Empty({ title, children }: { readonly title: string; readonly children?: Child }) {
  return (
    <div class="empty">
      <b>{title}</b>
      {children}
    </div>
  )
}

/** For password managers: whose password a form holds. */
export function NameForPassword({ username }: { readonly username: string }) {
  return <input type="text" autocomplete="username" value={username} readonly hidden />
}

/** How the action before went: the keyboard goes on from here. */
export function ResultNote({ result }: { readonly result: ActionResult }) {
  return (
    <div
      class={`note ${result.kind === 'done' ? 'good' : 'bad'}`}
      role={result.kind === 'done' ? 'status' : 'alert'}
      tabindex={-1}
      autofocus
    >
      {result.text}
      {result.secret !== undefined && (
        <>
          <div class="secret">
            <code id="secret">{result.secret}</code>
            <button type="button" class="small scripted" data-copy="secret">
              Copy
            </button>
          </div>
          <p class="soft">
            Clients send it in a header: <code>Authorization: Bearer TOKEN</code>
          </p>
        </>
      )}
    </div>
  )
}

/** A page of one card. */
export function Titled({ title, children }: { readonly title: string; readonly children?: Child }) {
  return (
    <>
      <div class="head">
        <h1>{title}</h1>
      </div>
      <section class="card">{children}</section>
    </>
  )
}

/** A page that is a sentence. */
export function Message({ title, text = '' }: { readonly title: string; readonly text?: string }) {
  return (
    <section class="card narrow stack" role="alert">
      <h1>{title}</h1>
      {text !== '' && <p>{text}</p>}
      <p>
        <a href="/">Go to the overview</a>
      </p>
    </section>
  )
}
