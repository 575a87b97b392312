import { type SessionStorage, createClient } from 'tokenapi/client'

export const clientOf = (url: string, storage: SessionStorage) => createClient({ url, storage })
