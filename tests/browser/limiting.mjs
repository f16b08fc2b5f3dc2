// A coordinator restricts a child's file from the page of its case with the
// keyboard alone, and without JavaScript sees it reviewed and lifted; what is
// missing is said beside its field.
import { Office, check, same, tabTo, test } from './lib.mjs'

await test(async world => {
  const page = await world.page({ viewport: { width: 1366, height: 900 } })
  const { keyboard } = page

  const stands = () => world.ask(`SELECT reason, review_on, (SELECT count(*) FROM file_reader
    WHERE restriction_id = id) FROM file_restriction WHERE lifted_at IS NULL`)

  await world.office(page, 'cora')
  await page.goto(`${world.url}${world.is.PAGE}`)
  await world.look(page, 'case-files')
  await tabTo(page, /^A Restrict/)
  await keyboard.press('Enter')
  await page.getByRole('heading', { name: 'Restrict this file' }).waitFor()
  await world.look(page, 'restrict')
  await tabTo(page, /^BUTTON .*Restrict the file/)
  await keyboard.press('Enter')
  await page.getByRole('link', { name: 'Choose who may open it, or nobody' }).waitFor()
  world.complaints.length = 0 // the 400, on the console
  await world.look(page, 'restrict-missing', false)
  await tabTo(page, /^INPUT Sam Mockup/)
  await keyboard.press('Space')
  await tabTo(page, /^INPUT Why is it restricted/)
  await keyboard.type('Somebody told the father where they live')
  await tabTo(page, /^INPUT When is it reviewed/)
  await keyboard.type('2 January 2099')
  await keyboard.press('Enter')
  await page.locator('.govuk-panel__title', { hasText: 'File restricted' }).waitFor()
  same('what stands', 'Somebody told the father where they live|2099-01-02|1', await stands())
  await world.look(page, 'restrict-done')
  await tabTo(page, /^A Go back to the file/)
  await keyboard.press('Enter')
  await page.getByRole('heading', { name: 'This file is restricted' }).waitFor()
  await world.look(page, 'restricted')

  // Without JavaScript: overdue, from the list of files; reviewed, then lifted.
  await world.ask("UPDATE file_restriction SET review_on = '2026-01-02'")
  const plain = await world.page({ javaScriptEnabled: false })
  await plain.context().addCookies(await page.context().cookies())
  // What was pressed goes on by itself only with JavaScript.
  const over = async title => {
    for (let i = 0; i < 100 && await plain.getByRole('link', { name: 'Look again' }).isVisible(); i++) {
      await plain.getByRole('link', { name: 'Look again' }).click()
    }
    await plain.locator('.govuk-panel__title', { hasText: title }).waitFor()
  }
  await plain.goto(`${world.url}/files`)
  await plain.getByText('Overdue').waitFor()
  await plain.getByRole('link', { name: /Review or lift the restriction of/ }).click()
  await plain.getByText('Overdue').waitFor()
  await plain.getByLabel('What did the review find?').fill('He looks for them still')
  await plain.getByLabel('When is it reviewed next?').fill('1/2/2020')
  await plain.getByRole('button', { name: 'Keep it restricted' }).click()
  await plain.getByRole('link', { name: 'The day of the review must be in the future' }).waitFor()
  world.complaints.length = 0 // the 400
  same('what was typed', 'He looks for them still', await plain.getByLabel('What did the review find?').inputValue())
  await plain.getByLabel('When is it reviewed next?').fill('1/2/2099')
  await plain.getByRole('button', { name: 'Keep it restricted' }).click()
  await over('Review noted')
  same('what stands', 'Somebody told the father where they live|2099-02-01|1', await stands())
  await plain.getByRole('link', { name: 'Go back to the file’s restriction' }).click()
  await plain.getByLabel('Why is it restricted no longer?').fill('He has gone away')
  await plain.getByRole('button', { name: 'Lift the restriction' }).click()
  await over('Restriction lifted')
  same('what stands', '', await stands())
}, new Office())
