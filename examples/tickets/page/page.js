import { createClient, isClientError } from 'tokenapi/client'

const client = createClient({ url: location.origin, onUnauthorized: () => show(false) })
const find = (id) => document.getElementById(id)

/** A URL with a ticket. The token itself is never in a URL. */
async function link(name) {
  const response = await client.fetch(`/links/${name}.json`, { method: 'POST' })
  return (await response.json()).url
}

async function download() {
  const anchor = document.createElement('a')
  anchor.href = await link('report')
  anchor.download = ''
  anchor.click()
}

async function listen() {
  const events = new EventSource(await link('events'))
  events.addEventListener('message', ({ data }) => add(data))
  events.addEventListener('error', () => {
    // CONNECTING: the browser tries again by itself. CLOSED: the server has refused, so get a new ticket.
    if (events.readyState === EventSource.CLOSED) add('the event stream has ended')
  })
}

async function connect() {
  const url = new URL(await link('socket'), location.href)
  url.protocol = url.protocol.replace('http', 'ws')
  const socket = new WebSocket(url)
  socket.addEventListener('open', () => socket.send('a message that comes back'))
  socket.addEventListener('message', ({ data }) => add(data))
  socket.addEventListener('close', () => add('the WebSocket has closed'))
}

async function login(event) {
  event.preventDefault()
  await client.login(Object.fromEntries(new FormData(find('login'))))
  show(true)
}

async function logout() {
  await client.logout()
  show(false)
}

function show(isLoggedIn) {
  find('login').hidden = isLoggedIn
  find('links').hidden = !isLoggedIn
}

function add(text) {
  const item = document.createElement('li')
  item.textContent = text
  find('messages').append(item)
}

/** Runs an action, and shows why it does not work. */
const trying = (action) => async (event) => {
  find('problem').textContent = ''
  try {
    await action(event)
  } catch (error) {
    if (!isClientError(error)) throw error
    find('problem').textContent = error.message
  }
}

find('login').addEventListener('submit', trying(login))
find('download').addEventListener('click', trying(download))
find('events').addEventListener('click', trying(listen))
find('socket').addEventListener('click', trying(connect))
find('logout').addEventListener('click', trying(logout))
