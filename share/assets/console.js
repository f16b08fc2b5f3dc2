// The console's script.  Its page works without it: here its values are kept up
// to date, forms are sent without loading the page anew, and marks have keys.
//
// What the recorder says comes as server-sent events.  When something else than
// a clock or a level has changed, the page is fetched and its regions replaced,
// but not one in which somebody is typing or ticking.

const seconds = 1000
const pageAt = location.pathname
let version = bar() && bar().dataset.version
let events
let loading = false

function bar () {
  return document.querySelector('.doc-bar')
}

function put (element, text) {
  if (element && element.textContent !== text) element.textContent = text
}

// ---------------------------------------------------------------- live values

// Said once, in words, when it begins; it stays until it is over.
function warn (words) {
  const region = document.querySelector('[data-alert]')
  if (region.dataset.alert === words) return
  region.dataset.alert = words
  region.replaceChildren()
  if (!words) return
  const warning = document.createElement('div')
  warning.className = 'govuk-warning-text doc-warning'
  const icon = document.createElement('span')
  icon.className = 'govuk-warning-text__icon'
  icon.setAttribute('aria-hidden', 'true')
  icon.textContent = '!'
  const text = document.createElement('strong')
  text.className = 'govuk-warning-text__text'
  const hidden = document.createElement('span')
  hidden.className = 'govuk-visually-hidden'
  hidden.textContent = 'Warning'
  text.append(hidden, ' ', words)
  warning.append(icon, text)
  region.append(warning)
}

function meter (level, peak) {
  const box = document.querySelector('[data-meter]')
  if (!box) return
  box.hidden = false
  box.querySelector('.doc-meter__level').style.width = `${level}%`
  box.querySelector('.doc-meter__peak').style.left = `${Math.max(0, peak - 1)}%`
}

function show (now) {
  for (const element of document.querySelectorAll('[data-live]')) put(element, now[element.dataset.live])
  document.querySelectorAll('[data-microphone]').forEach((element, i) => put(element, now.microphones[i] || ''))
  document.querySelector('[data-tone]').className = `doc-state doc-state--${now.tone}`
  warn(now.alarm)
  meter(now.level, now.peak)
  if (now.version !== version) refresh()
}

function gone (yes) {
  document.querySelector('[data-gone]').hidden = !yes
}

function listen () {
  events = new EventSource('/events')
  events.onopen = () => gone(false)
  events.onmessage = event => {
    gone(false)
    show(JSON.parse(event.data))
  }
  events.onerror = () => {
    gone(true)
    if (events.readyState !== EventSource.CLOSED) return
    events.close()
    setTimeout(listen, 2 * seconds)
  }
}

// -------------------------------------------------------------------- regions

// Is somebody in the middle of something there?
function busy (region) {
  if (region.contains(document.activeElement) && document.activeElement.matches('input, textarea')) return true
  for (const input of region.querySelectorAll('input:not([type="hidden"]):not([id="keys"])')) {
    if (input.type === 'checkbox' ? input.checked !== input.defaultChecked : input.value !== input.defaultValue) return true
  }
  return false
}

// The element of another page that is what ELEMENT was in this one.
function alike (element, region) {
  if (element.id) return region.querySelector(`#${CSS.escape(element.id)}`)
  if (element.dataset.key) return region.querySelector(`[data-key="${element.dataset.key}"]`)
  const form = element.closest('form')
  const action = form && form.getAttribute('action')
  return action ? region.querySelector(`form[action="${action}"] ${element.tagName.toLowerCase()}`) : null
}

