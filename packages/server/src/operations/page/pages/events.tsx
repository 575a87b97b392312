import type { InferOutput } from 'valibot'

import type { Event, EventPage } from '../../management/schemas.js'
import { Badge, Empty, Table, Time } from '../parts.js'

export interface EventsProps {
  readonly page: InferOutput<typeof EventPage>
  readonly filter: { readonly user: string; readonly name: string; readonly address: string }
  /** Whether this is the first page, which shows new events as they come. */
  readonly isNewest: boolean
}

/** The audit trail, newest first. */
export function Events({ page: { events, next }, filter, isNewest }: EventsProps) {
  const older = new URLSearchParams({ ...filter, before: String(next) })
  return (
    <>
      <div class="head">
        <h1>Events</h1>
        {isNewest && (
          <label class="check scripted" data-live="list">
            <input id="live" type="checkbox" checked /> Live
          </label>
        )}
      </div>
      <section class="card">
        <form role="search" class="row" action="/events" data-into="list">
          <label>
            User
            <input name="user" value={filter.user} placeholder="Id or name" />
          </label>
          <label>
            Event
            <input name="name" value={filter.name} placeholder="login.failed" />
          </label>
          <label>
            Address
            <input name="address" value={filter.address} placeholder="203.0.113.7" />
          </label>
          <button>Filter</button>
        </form>
        <div id="list" data-status={`${events.length} events`}>
          {events.length === 0 ? (
            <Empty title="No events">No event fits this filter.</Empty>
          ) : (
            <EventTable events={events} />
          )}
          {next !== null && (
            <p class="pager">
              <a class="button" href={`/events?${older}`}>
                Older events
              </a>
            </p>
          )}
        </div>
      </section>
    </>
  )
}

type Listed = InferOutput<typeof Event>

/** Events as rows. `withUser: false` where all are of one user. */
export function EventTable({
  events,
  withUser = true,
}: {
  readonly events: readonly Listed[]
  readonly withUser?: boolean
}) {
  const heads = ['Time', 'Event', ...(withUser ? ['User'] : []), 'Address', 'What']
  return (
    <Table name="Events" heads={heads} stacks>
      {events.map((event) => (
        <EventRow event={event} withUser={withUser} />
      ))}
    </Table>
  )
}

function EventRow({ event, withUser }: { readonly event: Listed; readonly withUser: boolean }) {
  const { details } = event
  const actor = typeof details['actor'] === 'string' ? `by ${details['actor']}` : undefined
  const path = event.name.startsWith('authentication.') ? event.path : undefined
  const what = [event.reason ?? event.code, path, actor].filter(
    (each) => each !== undefined && each !== null,
  )
  return (
    <tr>
      <td class="nowrap">
        <Time at={event.time} exact />
      </td>
      <td>
        <Badge tone={toneOf(event.name)}>{event.name}</Badge>
      </td>
      {withUser && (
        <td>
          {event.userId === null ? (
            event.username
          ) : (
            <a href={`/users/${encodeURIComponent(event.userId)}`}>
              {event.username ?? event.userId}
            </a>
          )}
        </td>
      )}
      <td class="code">{event.address}</td>
      <td>{what.join(', ')}</td>
    </tr>
  )
}

function toneOf(name: string): 'good' | 'bad' | 'warm' | '' {
  if (/failed|refused|throttled|unavailable|reused/.test(name)) return 'bad'
  if (/revoked|deactivated|fallback|warning|future/.test(name)) return 'warm'
  return name.endsWith('succeeded') ? 'good' : ''
}
