// A whole meeting from the browser's console: with the mouse, with the keyboard
// alone, and without JavaScript; two pages see the same; what is lost is said
// in words; one screen of 1366 by 768 is enough.
import { check, same, test, until } from './lib.mjs'
import { Room } from './room.mjs'

const room = new Room(18, 14)
const desk = { viewport: { width: 1366, height: 768 } }

// Nothing of it lies outside the window.
async function fits (page, what) {
  const over = await page.evaluate(() => [document.documentElement.scrollHeight - window.innerHeight,
    document.documentElement.scrollWidth - document.documentElement.clientWidth])
  check(over[0] <= 0 && over[1] <= 0, `${what} at 1366 by 768 is too large by ${over}`)
}

const state = page => page.locator('[data-live="state"]').innerText()
const stateIs = (page, words) => until(`the state is ${words}`, async () => await state(page) === words)
const said = (page, words) => page.locator('[data-said]').getByText(words).waitFor()
const live = page => page.locator('[data-refresh]').first().waitFor({ state: 'hidden' })
const count = kind => room.journal().split('\n').filter(line => line.includes(` ${kind} `)).length

// The keyboard's way to something: Tab until it has the focus.
async function tabTo (page, name) {
  for (let i = 0; i < 80; i++) {
    await page.keyboard.press('Tab')
    const at = await page.evaluate(() => {
      const e = document.activeElement
      return (e.getAttribute('aria-label') || (e.labels && e.labels[0] && e.labels[0].innerText) || e.innerText || '').trim()
    })
    if (name.test(at)) return
  }
  throw new Error(`Tab does not lead to ${name}`)
}

