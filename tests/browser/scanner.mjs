// A mail scanner opens what a mail holds, by HEAD, by GET and in a browser that
// runs scripts, and follows every link it sees: not a row of the store changes
// (rule 20).  The same in the session of somebody who came in, downloads too:
// nothing but receipts and the audit, and nobody's rights.
import { check, same, test } from './lib.mjs'

// All there is, a value for each column of each table.
function rows (world) {
  const columns = world.sql(`SELECT m.name || '.' || c.name FROM sqlite_master m JOIN pragma_table_info(m.name) c
    WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite%'`).split('\n')
  check(columns.length > 300, 'a store has columns')
  const values = world.sql(columns.map(one => {
    const [table, column] = one.split('.')
    return `SELECT '${one}=' || replace(coalesce(group_concat(v, ' '), ''), char(10), ' ')
      FROM (SELECT quote("${column}") AS v FROM "${table}" ORDER BY 1)`
  }).join(';'))
  return Object.fromEntries(values.split('\n').map(line => [line.slice(0, line.indexOf('=')), line]))
}

// Which columns differ.
function changed (before, after) {
  return Object.keys(after).filter(k => before[k] !== after[k])
}

// Follow every link from START, scripts and all, by all three; what was visited.
async function crawl (world, page, start) {
  const waiting = [start]
  const seen = new Set()
  while (waiting.length > 0) {
    const url = waiting.shift().replace(/#.*/, '')
    if (seen.has(url) || !url.startsWith(world.url)) continue
    seen.add(url)
    await page.request.head(url)
    const got = await page.request.get(url)
    if (!/^text\/html/.test(got.headers()['content-type'] ?? '')) continue
    await page.goto(url)
    await page.waitForLoadState('load')
    // It presses nothing, but looks at everything there is.
    await page.evaluate(() => {
      for (const one of document.querySelectorAll('*')) {
        for (const what of ['mouseover', 'mousemove', 'focus', 'scroll']) one.dispatchEvent(new Event(what, { bubbles: true }))
      }
    })
    waiting.push(...await page.evaluate(() => [...document.querySelectorAll('a[href], link[href]')].map(a => a.href)),
      ...await page.evaluate(() => [...document.querySelectorAll('[src]')].map(a => a.src)))
  }
  return seen
}

await test(async world => {
  const scanner = await world.page()
  const before = rows(world)
  for (const who of ['OLIVE', 'IAN', 'FRANK', 'HEDDA']) await crawl(world, scanner, `${world.url}/d/${world.is[`TOKEN_${who}`]}`)
  for (const path of ['/letter', '/sign-in', '/copies', '/stopped', '/']) await crawl(world, scanner, world.url + path)
  same('what a scanner changed', '', changed(before, rows(world)).join(' '))
  await scanner.context().close()
  world.forgive() // a 404 is one, on the console

  // Whatever a GET may leave behind of somebody who is in.
  const receipts = ['session.seen_at', 'copy.opened_at', 'copy.collected_at', 'copy_coverage.', 'debrief.opened_at',
    'file_note.', 'audit_event.', 'audit_head.']
  for (const who of ['OLIVE', 'HEDDA']) {
    const page = await world.page()
    await world.recipient(page, who)
    const came = rows(world)
    const seen = await crawl(world, page, `${world.url}/copies`)
    check([...seen].some(u => /\/(document\.opus|task\.ics)$/.test(u)), `${who} came to a file`)
    const other = changed(came, rows(world)).filter(c => !receipts.some(r => c.startsWith(r)))
    same(`what the visits of ${who} changed`, '', other.join(' '))
    await page.context().close()
  }
  world.forgive()

  const staff = await world.page()
  await world.staff(staff)
  const came = rows(world)
  const seen = await crawl(world, staff, `${world.url}/children`)
  check(seen.has(`${world.url}/child/20`), 'she came to a file')
  const other = changed(came, rows(world)).filter(c => !receipts.some(r => c.startsWith(r)))
  same('what the visits of a caseworker changed', '', other.join(' '))
  world.forgive()
})