// FORCED: the region whose form was sent takes what came back, and that only.
function replace (text, forced, otherwise = '/') {
  const other = new DOMParser().parseFromString(text, 'text/html')
  const regions = [...document.querySelectorAll('[data-region]')]
  const names = page => [...page.querySelectorAll('[data-region]')].map(r => r.dataset.region).join()
  if (!other.querySelector('.doc-bar') || names(other) !== names(document)) {
    location.assign(otherwise) // another page: before, meeting, over
    return
  }
  document.title = other.title
  for (const region of regions) {
    const next = other.querySelector(`[data-region="${region.dataset.region}"]`)
    if (region !== forced && busy(region)) continue
    const had = region.contains(document.activeElement) ? document.activeElement : null
    if (region.dataset.region === 'bar') {
      warn(next.querySelector('[data-alert]').dataset.alert)
      replaceBar(region, next)
    } else {
      region.replaceChildren(...next.childNodes)
    }
    if (had) (alike(had, region) || document.querySelector('main h1, main h2')).focus()
  }
  version = bar().dataset.version
  keys()
}

// The alert stays where it is, or it would be said again; what was said goes
// into the status that is there, so that it is said once.
function replaceBar (region, next) {
  region.querySelector('.doc-bar').replaceWith(next.querySelector('.doc-bar'))
  const said = region.querySelector('[data-said]')
  const words = next.querySelector('[data-said]')
  if (said.innerHTML !== words.innerHTML) said.replaceChildren(...words.childNodes)
}

async function refresh () {
  if (loading) return
  loading = true
  try {
    // what was answered before is old news by now
    if (pageAt === '/') history.replaceState(null, '', pageAt)
    const answer = await fetch(pageAt, { cache: 'no-store' })
    if (answer.ok) replace(await answer.text())
  } catch {
    gone(true)
  }
  loading = false
}

// ---------------------------------------------------------------------- forms

function fail () {
  gone(true)
  const p = document.createElement('p')
  p.className = 'doc-said__refused'
  p.textContent = 'It could not be sent. Press it again when the console is back: it is done once.'
  document.querySelector('[data-said]').replaceChildren(p)
}

// One after the other: the next form is looked at when the answer before is on
// the page, with a key of its own.
let queue = Promise.resolve()

async function send (form, submitter) {
  const data = new URLSearchParams(new FormData(form))
  if (submitter && submitter.name) data.set(submitter.name, submitter.value)
  const region = form.closest('[data-region]')
  loading = true
  try {
    const answer = await fetch(form.action, { method: 'POST', body: data })
    const where = new URL(answer.url)
    if (where.pathname === '/') history.replaceState(null, '', where.pathname + where.search)
    replace(await answer.text(), region, where.href)
  } catch {
    fail()
  }
  loading = false
}

document.addEventListener('submit', event => {
  const form = event.target
  if (form.method !== 'post' || pageAt !== '/') return
  event.preventDefault()
  if (form.dataset.sent) return // twice by mistake
  form.dataset.sent = 'yes'
  queue = queue.then(() => send(form, event.submitter)).finally(() => { delete form.dataset.sent })
})

// ----------------------------------------------------------------------- keys

function wanted () {
  return localStorage.getItem('keys') !== 'off'
}

function keys () {
  for (const link of document.querySelectorAll('[data-refresh]')) link.hidden = true
  const box = document.querySelector('[data-keys]')
  if (!box) return
  box.hidden = false
  box.querySelector('input').checked = wanted()
  for (const hint of document.querySelectorAll('[data-hint]')) hint.hidden = !wanted()
  for (const button of document.querySelectorAll('[data-key]')) {
    if (wanted()) button.setAttribute('aria-keyshortcuts', button.dataset.key)
    else button.removeAttribute('aria-keyshortcuts')
  }
}

document.addEventListener('change', event => {
  if (event.target.id !== 'keys') return
  localStorage.setItem('keys', event.target.checked ? 'on' : 'off')
  keys()
})

document.addEventListener('keydown', event => {
  if (!wanted() || event.ctrlKey || event.altKey || event.metaKey || event.repeat) return
  if (event.target.closest('input:not([type="checkbox"]), textarea, select, [contenteditable]')) return
  const find = () => document.querySelector(`[data-key="${CSS.escape(event.key.toLowerCase())}"]`)
  if (!find()) return
  event.preventDefault()
  queue = queue.then(() => {
    const button = find()
    if (button && button.form) return send(button.form, button)
    if (button) button.click()
  })
})

if (bar()) {
  keys()
  listen()
}
