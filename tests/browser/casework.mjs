// A caseworker signs in, finds a child among two with nearly one name, says
// why, reads the file, searches it, and plays a moment of it.
import { check, plays, same, test } from './lib.mjs'

await test(async world => {
  const page = await world.page()

  await page.goto(`${world.url}/sign-in`)
  await world.look(page, 'sign-in')
  await world.staff(page)
  await world.look(page, 'children')
  same('children', 2, await page.locator('.doc-card').count())
  await page.getByLabel('Search by name').fill('wyn')
  await page.getByRole('button', { name: 'Search' }).click()
  same('found by an alias', 1, await page.locator('.doc-card').count())
  check((await page.locator('.doc-card').innerText()).includes('4 March 2014'), 'a date of birth tells them apart')
  await page.getByRole('link', { name: 'Ann Example' }).click()
  await world.look(page, 'opening')
  await page.getByLabel('Your reason').fill('Visit on Thursday')
  await page.getByRole('button', { name: 'Open the file' }).click()
  await page.getByRole('heading', { name: 'Ann Example' }).waitFor()
  same('the reason, in the audit', 'Visit on Thursday', world.sql("SELECT why FROM audit_event WHERE what = 'file.opened'"))
  await world.look(page, 'childfile')

  const text = await page.locator('main').innerText()
  for (const words of ['He has a key <b>still</b>', 'Change the locks this week', 'Call the school',
    '4 December 2026', 'Olive Sample (Sample Police)', 'A copy was made.']) {
    check(text.includes(words), `'${words}' is not in the file`)
  }
  check(!text.includes('Said by mistake'), 'an undone note is in the file')

  // A chapter, then the moment of an action.
  const audio = page.locator('audio')
  await page.getByRole('link', { name: /^0:25 Decision/ }).click()
  check(await plays(page, 25) < 40, 'the decision plays from 25 s')
  await page.getByRole('link', { name: /Play the moment of this Action/ }).click()
  check(await plays(page, 40) < 60, 'the action plays from 40 s')
  await audio.evaluate(a => { a.currentTime = 590 })
  await plays(page, 590)

  await page.getByLabel('Search this file').fill('LOCKS')
  await page.getByRole('button', { name: 'Search' }).click()
  await page.getByRole('heading', { name: 'Found in this file: 1' }).waitFor()
  await world.look(page, 'search')

  await page.getByRole('button', { name: 'Sign out' }).click()
  await page.waitForURL(/\/sign-in$/)
  await page.goto(`${world.url}/child/20`)
  same('after signing out', `${world.url}/sign-in`, page.url())
})
