// Somebody who was not there reads their debrief, says so, and says how their
// task went; with the keyboard alone, and without JavaScript as well.
import { check, same, tabTo, test } from './lib.mjs'

async function neutral (page) {
  const shown = (await page.title() + await page.locator('h1, h2, h3').allInnerTexts()).toLowerCase()
  for (const word of ['meeting', 'recording', 'marac', 'debrief', 'abuse', 'ann ', 'ns-2026']) {
    check(!shown.includes(word), `'${word}' is in the title or a heading`)
  }
}

await test(async world => {
  const page = await world.page()
  const { keyboard } = page
  const said = () => world.sql("SELECT outcome || '|' || basis || '|' || outcome_note FROM action")

  await world.recipient(page, 'HEDDA')
  same('where the code leads', `${world.url}/copies`, page.url())
  await neutral(page)
  await world.look(page, 'words')

  await tabTo(page, /^A .*Document 1/)
  await keyboard.press('Enter')
  await page.waitForURL(/\/debrief\/\d{12}$/)
  const debrief = page.url()
  await neutral(page)
  await page.getByText('The locks are changed <this> week.').waitFor()
  same('paragraphs of the first text', 2, await page.locator('h2:text-is("The main points") ~ p').evaluateAll(all =>
    all.filter(p => p.innerText.startsWith('Ann is often') || p.innerText.startsWith('Her mother')).length))
  await world.look(page, 'debrief')
  same('not acknowledged by looking', '0', world.sql('SELECT count(acknowledged_at) FROM debrief'))
  await tabTo(page, /^BUTTON .*I have read this/)
  await keyboard.press('Enter')
  await page.getByText(/You told us on .* that you read this/).waitFor()
  same('acknowledged', '1', world.sql('SELECT count(acknowledged_at) FROM debrief'))
  same('the button is gone', 0, await page.getByRole('button', { name: 'I have read this' }).count())
  await world.look(page, 'debrief-read')

  await tabTo(page, /^A .*Task 1, to do by/)
  await keyboard.press('Enter')
  await page.waitForURL(/\/task\/\d{12}$/)
  const task = page.url()
  await neutral(page)
  await page.getByText('Call the school').waitFor()
  await world.look(page, 'task')

  // Nothing chosen: said in words, and nothing is kept.
  await page.getByRole('button', { name: 'Tell us' }).click()
  await page.getByText('There is a problem').waitFor()
  check((await page.title()).startsWith('Error: '), 'the title tells of the error')
  world.forgive() // the 400, on the console
  await world.look(page, 'task-wrong')
  same('kept', '||', said())

  // What was chosen is not asked for again.
  await page.getByLabel('It is done').check()
  await page.getByRole('button', { name: 'Tell us' }).click()
  await page.getByRole('link', { name: 'Choose how you know' }).waitFor()
  world.forgive()
  same('what is asked for', 'Choose how you know', await page.locator('.govuk-error-summary__list').innerText())
  await page.getByRole('link', { name: 'Choose how you know' }).click()
  same('where that leads', 'observed', await page.evaluate(() => document.activeElement.id))
  same('kept', '||', said())

  await page.goto(task)
  await tabTo(page, /^INPUT complete/)
  await keyboard.press('ArrowDown')
  await tabTo(page, /^INPUT observed/)
  await keyboard.press('ArrowDown')
  await tabTo(page, /^INPUT note/)
  await keyboard.type('The family has moved')
  await keyboard.press('Enter')
  await page.getByText('You told us: not possible: things changed').waitFor()
  same('kept', 'not possible|reported|The family has moved', said())
  await world.look(page, 'task-said')

  const [download] = await Promise.all([page.waitForEvent('download'), page.getByText('Put the day in your calendar').click()])
  same('the name of the file', 'task.ics', download.suggestedFilename())

  // Stopping it: gone, and the coordinator is told.
  await page.goto(debrief)
  await tabTo(page, /I did not expect this/)
  await keyboard.press('Enter')
  await tabTo(page, /Stop this document/)
  await keyboard.press('Enter')
  await page.waitForURL(/\/stopped$/)
  same('alerts', '1', world.sql('SELECT count(*) FROM alert'))
  const gone = await page.goto(debrief)
  same('the debrief afterwards', 404, gone.status())
  world.forgive() // that 404, on the console
  await page.context().close()

  // Without JavaScript.
  world.sql("UPDATE debrief SET withdrawn_at = NULL, withdrawn_why = '', acknowledged_at = NULL; UPDATE action SET outcome = '', basis = '', outcome_note = ''")
  const plain = await world.page({ javaScriptEnabled: false })
  await world.recipient(plain, 'HEDDA')
  await plain.getByRole('link', { name: 'Document 1' }).click()
  await plain.getByRole('button', { name: 'I have read this' }).click()
  await plain.getByText(/You told us on .* that you read this/).waitFor()
  await plain.getByRole('link', { name: 'All your documents' }).click()
  await plain.getByRole('link', { name: 'Task 1' }).click()
  await plain.getByLabel('It is done').check()
  await plain.getByLabel('I saw it myself').check()
  await plain.getByRole('button', { name: 'Tell us' }).click()
  await plain.getByText('You told us: complete').waitFor()
  same('kept', 'complete|observed|', said())
})
