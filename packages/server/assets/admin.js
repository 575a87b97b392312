// Forms and links with data-into="ID" fetch their page and replace that one element. Without this script they load pages.
const byId = (id) => document.getElementById(id)
const on = (type, listener) => document.addEventListener(type, listener)
let running
async function swap(url, id, isLive) {
  running?.abort()
  const { signal } = (running = new AbortController())
  const old = byId(id)
  if (!isLive) old.setAttribute('aria-busy', 'true')
  try {
    const answer = await fetch(url, { signal, headers: isLive ? { 'x-live': '1' } : {} })
    const page = new DOMParser().parseFromString(await answer.text(), 'text/html')
    const fresh = page.getElementById(id)
    if (!fresh || new URL(answer.url).pathname !== location.pathname)
      return location.assign(answer.url)
    const focused = document.activeElement
    if (isLive && isRead(old, focused)) return
    localTimes(fresh)
    old.replaceWith(fresh)
    if (focused.id) byId(focused.id)?.focus()
    if (!isLive) history.replaceState(null, '', answer.url)
    say(fresh.dataset.status ?? '')
  } catch (error) {
    if (error.name !== 'AbortError' && !isLive) location.assign(url)
  } finally {
    if (running?.signal === signal) running = undefined
  }
}

// Whether the keyboard or a selection is in what would be replaced.
function isRead(old, focused) {
  const selection = getSelection()
  const isSelected = !selection.isCollapsed && selection.containsNode(old, true)
  return isSelected || (!focused.id && old.contains(focused))
}

// A screen reader reads only what changed.
function say(text) {
  const status = byId('status')
  if (status.textContent !== text) status.textContent = text
}

on('submit', (event) => {
  const { into } = event.target.dataset
  if (!into) return
  event.preventDefault()
  const url = new URL(event.target.action)
  url.search = new URLSearchParams(new FormData(event.target))
  void swap(url, into)
})

on('click', (event) => {
  const link = event.target.closest('a[data-into]')
  if (link && !event.metaKey && !event.ctrlKey && !event.shiftKey) {
    event.preventDefault()
    void swap(link.href, link.dataset.into)
  }
  const button = event.target.closest('[data-copy]')
  if (button) void copy(button)
})

async function copy(button) {
  const source = byId(button.dataset.copy)
  let done = 'Copied'
  try {
    await navigator.clipboard.writeText(source.textContent)
  } catch {
    // No clipboard without HTTPS, or not permitted.
    getSelection().selectAllChildren(source)
    done = 'Selected: press Ctrl+C or ⌘C'
  }
  button.textContent = done
  say(done)
}

// Times in the reader's zone.
const format = (options) => new Intl.DateTimeFormat(undefined, options)
const FULL = format({ dateStyle: 'full', timeStyle: 'long' })
const FORMATS = {
  exact: format({ dateStyle: 'medium', timeStyle: 'medium' }),
  time: format({ timeStyle: 'short' }),
  day: format({ weekday: 'short', day: 'numeric' }),
  hour: format({ weekday: 'short', hour: 'numeric', minute: '2-digit' }),
}
function localTimes(root) {
  for (const time of root.querySelectorAll('time')) {
    const date = new Date(time.dateTime)
    time.title = FULL.format(date)
    const form = FORMATS[time.dataset.form]
    if (form) time.textContent = form.format(date)
  }
}
localTimes(document)

// What changes by itself, while the page is in front.
const live = document.querySelector('[data-live]')
if (live)
  setInterval(() => {
    if (!document.hidden && !running && byId('live')?.checked)
      void swap(location.href, live.dataset.live, true)
  }, 2000)
