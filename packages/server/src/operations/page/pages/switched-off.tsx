/** In place of what a setting switches off: how to switch it on. */
import { Empty } from '../parts.js'

export function TokensOff() {
  return (
    <Empty title="Access tokens are off">
      <p>
        To issue and revoke tokens here, set <code>ACCESS_TOKENS=true</code>, run{' '}
        <code>tokenapi migrate</code>, and restart the server. Logins get classic tokens until then.
      </p>
    </Empty>
  )
}

export function EventsOff() {
  return (
    <Empty title="Events are not recorded">
      <p>
        Set <code>AUDIT=true</code>, run <code>tokenapi migrate</code>, and restart the server.
      </p>
    </Empty>
  )
}
