// Every page's script.  Pages work without it.
//
// govuk-frontend's styles look for these classes; its own way of setting them
// is a script in the page, which our policy forbids.
document.body.classList.add('js-enabled', 'govuk-frontend-supported')

// A screen reader hears first what went wrong.
const summary = document.querySelector('[data-module="govuk-error-summary"]')
if (summary) {
  summary.tabIndex = -1
  summary.focus()
}

// Pressing twice by mistake sends once.
for (const button of document.querySelectorAll('[data-prevent-double-click="true"]')) {
  let pressed = -Infinity
  button.addEventListener('click', event => {
    if (event.timeStamp - pressed < 1000) event.preventDefault()
    pressed = event.timeStamp
  })
}

// Something is being done: look again.
if (document.querySelector('[data-module="doc-again"]')) {
  setTimeout(() => window.location.reload(), 1000)
}
