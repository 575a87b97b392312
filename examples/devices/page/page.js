import { createClient, isClientError } from 'tokenapi/client'

const KEY = 'session'
const client = createClient({
  url: location.origin,
  // Other tabs and reloads keep the session. A script that an attacker gets into the page can read it.
  storage: {
    load: () => JSON.parse(localStorage.getItem(KEY) ?? 'null') ?? undefined,
    save: (session) =>
      session === undefined
        ? localStorage.removeItem(KEY)
        : localStorage.setItem(KEY, JSON.stringify(session)),
  },
  // This device was logged out from another one.
  onUnauthorized: () => showLogin('You were logged out.'),
})
const find = (selector, within = document) => within.querySelector(selector)
const times = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' })

async function showDevices() {
  const devices = await client.tokens.list()
  find('#devices').replaceChildren(...devices.map(deviceItem))
  find('#others').disabled = devices.length < 2
  show('#account')
}

/** The row of a device. Names come from users: they are text, and never HTML. */
function deviceItem(device) {
  const item = find('#device').content.cloneNode(true).firstElementChild
  find('.name', item).textContent = device.name || 'A device without a name'
  find('.current', item).hidden = !device.current
  find('.used', item).textContent =
    device.lastUsedAt === null
      ? 'Not used yet'
      : `Last used ${timeOf(device.lastUsedAt)} from ${device.lastAddress ?? 'an unknown address'}`
  find('.created', item).textContent =
    `Logged in ${timeOf(device.createdAt)} · ends ${timeOf(device.expiresAt)}`

  const form = find('form', item)
  const edit = (isEdited) => {
    form.hidden = !isEdited
    form.elements.name.value = device.name
    if (isEdited) form.elements.name.select()
  }
  on(find('.edit', item), 'click', () => edit(true))
  on(find('.cancel', item), 'click', () => edit(false))
  on(form, 'submit', async () => {
    await client.tokens.rename(device.id, form.elements.name.value)
    await showDevices()
  })
  on(find('.revoke', item), 'click', async () => {
    if (device.current) return logout()
    await client.tokens.revoke(device.id)
    await showDevices()
  })
  return item
}

const timeOf = (text) => times.format(new Date(text))

async function login() {
  await client.login(Object.fromEntries(new FormData(find('#login'))))
  find('#login').reset()
  await showDevices()
}

async function logout() {
  await client.logout()
  showLogin()
}

function showLogin(problem = '') {
  show('#login')
  report(problem)
}

function show(shown) {
  for (const id of ['#login', '#account']) find(id).hidden = id !== shown
}

function report(problem) {
  find('#problem').textContent = problem
  find('#problem').hidden = problem === ''
}

/** Runs an action, and shows why it does not work. */
async function attempt(action) {
  report('')
  try {
    await action()
  } catch (error) {
    if (!isClientError(error)) throw error
    // `onUnauthorized` has shown the form already.
    if (error.code !== 'invalid_token') report(error.message)
  }
}

function on(element, type, action) {
  element.addEventListener(type, (event) => {
    event.preventDefault()
    void attempt(action)
  })
}

on(find('#login'), 'submit', login)
on(find('#logout'), 'click', logout)
on(find('#others'), 'click', async () => {
  await client.tokens.revokeOthers()
  await showDevices()
})
await attempt(async () => ((await client.session()) === undefined ? showLogin() : showDevices()))
