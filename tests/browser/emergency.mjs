// A child's file by somebody who does not hold it, with the keyboard alone and
// then without JavaScript; what the chair sees of it; a restriction, on every
// page of a file.
import { check, plays, same, tabTo, test } from './lib.mjs'

await test(async world => {
  const page = await world.page()
  const { keyboard } = page
  world.sql(`UPDATE meeting SET chair_id = 9;
    DELETE FROM child_assignment WHERE account_id = 2;
    UPDATE action SET outcome = 'complete', basis = 'observed', outcome_note = 'She was in class on Monday.';
    UPDATE copy SET opened_at = made_at + 60000, collected_at = made_at + 90000 WHERE id = 1`)

  await world.staff(page)
  await tabTo(page, /in an emergency/)
  await keyboard.press('Enter')
  await page.getByRole('heading', { name: 'Open a file in an emergency' }).waitFor()
  await world.look(page, 'emergency')
  await tabTo(page, /^BUTTON .*Open the file/)
  await keyboard.press('Enter')
  await page.getByRole('link', { name: 'Enter the child’s whole name' }).or(page.getByRole('link', { name: "Enter the child's whole name" })).waitFor()
  world.forgive() // the 400, on the console
  await world.look(page, 'emergency-missing')
  await tabTo(page, /^INPUT name/)
  await keyboard.type('Dan Nobody')
  await tabTo(page, /^INPUT born/)
  await keyboard.type('1 May 2027')
  await tabTo(page, /^INPUT reason/)
  await keyboard.type('At the door')
  await keyboard.press('Enter')
  await page.getByText('No file can be opened for what you typed').waitFor()
  world.forgive() // the 403
  await world.look(page, 'emergency-refused')
  await tabTo(page, /^INPUT name/)
  await keyboard.press('Control+A')
  await keyboard.type('Dan Invented')
  await keyboard.press('Enter')
  await page.getByRole('heading', { name: 'Dan Invented' }).waitFor()
  await page.getByText('You opened this file in an emergency').waitFor()
  await world.look(page, 'emergency-file')
  await tabTo(page, /^AUDIO/)
  await keyboard.press('Space')
  await plays(page)
  await tabTo(page, /Who has looked/) // round again
  await keyboard.press('Enter')
  await page.getByRole('heading', { name: 'Who has looked at this file' }).waitFor()
  await page.getByRole('cell', { name: 'Opened it in an emergency' }).waitFor()
  await page.getByRole('cell', { name: 'Listened to case NS-2026-0148' }).waitFor()
  await world.look(page, 'lookers')
  await tabTo(page, /Back to the file/)
  await keyboard.press('Enter')
  await page.getByRole('heading', { name: 'Timeline' }).waitFor()

  // A restriction is said on every page of the file.
  world.sql(`INSERT INTO file_restriction (id, child_id, reason, set_by, set_at, review_on)
    VALUES (1, 20, 'Somebody told the father where they live', 2, 1795000000000, '2030-01-02');
    INSERT INTO file_reader VALUES (1, 8)`)
  const said = () => page.getByText('This file is restricted').waitFor()
  await page.goto(`${world.url}/children?q=ann`)
  await page.getByText('It is reviewed on 2 January 2030').waitFor()
  await page.getByText('Check the date of birth: another child has nearly the same name').first().waitFor()
  await world.look(page, 'children-found')
  await page.getByRole('link', { name: 'Ann Example' }).click()
  await said()
  await world.look(page, 'opening-restricted')
  await page.getByLabel('Your reason').fill('Visit on Thursday')
  await page.getByRole('button', { name: 'Open the file' }).click()
  await page.getByRole('heading', { name: 'Ann Example' }).waitFor()
  await said()
  const timeline = await page.getByRole('region', { name: 'Timeline' }).innerText()
  for (const words of ['She was in class on Monday.', 'complete, observed', 'A copy was made.', 'Restricted by Charlie Sample', 'Northshire, case NS-2026-0147']) {
    check(timeline.includes(words), `'${words}' is not on the timeline: ${timeline}`)
  }
  await world.look(page, 'childfile-restricted')
  await page.getByLabel('Search this file').fill('northshire')
  await page.getByRole('button', { name: 'Search' }).click()
  await page.getByRole('heading', { name: 'Found in this file: 1' }).waitFor()
  await said()
  await page.getByLabel('Search this file').fill('class on monday')
  await page.getByRole('button', { name: 'Search' }).click()
  await page.getByRole('heading', { name: 'Found in this file: 1' }).waitFor()
  await page.goto(`${world.url}/child/20/looks`)
  await said()

  // The chair, without JavaScript.
  const desk = await world.page({ javaScriptEnabled: false, viewport: { width: 1366, height: 768 } })
  await desk.goto(`${world.url}/sign-in`)
  await desk.getByLabel('User name').fill('chair')
  await desk.getByLabel('Password').fill(world.is.PASSWORD)
  await desk.getByLabel('Code from your').fill(world.seed('totp', world.is.TOTP_CHAIR, '0').trim())
  await desk.getByRole('button', { name: 'Sign in' }).click()
  await desk.getByRole('link', { name: 'Deadlines' }).click()
  await desk.getByText('was opened in an emergency by somebody who does not hold it').first().waitFor()
  await desk.getByRole('link', { name: 'Children’s files' }).click()
  await desk.getByRole('cell', { name: 'At the door' }).waitFor()
  same('refused tries', 1, await desk.getByText('Refused').count())
  world.sql("UPDATE file_restriction SET review_on = '2026-01-02'")
  await desk.reload()
  await desk.getByText('Overdue').waitFor()
  await desk.getByRole('link', { name: /Dan Invented/ }).click()
  await desk.getByRole('cell', { name: 'Opened it in an emergency' }).waitFor()

  const office = await world.page()
  await office.context().addCookies(await desk.context().cookies())
  await office.goto(`${world.url}/files`)
  await world.look(office, 'files')
  await office.getByRole('link', { name: /Ann Example/ }).click()
  await world.look(office, 'lookers-office')
  await page.goto(`${world.url}/child/20`)
  await page.getByText('was due on 2 January 2026 and is overdue').waitFor()

  // And the whole of it again without JavaScript.
  world.sql("UPDATE emergency SET ends_at = 1 WHERE child_id IS NOT NULL; UPDATE account SET totp_step = 0")
  const plain = await world.page({ javaScriptEnabled: false })
  await world.staff(plain, 1)
  await plain.getByRole('link', { name: /in an emergency/ }).click()
  await plain.getByLabel('whole name').fill('Dan Invented')
  await plain.getByLabel('Date of birth').fill('2027-05-01')
  await plain.getByLabel('Why do you need it now?').fill('Again at the door')
  await plain.getByRole('button', { name: 'Open the file' }).click()
  await plain.getByRole('heading', { name: 'Dan Invented' }).waitFor()
  await plain.getByRole('link', { name: 'Who has looked' }).click()
  await plain.getByRole('cell', { name: 'Again at the door' }).waitFor()
})
