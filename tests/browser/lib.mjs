// What every browser test stands on: a seeded store, a server of its own, a
// Chromium of its own, checks, pictures, and an end that leaves nothing.
//
//	BIN=build/bin PICTURES=build/pictures node tests/browser/NAME.mjs
import { execFileSync, spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, existsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { chromium } from 'playwright-core'
import { Answers, invalid, ugly } from './held.mjs'

export const bin = process.env.BIN
if (!bin) throw new Error('BIN is the folder with marac-share and seed')

export function check (ok, words) {
  if (!ok) throw new Error(words)
}

export function same (what, expected, got) {
  check(expected === got, `${what}: expected ${JSON.stringify(expected)}, got ${JSON.stringify(got)}`)
}

// Wait until fn() is true; an event, polled.
export async function until (what, fn, seconds = 60) {
  const end = Date.now() + seconds * 1000
  while (Date.now() < end) {
    if (await fn()) return
    await new Promise(resolve => setTimeout(resolve, 50))
  }
  throw new Error(`never came true: ${what}`)
}

export class World {
  constructor () {
    this.folder = mkdtempSync(join(tmpdir(), 'marac-browser.'))
    this.store = join(this.folder, 'store')
    this.complaints = []
    this.answers = new Answers()
  }

  seed (...args) {
    return execFileSync(join(bin, 'seed'), args, { encoding: 'utf8' })
  }

  sql (text) {
    return this.seed('sql', this.store, text).trim()
  }

  async open () {
    await this.serve()
    await this.openBrowser()
  }

  async openBrowser () {
    this.browser = await chromium.launch({
      executablePath: process.env.CHROMIUM || '/usr/bin/chromium',
      args: ['--headless=new', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
        '--disable-background-networking', '--disable-component-update', '--disable-sync',
        '--autoplay-policy=no-user-gesture-required']
    })
  }

  async serve () {
    this.is = {}
    for (const line of this.seed('make', this.store).trim().split('\n')) {
      const [, name, value] = line.match(/^([A-Z_0-9]+)='?(.*?)'?$/)
      this.is[name] = value
    }
    const port = join(this.folder, 'port')
    this.server = spawn(join(bin, 'marac-share'),
      ['serve', '--store', this.store, '--port-file', port], { stdio: ['ignore', 'ignore', 'pipe'] })
    this.log = ''
    this.server.stderr.on('data', text => { this.log += text })
    this.ended = new Promise(resolve => this.server.on('exit', resolve))
    await until('the server listens', () => existsSync(port) || this.server.exitCode !== null)
    check(this.server.exitCode === null, `the server ended: ${this.log}`)
    this.url = `http://localhost:${readFileSync(port, 'utf8').trim()}`
  }

  // A page in a context of its own.  Whatever it says on the console, and any
  // request to somewhere else, is a complaint.
  async page (options = {}) {
    const context = await this.browser.newContext({ viewport: { width: 390, height: 844 }, ...options })
    const page = await context.newPage()
    page.on('console', m => {
      if (['error', 'warning'].includes(m.type())) this.complaints.push(`console: ${m.text()}`)
    })
    this.answers.listen(page, url => url.startsWith(this.url))
    page.on('pageerror', e => this.complaints.push(`page: ${e.message}`))
    await context.route(url => !url.href.startsWith(this.url), route => {
      if (this.elsewhere) return route.fulfill({ contentType: 'text/html', body: '<title>Elsewhere</title>' })
      this.complaints.push(`went to ${route.request().url()}`)
      return route.abort()
    })
    return page
  }

  // Whoever asks for what must be refused is not told of it twice: the browser says
  // on its console that the answer was not 200.  Nothing else is forgiven.
  forgive (what = /^console: Failed to load resource: the server responded with a status of 4\d\d /) {
    this.complaints = this.complaints.filter(c => !what.test(c))
  }

  // PAGE, and the HTML that it was sent last, is as a page must be; with pictures.
  async look (page, name) {
    same(`${name}: invalid HTML`, '', await invalid(await this.answers.last(page)))
    same(`${name}: what is wrong with it`, '', await ugly(page, name))
  }

  async recipient (page, who) {
    await page.goto(`${this.url}/d/${this.is[`TOKEN_${who}`]}`)
    await page.getByLabel('Your access code').fill(this.is[`CODE_${who}`])
    await page.getByRole('button', { name: 'Open' }).click()
    await page.waitForURL(/\/(copies|(copy|debrief|task)\/\d+)$/)
  }

  // steps: codes are used once, so a second sign-in takes a later one.
  async staff (page, steps = 0) {
    await page.goto(`${this.url}/sign-in`)
    await page.getByLabel('User name').fill('cora')
    await page.getByLabel('Password').fill(this.is.PASSWORD)
    await page.getByLabel('Code from your').fill(this.seed('totp', this.is.TOTP_CORA, String(steps)).trim())
    await page.getByRole('button', { name: 'Sign in' }).click()
    await page.waitForURL(/\/children$/)
  }

  async close () {
    if (this.browser) await this.browser.close()
    if (this.server && this.server.exitCode === null) {
      this.server.kill('SIGTERM')
      this.status = await this.ended
    }
    rmSync(this.folder, { recursive: true, force: true })
  }
}

// A recorded meeting before its release, with a distributor at work
// (office-world.sh), and its chair and coordinator.
export class Office extends World {
  script = 'office-world.sh'
  lands = /\/meetings$/

  async serve () {
    this.log = ''
    this.said = ''
    this.is = {}
    this.server = spawn(join(import.meta.dirname ?? new URL('.', import.meta.url).pathname, this.script), [],
      { stdio: ['pipe', 'pipe', 'pipe'] })
    this.server.stderr.on('data', text => { this.log += text })
    this.server.stdout.on('data', text => { this.said += text })
    this.ended = new Promise(resolve => this.server.on('exit', resolve))
    await until('the office is open', () => this.said.includes('READY\n') || this.server.exitCode !== null, 240)
    check(this.server.exitCode === null, `the office closed: ${this.log}`)
    for (const line of this.said.split('READY')[0].trim().split('\n')) {
      const at = line.indexOf('=')
      this.is[line.slice(0, at)] = line.slice(at + 1)
    }
    this.url = this.is.URL
  }

  async ask (sql) {
    this.said = ''
    this.server.stdin.write(`${sql.replace(/\s+/g, ' ')}\n`)
    await until('the store answers', () => this.said.endsWith('DONE\n'))
    return this.said.slice(0, -'DONE\n'.length).trim()
  }

  async office (page, who) {
    const secret = this.is[`TOTP_${who.toUpperCase()}`]
    await page.goto(`${this.url}/sign-in`)
    await page.getByLabel('User name').fill(who)
    await page.getByLabel('Password').fill(this.is.PASSWORD)
    await page.getByLabel('Code from your').fill(
      execFileSync('oathtool', ['--totp', '--base32', secret], { encoding: 'utf8' }).trim())
    await page.getByRole('button', { name: 'Sign in' }).click()
    await page.waitForURL(this.lands)
  }

  async close () {
    if (this.browser) await this.browser.close()
    if (this.server && this.server.exitCode === null) {
      this.server.stdin.end()
      this.status = await this.ended
    }
    rmSync(this.folder, { recursive: true, force: true })
  }
}

// A store and an administrator, ada.
export class Administration extends Office {
  script = 'admin-world.sh'
  lands = /\/well$/
}

// The six digits for SECRET, STEPS half-minutes on.
export function digits (secret, steps = 0) {
  return execFileSync('oathtool', ['--totp', '--base32', '--now', `${steps * 30} seconds`, secret],
    { encoding: 'utf8' }).trim()
}

// Tab on until what has the focus on PAGE is WANTED: by its tag, id and words, by its
// tag and label, or by its name alone.  Each stop on the way must be visible.
export async function tabTo (page, wanted, most = 80) {
  for (let i = 0; i < most; i++) {
    await page.keyboard.press('Tab')
    const at = await page.evaluate(() => {
      const e = document.activeElement
      if (e === document.body) return { names: ['BODY'], seen: true }
      const box = e.getBoundingClientRect()
      const label = (e.getAttribute('aria-label') || e.labels?.[0]?.innerText || e.innerText || '').trim()
      return {
        names: [`${e.tagName} ${e.id} ${e.innerText || ''}`, `${e.tagName} ${label}`, label],
        seen: box.width > 0 && box.height > 0
      }
    })
    check(at.seen, `the focus is on something that cannot be seen: ${at.names[0]}`)
    if (at.names.some(name => wanted.test(name))) return
  }
  throw new Error(`the Tab key never came to ${wanted}`)
}

// Run STEPS in a world; any failure or complaint is the test's.
export async function test (steps, world = new World()) {
  let failed = false
  try {
    await world.open()
    await steps(world)
    same('complaints', '', world.complaints.join('\n'))
    same('pages that nobody looked at', '', await world.answers.check(world.browser, basename(process.argv[1], '.mjs')))
  } catch (e) {
    failed = true
    console.error(`FAIL: ${e.stack}`)
    console.error(world.log || '')
  }
  await world.close()
  if (!failed && world.status !== 0) {
    failed = true
    console.error(`FAIL: the server ended with ${world.status}\n${world.log}`)
  }
  process.exit(failed ? 1 : 0)
}

// The audio of PAGE really plays on behind FROM seconds.  Where it is then.  What was
// pressed may still be on its way to the page that plays.
export async function plays (page, from = 0) {
  const at = () => page.evaluate(() => document.querySelector('audio')?.currentTime ?? -1).catch(e => {
    if (!/context was destroyed/.test(e.message)) throw e
    return -1
  })
  await until(`audio plays behind ${from} s`, async () => await at() >= from + 1)
  return at()
}
