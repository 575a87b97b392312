/** What a runtime can do beyond HTTP, asked over HTTP: password hashes, SQLite, logins. */
import { createTokenApi } from 'tokenapi'
import { sqlAdmin } from 'tokenapi/admin'
import { memoryStore } from 'tokenapi/memory'
import {
  type PasswordHasherOptions,
  checkPassword,
  createPasswordHasher,
  makePassword,
} from 'tokenapi/password'
import { sqliteStore } from 'tokenapi/sqlite'

export type Question =
  | { readonly ask: 'passwords'; readonly rows: readonly PasswordRow[] }
  | { readonly ask: 'sqlite'; readonly file: string }
  | {
      readonly ask: 'login'
      readonly stored: string
      readonly password: string
      readonly hasher: PasswordHasherOptions
    }

export interface PasswordRow {
  readonly password: string
  readonly encoded: string
}

const secretKey = 'a secret key for the questions alone'

export async function questionsApp(request: Request): Promise<Response> {
  const question = (await request.json()) as Question
  return Response.json(await answerTo(question).catch(errorName))
}

async function answerTo(question: Question): Promise<unknown> {
  switch (question.ask) {
    case 'passwords':
      return Promise.all(
        question.rows.map(({ password, encoded }) =>
          checkPassword(password, encoded).catch(errorName),
        ),
      )
    case 'sqlite':
      return sqliteLogin(question.file)
    case 'login':
      return login(question)
  }
}

const errorName = (error: unknown): string => (error instanceof Error ? error.name : String(error))

/** A file made, a user added, logged in and verified. */
async function sqliteLogin(file: string): Promise<unknown> {
  const store = sqliteStore(file, { create: true })
  await sqlAdmin(store).migrate()
  const password = await makePassword('right', { iterations: 1_000 })
  await sqlAdmin(store).users.add({ username: 'maria', password })
  const api = createTokenApi({ secretKey, store })
  const { user, token } = await api.login('maria', 'right')
  const { user: verified } = await api.verify({ user: String(user.id), token })
  await api.close()
  return verified.username
}

async function login({ stored, password, hasher }: Question & { ask: 'login' }): Promise<unknown> {
  const api = createTokenApi({
    secretKey,
    store: memoryStore([{ username: 'maria', password: stored }]),
    passwordHasher: createPasswordHasher(hasher),
  })
  const response = await api.handle(
    new Request('http://app.example/token/new.json', {
      method: 'POST',
      body: new URLSearchParams({ username: 'maria', password }),
    }),
  )
  return { status: response.status, retryAfter: response.headers.get('retry-after') }
}
