// Forms and links with data-into="ID" fetch their page and replace that one element. Without this script they load pages.
let request
async function swap(url, init, id) {
  request?.abort()
  request = new AbortController()
  const old = document.getElementById(id)
  old.setAttribute('aria-busy', 'true')
  try {
    const answer = await fetch(url, { ...init, signal: request.signal })
    const page = new DOMParser().parseFromString(await answer.text(), 'text/html')
    const fresh = page.getElementById(id)
    if (!fresh || new URL(answer.url).pathname !== location.pathname)
      return location.assign(answer.url)
    const focused = document.activeElement?.id
    old.replaceWith(fresh)
    if (focused) document.getElementById(focused)?.focus()
    history.replaceState(null, '', answer.url)
    document.getElementById('status').textContent = fresh.dataset.status ?? ''
    localTimes(fresh)
  } catch (error) {
    if (error.name !== 'AbortError') location.assign(url)
  }
}

document.addEventListener('submit', (event) => {
  const { into } = event.target.dataset
  if (!into || event.target.method !== 'get') return
  event.preventDefault()
  const url = new URL(event.target.action)
  url.search = new URLSearchParams(new FormData(event.target, event.submitter))
  void swap(url, {}, into)
})

document.addEventListener('click', (event) => {
  const link = event.target.closest('a[data-into]')
  if (link && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.button) {
    event.preventDefault()
    void swap(link.href, {}, link.dataset.into)
  }
  const button = event.target.closest('button[data-copy]')
  if (button) void copy(button)
})

async function copy(button) {
  const source = document.getElementById(button.dataset.copy)
  const status = document.getElementById('status')
  try {
    await navigator.clipboard.writeText(source.textContent)
    status.textContent = button.textContent = 'Copied'
  } catch {
    // No clipboard without HTTPS, or not permitted.
    getSelection().selectAllChildren(source)
    status.textContent = 'Selected: copy it with the keyboard'
  }
}

// Times in the reader's zone.
function localTimes(root) {
  for (const time of root.querySelectorAll('time')) {
    time.title = new Date(time.dateTime).toLocaleString(undefined, {
      dateStyle: 'full',
      timeStyle: 'long',
    })
    const { axis } = time.dataset
    if (axis) {
      const form = axis === 'day' ? { weekday: 'short', day: 'numeric' } : { timeStyle: 'short' }
      time.textContent = new Date(time.dateTime).toLocaleString(undefined, form)
    }
    if (time.dataset.exact !== undefined) {
      time.textContent = new Date(time.dateTime).toLocaleString(undefined, {
        dateStyle: 'medium',
        timeStyle: 'medium',
      })
    }
  }
}
localTimes(document)

// New events, while the page is open and in front.
const live = document.querySelector('[data-live]')
if (live) {
  setInterval(() => {
    if (document.hidden || !document.getElementById('live')?.checked) return
    void swap(location.href, { headers: { 'x-live': '1' } }, live.dataset.live)
  }, 2000)
}
