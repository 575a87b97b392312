import { type Session, type SessionStorage, createClient } from 'tokenapi/client'

const storage: SessionStorage = {
  load: () => JSON.parse(sessionStorage.getItem('session') ?? 'null') as Session | null,
  save: (session) => sessionStorage.setItem('session', JSON.stringify(session ?? null)),
}
export const client = createClient({ url: 'https://app.example.com', storage })

declare const sessionStorage: {
  getItem(name: string): string | null
  setItem(name: string, text: string): void
}

export {}
