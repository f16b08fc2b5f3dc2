// What every page is held to: HTML that is valid by somebody else's reading of the
// standard; nothing that axe finds, and nothing that scrolls sideways, at three
// widths; errors that lead to their fields; and pictures of it.
import { mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createRequire } from 'node:module'
import { HtmlValidate } from 'html-validate'

const pictures = process.env.PICTURES || join(process.env.BIN ?? '.', '..', 'pictures')
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const validator = new HtmlValidate({ extends: ['html-validate:standard'] })
const widths = [320, 768, 1366]

mkdirSync(pictures, { recursive: true })

// What is wrong with the HTML of SOURCE, a line each.
export async function invalid (source) {
  const report = await validator.validateString(source)
  return report.results.flatMap(r => r.messages).map(m => `${m.line}:${m.column} ${m.ruleId}: ${m.message}`).join('\n')
}

// What is wrong with how PAGE shows its errors, which axe does not ask: each is
// told in the title, leads to a field, and is read out with its field.
function errors (page) {
  return page.evaluate(() => {
    const wrong = []
    const described = [...document.querySelectorAll('[aria-describedby]')].flatMap(e => e.getAttribute('aria-describedby').split(' '))
    if (document.querySelector('.govuk-error-summary') && !/^(Error|Gwall): /.test(document.title)) wrong.push(`no error in the title '${document.title}'`)
    for (const a of document.querySelectorAll('.govuk-error-summary__list a')) {
      const to = document.getElementById(decodeURIComponent(a.hash.slice(1)))
      if (!to || !to.matches('input, select, textarea, button')) wrong.push(`'${a.innerText}' leads to no field (${a.hash})`)
    }
    for (const e of document.querySelectorAll('.govuk-error-message')) {
      if (!described.includes(e.id)) wrong.push(`'${e.innerText}' is no field's`)
    }
    return wrong
  })
}

async function found (page, width) {
  await page.setViewportSize({ width, height: 900 })
  const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
  const broken = await page.evaluate(async source => {
    if (!window.axe) (0, eval)(source) // eslint-disable-line no-eval
    const result = await window.axe.run(document, {
      runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']
    })
    return result.violations.map(v => `${v.id}: ${v.nodes.map(n => n.html).join(' | ')}`)
  }, axe).catch(e => [`axe did not run: ${e.message}`])
  return [...(over > 0 ? [`${over} pixels scroll sideways`] : []), ...broken].map(line => `at ${width} px: ${line}`)
}

// What is wrong with PAGE as it stands, a line each; pictures of it as NAME.  A click
// ends when the next page begins: its styles may still be on their way.
export async function ugly (page, name) {
  await page.waitForLoadState('load')
  const wrong = await errors(page)
  const before = page.viewportSize()
  for (const width of widths) {
    wrong.push(...await found(page, width))
    if (width !== 768) await page.screenshot({ path: join(pictures, `${name}-${width}.png`), fullPage: true })
  }
  await page.setViewportSize({ width: 390, height: 844 })
  await page.screenshot({ path: join(pictures, `${name}-390.png`), fullPage: true })
  await page.setViewportSize(before)
  return wrong.join('\n')
}

// What makes two pages the same but for their words and numbers.
function shape (source) {
  const parts = source.match(/<title>[^<]*|<[a-z]\w*|\b(?:lang|class|id|role|type)="[^"]*"/g) ?? []
  return [...new Set(parts.map(p => p.replace(/\d+/g, '#')))].sort().join(' ')
}

// Every HTML that a server sent to the pages of a test: what answers a POST and
// what went by on the way, too.
export class Answers {
  all = []
  looked = new Set()
  missed = []

  // OURS says whether an address is the server's.
  listen (page, ours) {
    page.on('response', response => {
      if (!ours(response.url()) || !/^text\/html/.test(response.headers()['content-type'] ?? '')) return
      const answer = { page, response }
      this.all.push(answer)
      answer.source = response.text().catch(e => {
        // What a script asked for and gave up is on no page.
        const request = response.request()
        if (request.isNavigationRequest()) this.missed.push(`${request.method()} ${response.url()}: ${e.message}`)
        return ''
      })
    })
  }

  // The HTML that PAGE was sent last; somebody looks at it now.
  async last (page) {
    const mine = await Promise.all(this.all.filter(a => a.page === page).map(a => a.source))
    const source = mine.filter(s => s !== '').at(-1)
    this.looked.add(shape(source))
    return source
  }

  // Hold all of them to it: the HTML of each; and each shape of a page that nobody
  // looked at is shown once more, just as it was sent, in a page of its own of BROWSER.
  // (What a script asks for is no page: the console puts parts of it into one.)
  async check (browser, name) {
    const sent = new Map()
    for (const { response, source } of this.all) sent.set(await source, response)
    sent.delete('')
    const wrong = this.missed.map(line => `not seen: ${line}`)
    for (const [source, response] of sent) {
      const what = `${response.status()} for ${response.request().method()} ${new URL(response.url()).pathname.replace(/\d{4,}/g, '…')}`
      const title = source.match(/<title>([^<]*?)( – [^<]*)?</)?.[1] ?? 'no title'
      const bad = await invalid(source)
      if (bad !== '') wrong.push(`${what}, '${title}': invalid HTML: ${bad}`)
      if (this.looked.has(shape(source)) || !response.request().isNavigationRequest()) continue
      this.looked.add(shape(source))
      const headers = { ...response.headers() }
      for (const one of ['set-cookie', 'content-length', 'transfer-encoding', 'clear-site-data']) delete headers[one]
      const page = await browser.newPage()
      // It stays as it was, though the console would tell it of what is now (no answer),
      // and a page that waits for something loads itself again.
      await page.route('**/events', () => {})
      await page.route(() => true, route =>
        route.request().isNavigationRequest() ? route.abort('aborted') : route.fallback())
      await page.route(url => url.href === response.url(), route =>
        route.fulfill({ status: response.status(), headers, body: source }), { times: 1 })
      const shown = await page.goto(response.url())
      if (await shown.text() !== source) wrong.push(`${what}, '${title}': it could not be shown again`)
      const at = `${name}-sent-${title.toLowerCase().replace(/[^a-z]+/g, '-')}-${this.looked.size}`
      const broken = await ugly(page, at)
      if (broken !== '') wrong.push(`${what}, '${title}' (picture ${at}): ${broken}`)
      await page.close()
    }
    return wrong.join('\n')
  }
}