await test(async world => {
  const page = await world.page(desk)
  await page.goto(world.url)
  await page.getByRole('heading', { name: 'No recorder runs here' }).waitFor()
  await world.look(page, 'console-none')

  // before the meeting: it finds the recorder by itself
  await world.record()
  await page.getByRole('heading', { name: 'Before the meeting' }).waitFor()
  await live(page)
  await fits(page, 'before the meeting')
  await world.look(page, 'console-before')
  await page.getByRole('button', { name: 'Start recording' }).click()
  await said(page, 'cannot start before the notice was read aloud')
  await world.look(page, 'console-refused')
  world.forgive() // the 409, on the console
  await page.getByRole('button', { name: 'The notice was read aloud' }).click()
  await said(page, 'The notice was read aloud')
  for (const name of ['Erin Example 1,', 'Erin Example 2,', 'Erin Example 4,']) await page.getByLabel(name).check()
  await page.getByRole('button', { name: 'Save who is here' }).click()
  await page.getByText('3 in the room').waitFor()
  await page.getByRole('button', { name: 'Start recording' }).click()
  await page.getByRole('button', { name: 'End case 1 and start case 2' }).waitFor()
  await stateIs(page, 'Recording')
  await live(page)

  // a second page, in a browser of its own, sees what the first does
  const second = await world.page(desk)
  await second.goto(world.url)
  await live(second)
  await page.getByRole('button', { name: 'Decision' }).click()
  await second.getByText('Decision, item 1').waitFor()
  await second.getByRole('button', { name: 'Risk' }).click()
  await page.getByText('Risk, item 1').waitFor()

  // the words of a mark: typed while the other page goes on, and not lost
  await page.getByRole('button', { name: 'Action' }).click()
  await page.getByLabel('Words of the action').fill('Cxl the school')
  await second.getByRole('button', { name: 'Note' }).click()
  await page.getByText('Note, item 1').waitFor()
  same('what was being typed', 'Cxl the school', await page.getByLabel('Words of the action').inputValue())
  await page.getByRole('button', { name: 'Save the words' }).click()
  await page.getByText('An action needs the agency').waitFor()
  await fits(page, 'an action without its owner')
  await world.look(page, 'console-words')
  world.forgive() // the 400, on the console
  same('what was typed', 'Cxl the school', await page.getByLabel('Words of the action').inputValue())
  await page.getByLabel('Agency', { exact: true }).fill('Agency 2')
  await page.getByLabel('Due').fill('2026-12-01')
  await page.getByRole('button', { name: 'Save the words' }).click()
  await said(page, 'The words of the action in item 1 are kept')
  await fits(page, 'the meeting')
  await world.look(page, 'console-meeting')

  // the meter moves and is not announced; the clock goes on
  const meter = page.locator('[data-meter]')
  same('the meter, to a screen reader', 'true', await meter.getAttribute('aria-hidden'))
  check(await meter.isVisible(), 'the meter is there')
  const level = () => page.locator('.doc-meter__level').evaluate(e => e.style.width)
  check(parseInt(await level(), 10) > 20, `a level of ${await level()}`)
  const clock = () => page.locator('[data-live="clock"]').innerText()
  const before = await clock()
  await until('the clock goes on', async () => await clock() !== before)

  // keys: not in a text field, not when turned off
  same('decisions', 1, count('decision'))
  await page.locator('h1').click()
  await page.keyboard.press('d')
  await said(page, 'Marked: decision')
  await page.getByLabel('Words of the decision').fill('')
  await page.getByLabel('Words of the decision').pressSequentially('aundr')
  same('typed, not marked', 'aundr', await page.getByLabel('Words of the decision').inputValue())
  await page.getByLabel('Words of the decision').fill('')
  await page.locator('h1').click()
  // two at once are two
  await page.keyboard.press('a')
  await page.keyboard.press('r')
  await page.locator('.doc-recent').getByText('Risk, item 1').first().waitFor()
  await until('both are there', () => count('action') === 2 && count('risk') === 2)
  await page.keyboard.press('u')
  await until('the risk is taken back', () => count('undone') === 1)
  await page.getByLabel('Single keys').uncheck()
  await page.locator('h1').click()
  await page.keyboard.press('d')
  check(!await page.getByText('(D)').isVisible(), 'the hint is gone with the keys')
  await page.getByLabel('Single keys').check()
  await page.locator('h1').click()
  await page.keyboard.press('n')
  await until('a key, turned on again', () => count('note') === 2)
  same('with keys turned off', 2, count('decision'))

  // next, and off the record, from either page
  await page.getByRole('button', { name: 'End case 1 and start case 2' }).click()
  await said(page, 'Is anyone leaving or joining?')
  await second.getByRole('button', { name: 'End case 2 and start case 3' }).waitFor()
  await second.getByRole('button', { name: 'Off the record' }).click()
  await stateIs(page, 'Off the record: nothing is written')
  await fits(page, 'off the record')
  await world.look(page, 'console-off-record')
  same('Resume is not Start', 0, await page.getByRole('button', { name: 'Start' }).count())
  await page.getByRole('button', { name: 'Resume recording' }).click()
  await stateIs(second, 'Recording')
  await page.getByLabel('Erin Example 4,').uncheck()
  await page.getByRole('button', { name: 'Save who is here' }).click()
  await second.getByText('In the room now: 2').waitFor()

  // nothing is heard: said once, in words
  await page.evaluate(() => {
    window.alerts = 0
    new MutationObserver(list => { window.alerts += list.filter(m => m.addedNodes.length).length })
      .observe(document.querySelector('[role="alert"]'), { childList: true, subtree: true })
  })
  await import('node:fs').then(fs => fs.writeFileSync(world.control, 'stall\n'))
  const warning = page.getByRole('alert').getByText(/sound|microphone/i)
  await warning.waitFor()
  await page.getByText('Microphone: Missing').waitFor()
  await fits(page, 'the alarm')
  await world.look(page, 'console-alarm')
  await import('node:fs').then(fs => fs.writeFileSync(world.control, ''))
  await warning.waitFor({ state: 'hidden' })
  check(await page.evaluate(() => window.alerts) <= 2, `said ${await page.evaluate(() => window.alerts)} times`)

  // the recorder is killed, and comes back; so is the console
  await world.stop(world.recorder, 'SIGKILL')
  await page.getByText('The console has lost the recorder. The recording itself goes on if the recorder runs.').waitFor()
  await world.look(page, 'console-lost-recorder')
  await world.record()
  await stateIs(page, 'Recording')
  await stateIs(second, 'Recording')
  await world.stop(world.server)
  const goneWords = page.getByText('This page has lost the console.')
  await goneWords.waitFor()
  same('its end', 0, world.server.exitCode)
  await world.look(page, 'console-lost-page')
  await page.getByRole('button', { name: 'Decision' }).click()
  await said(page, 'It could not be sent. Press it again')
  same('meanwhile it recorded', 'recording', world.status().state)
  await world.serve(world.port)
  await goneWords.waitFor({ state: 'hidden' })
  world.forgive(/^console: Failed to load resource: net::ERR_/) // the server was away
  await page.getByRole('button', { name: 'Decision' }).click()
  await said(page, 'Marked: decision')
  same('decisions', 3, count('decision'))

  // the keyboard alone, to another case and to the end
  await second.close()
  await page.goto(world.url)
  await live(page)
  await page.keyboard.press('Tab')
  await page.keyboard.press('Enter') // skip to the main content
  await tabTo(page, /^Go to another case$/)
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { name: 'All cases' }).waitFor()
  await world.look(page, 'console-cases')
  await tabTo(page, /^Start case 1$/)
  await page.keyboard.press('Enter')
  await page.getByText('Case 1 has begun').waitFor()
  await live(page)
  await tabTo(page, /^Erin Example 5,/)
  await page.keyboard.press('Space')
  await tabTo(page, /^Save who is here$/)
  await page.keyboard.press('Enter')
  await page.getByText('In the room now: 3').waitFor()
  await page.keyboard.press('a')
  await page.getByLabel('Words of the action').waitFor()
  await page.goto(world.url + '/someone')
  await world.look(page, 'console-someone')
  await page.goto(world.url)
  await live(page)
  await page.keyboard.press('u')
  await until('a mark is taken back at once', () => count('undone') === 2)
  await page.keyboard.press('u')
  await page.getByRole('heading', { name: 'Take this back?' }).waitFor()
  await world.look(page, 'console-undo')
  await tabTo(page, /^No, go back$/)
  await page.keyboard.press('Enter')
  await live(page)
  await tabTo(page, /^End the meeting$/)
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { name: 'End the meeting?' }).waitFor()
  await page.getByText('cases on the agenda have not been heard').waitFor()
  await world.look(page, 'console-end')
  await tabTo(page, /^End the meeting$/)
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { name: 'The meeting has ended' }).waitFor()
  await world.look(page, 'console-over')
  same('ended', 1, count('ended'))
}, room)
