// The console without JavaScript: the whole of a short meeting; and what needs
// JavaScript is not there.
import { check, same, test } from './lib.mjs'
import { Room } from './room.mjs'

const room = new Room(3, 4)

await test(async world => {
  const page = await world.page({ javaScriptEnabled: false, viewport: { width: 1366, height: 768 } })
  const press = name => page.getByRole('button', { name, exact: true }).click()
  const state = () => page.locator('[data-live="state"]').innerText()

  await world.record()
  await page.goto(world.url)
  await press('Start recording')
  await page.getByText('cannot start before the notice').waitFor()
  world.forgive() // the 409, on the console
  await page.getByRole('link', { name: 'Read the notice aloud, and say so' }).click()
  await press('The notice was read aloud')
  await page.getByLabel('Erin Example 2').check()
  await press('Save who is here')
  await page.getByText('1 in the room').waitFor()
  await press('Start recording')
  same('the state', 'Recording', await state())
  for (const name of ['.doc-meter', '[data-hint]', '[data-keys]', '[data-gone]']) {
    for (const part of await page.locator(name).all()) check(!await part.isVisible(), `${name} needs JavaScript`)
  }
  await press('Risk')
  await page.getByLabel('Words of the risk').fill('Sxe the log')
  await press('Save the words')
  await page.getByText('The words of the risk in item 1 are kept').waitFor()
  await press('Undo')
  await page.getByText('taken back').first().waitFor()
  await page.getByRole('link', { name: 'Refresh' }).click()
  await press('End case 1 and start case 2')
  await page.getByText('Is anyone leaving').waitFor()
  await press('Pause for a break')
  same('the state', 'Break: nothing is written', await state())
  await press('Resume recording')
  await press('Closed session begins')
  same('the state', 'Recording a closed session', await state())
  await press('The closed session is over')
  await page.getByLabel('Erin Example 3').check()
  await page.getByLabel('Erin Example 2').uncheck()
  await press('Save who is here')
  same('who is there', '3', world.status().present.join())
  await page.getByRole('link', { name: 'Someone else joined' }).click()
  await page.getByLabel('Their name').fill('Wyn Sample')
  await press('Make a note')
  await page.getByText('It is noted').waitFor()
  await page.getByRole('button', { name: 'End the meeting' }).click()
  await page.getByRole('link', { name: 'No, go back' }).click()
  same('it goes on', 'Recording', await state())
  await page.getByRole('button', { name: 'End the meeting' }).click()
  await press('End the meeting')
  await page.getByRole('heading', { name: 'The meeting has ended' }).waitFor()
}, room)
