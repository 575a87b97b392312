/** The lists of requests that the load generator sends: a guarded request, and a login, for each user. */
import { randomUUID } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'

import { createSigner } from 'fast-jwt'
import { createTokenApi } from 'tokenapi'
import { memoryStore } from 'tokenapi/memory'

import type { LoginList, RequestList, Row } from '../row.ts'
import { guardedRequest, jsonRequest } from './request-line.mjs'
import { PASSWORD, SECRET, USERS, keyOf } from './users.mjs'

/** Lists that need no database. */
export function writeRequests(folder: string): void {
  const api = createTokenApi({ secretKey: SECRET, store: memoryStore(USERS) })
  const sign = createSigner({ key: SECRET, expiresIn: '7d' })
  const headers: Partial<Record<RequestList, (user: (typeof USERS)[number]) => string>> = {
    // As long as one with a token.
    'no-token': ({ id }) => `X-Nothing: ${String(id).padStart(40, '0')}`,
    'classic': (user) => {
      const pair = Buffer.from(`${user.id}:${api.makeToken(user)}`).toString('base64')
      return `Authorization: Basic ${pair}`
    },
    'jwt': ({ id }) => `Authorization: Bearer ${sign({ sub: String(id) })}`,
    'simplejwt': ({ id }) =>
      `Authorization: Bearer ${sign({ token_type: 'access', jti: randomUUID(), user_id: id })}`,
    'key': ({ id }) => `Authorization: Bearer ${keyOf(id)}`,
    'drf-key': ({ id }) => `Authorization: Token ${keyOf(id)}`,
  }
  for (const [name, headerOf] of Object.entries(headers)) {
    writeList(folder, name, USERS.map((user) => guardedRequest(headerOf(user))).join('\n'))
  }
}

export function writeLogins(folder: string): void {
  const logins: Readonly<Record<LoginList, (username: string) => string>> = {
    'tokenapi': (username) => formRequest('/token/new.json', { username, password: PASSWORD }),
    'by-name': (username) => jsonRequest('/login', { username, password: PASSWORD }),
    'by-email': (username) =>
      jsonRequest('/api/auth/sign-in/email', {
        email: `${username}@example.com`,
        password: PASSWORD,
      }),
  }
  for (const [name, requestOf] of Object.entries(logins)) {
    writeList(folder, `logins-${name}`, USERS.map(({ username }) => requestOf(username)).join('\n'))
  }
}

function formRequest(path: string, fields: Record<string, string>): string {
  const type = 'Content-Type: application/x-www-form-urlencoded'
  return ['POST', path, type, new URLSearchParams(fields).toString()].join('\t')
}

export function writeList(folder: string, name: string, lines: string): void {
  writeFileSync(listFile(folder, name), `${lines}\n`)
}

/** The file of a row's requests. Tokens that are made in a database are of that database. */
export function requestsOf({ requests, database }: Row, folder: string): string {
  const isMade = /^(?:access|adonis|better-auth-.*)$/.test(requests)
  return listFile(folder, isMade ? `${requests}-${database}` : requests)
}

export function loginsOf({ logins }: Row, folder: string): string | undefined {
  return logins === undefined ? undefined : listFile(folder, `logins-${logins}`)
}

function listFile(folder: string, name: string): string {
  return join(folder, `${name}.tsv`)
}
