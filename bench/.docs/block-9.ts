import { type Client, createClient } from 'tokenapi/client'

const client: Client = createClient({
  url: 'https://api.example.com',
  onUnauthorized: () =>
    client.login({ username: 'backup', password: process.env['PASSWORD'] ?? '' }),
})

export {}
