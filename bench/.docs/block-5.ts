import { type Authentication, type TokenApi } from 'tokenapi'

export async function changePassword(
  api: TokenApi,
  { user, token }: Authentication,
  save: (id: number | string) => Promise<void>,
): Promise<void> {
  await save(user.id)
  if (token.kind === 'access') await api.accessTokens.rebind(token.id)
}

export {}
