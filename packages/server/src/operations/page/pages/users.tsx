import type { InferOutput } from 'valibot'

import type { User, UserPage } from '../../management/schemas.js'
import { Badge, Empty, Table } from '../parts.js'

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
        <p class="buttons">
          <a class="button" href="/users/import">
            Import
          </a>
          <a class="button primary" href="/users/new">
            Add user
          </a>
        </p>
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
            <Empty title="No users">
              {search === '' ? 'Add the first one.' : `No name begins with “${search}”.`}
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
              <a class="button" href={`/users?${more}`}>
                Next page
              </a>
            </p>
          )}
        </div>
      </section>
    </>
  )
}

export function ActiveBadge({ user }: { readonly user: InferOutput<typeof User> }) {
  return user.isActive ? <Badge tone="good">active</Badge> : <Badge>inactive</Badge>
}
