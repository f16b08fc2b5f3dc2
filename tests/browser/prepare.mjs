// A coordinator prepares a meeting: by mouse, each page held to axe at three
// widths; then the keyboard alone; then without JavaScript.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { check, Office, same, test, until } from './lib.mjs'

await test(async world => {
  const cora = await world.page({ viewport: { width: 1366, height: 900 } })
  const saved = page => page.getByRole('heading', { name: 'Saved' }).waitFor()
  const wrong = async page => {
    await page.getByRole('heading', { name: 'There is a problem' }).waitFor()
    world.forgive() // that 400, on the console
  }

  // Planned; first wrongly.
  await world.office(cora, 'cora')
  await cora.getByRole('link', { name: 'Plan a meeting' }).click()
  await world.look(cora, 'prepare-plan')
  same('who plans is named', 'Cora Sample', await cora.getByLabel('Coordinator').inputValue())
  await cora.getByLabel('Reference', { exact: true }).fill('N-1')
  await cora.getByLabel('Date').fill('next week')
  await cora.getByLabel('Time').fill('09:30')
  await cora.getByRole('button', { name: 'Save' }).click()
  await wrong(cora)
  await world.look(cora, 'prepare-plan-wrong')
  await cora.getByRole('link', { name: /Date: must be a date/ }).click()
  same('the error leads to its field', 'day', await cora.evaluate(() => document.activeElement.id))
  await cora.getByLabel('Date').fill('2030-12-02')
  await cora.getByLabel('Area').fill('Northshire')
  await cora.getByLabel('Place').fill('Sample House')
  await cora.getByLabel('Chair').fill('Charlie Example')
  await cora.getByRole('button', { name: 'Save' }).click()
  await cora.getByRole('heading', { name: 'Prepare the meeting' }).waitFor()
  await saved(cora)
  const at = cora.url().replace(/\/prepare.*/, '')
  await cora.goto(`${at}/prepare`)
  await world.look(cora, 'prepare-tasks-begin')
  const task = name => cora.locator('.govuk-task-list__item').filter({ hasText: new RegExp('^\\s*' + name) }).innerText()
  check((await task('When, where')).includes('Completed'), 'planned is completed')
  check((await task('Agenda')).includes('Not yet started'), 'no agenda yet')
  check((await task('Papers')).includes('Cannot start yet'), 'no papers yet')

  // An agenda from a file: wrong, then right.
  const file = join(world.folder, 'agenda.csv')
  await cora.getByRole('link', { name: 'Agenda' }).click()
  await world.look(cora, 'prepare-agenda-empty')
  writeFileSync(file, 'meeting,number,kind,case,referrer,deferred\nN-1,one,discussion,NS-0101,,\nN-1,2,talk,NS-0999,,\n')
  await cora.getByLabel('CSV file').setInputFiles(file)
  await cora.getByRole('button', { name: 'Check the file' }).click()
  await wrong(cora)
  same('what is wrong', '2 number must be a number from 1 to 999', (await cora.locator('tbody tr').first().innerText()).replace(/\s+/g, ' '))
  await world.look(cora, 'prepare-agenda-wrong')
  writeFileSync(file, 'meeting,number,kind,case,referrer,deferred\nN-1,1,actions_review,,,\nN-1,2,discussion,NS-0101,Northshire Police,\nN-1,3,discussion,NS-0102,,Not briefed\n')
  await cora.getByLabel('CSV file').setInputFiles(file)
  await cora.getByRole('button', { name: 'Check the file' }).click()
  await cora.getByRole('heading', { name: 'Check the agenda' }).waitFor()
  await cora.getByText('3 new, 0 changed, 0 as they are').waitFor()
  await world.look(cora, 'prepare-agenda-check')
  await cora.getByRole('button', { name: 'Take this agenda' }).click()
  await saved(cora)
  await world.look(cora, 'prepare-agenda')
  await cora.getByLabel('Reference of the case').fill('NS-0103')
  await cora.getByRole('button', { name: 'Add', exact: true }).click()
  await cora.getByRole('cell', { name: 'NS-0103', exact: true }).waitFor()
  await cora.getByRole('button', { name: 'Move up 4. NS-0103' }).click()
  await cora.getByRole('button', { name: 'Move up 3. NS-0103' }).waitFor()
  await cora.getByRole('button', { name: /^Remove 4\. NS-0102/ }).click()
  await until('it is off the agenda', async () => await cora.locator('tbody tr').count() === 3)
  same('the agenda', '1||2|NS-0101|3|NS-0103', (await world.ask(
    "SELECT group_concat(number || '|' || coalesce(reference, ''), '|') FROM (SELECT number, reference FROM agenda_item i LEFT JOIN marac_case c ON c.id = case_id JOIN meeting m ON m.id = meeting_id WHERE ref = 'N-1' ORDER BY number)")))

  // Who is expected, and a conflict.
  await cora.goto(`${at}/people`)
  await cora.getByLabel('Person', { exact: true }).fill('Nobody Atall')
  await cora.getByRole('button', { name: 'Add' }).click()
  await wrong(cora)
  await cora.getByLabel('Person', { exact: true }).fill('Hari Placeholder')
  await cora.getByLabel('Comes as').selectOption('Deputy')
  await cora.getByRole('button', { name: 'Add' }).click()
  await cora.getByRole('cell', { name: 'Hari Placeholder', exact: true }).waitFor()
  await cora.getByLabel('Who declares it').fill('Hari Placeholder')
  await cora.getByRole('button', { name: 'Declare it' }).click()
  await cora.getByText('Hari Placeholder, about NS-0101').waitFor()
  await world.look(cora, 'prepare-people')

  // The keyboard alone, from the task list to the papers.
  const { keyboard } = cora
  async function tabTo (wanted, most = 60) {
    for (let i = 0; i < most; i++) {
      await keyboard.press('Tab')
      const stop = await cora.evaluate(() => {
        const e = document.activeElement
        const box = e.getBoundingClientRect()
        return { words: e === document.body ? 'BODY' : `${e.tagName} ${e.id} ${e.innerText || ''}`, seen: box.width > 0 && box.height > 0 }
      })
      check(stop.seen, `the focus is on something that cannot be seen: ${stop.words}`)
      if (wanted.test(stop.words)) return
    }
    throw new Error(`the Tab key never came to ${wanted}`)
  }
  await cora.goto(`${at}/prepare`)
  await tabTo(/^A .*Agenda/)
  await keyboard.press('Enter')
  await cora.waitForURL(/\/agenda$/)
  await tabTo(/^INPUT about/)
  await keyboard.type('NS-0104')
  await tabTo(/^SELECT kind/)
  await keyboard.press('ArrowDown')
  await keyboard.press('Tab')
  await keyboard.type('Northshire Health')
  await keyboard.press('Enter')
  await cora.getByRole('cell', { name: 'Alert only', exact: true }).waitFor()
  await tabTo(/^BUTTON .*Move up[\s\S]*NS-0104/)
  await keyboard.press('Enter')
  await cora.getByRole('button', { name: 'Move up 3. NS-0104' }).waitFor()
  await tabTo(/^A .*Prepare the meeting/)
  await keyboard.press('Enter')
  await cora.waitForURL(/\/prepare$/)
  await cora.getByRole('heading', { name: 'Prepare the meeting' }).waitFor()
  await tabTo(/^A .*Papers for the recorder/)
  await keyboard.press('Enter')
  await cora.getByRole('heading', { name: 'Papers for the recorder' }).waitFor()
  await world.look(cora, 'prepare-papers-none')
  await tabTo(/^BUTTON .*Make the papers/)
  await keyboard.press('Enter')
  await cora.getByRole('heading', { name: 'Prepare the meeting' }).waitFor()
  await cora.goto(`${at}/papers`)
  await cora.getByText('Not yet').waitFor()
  await world.look(cora, 'prepare-papers')
  await world.ask("UPDATE meeting_papers SET fetched_at = made_at + 1000, fetched_by = (SELECT min(id) FROM device)")
  await cora.goto(`${at}/prepare`)
  same('all is done', 0, await cora.getByText('Not yet started').count())
  await world.look(cora, 'prepare-tasks-done')
  await cora.goto(`${at}/agenda`)
  check((await cora.getByText('In the papers').count()) === 4, 'what is in the papers stays')
  await world.look(cora, 'prepare-agenda-kept')

  // Without JavaScript, as the chair of it: a file, and somebody expected.
  const plain = await world.page({ viewport: { width: 768, height: 900 }, javaScriptEnabled: false })
  await world.office(plain, 'chair')
  await plain.goto(`${at}/agenda`)
  writeFileSync(file, 'meeting,number,kind,case,referrer,deferred\nN-1,8,discussion,NS-0102,,\n')
  await plain.getByLabel('CSV file').setInputFiles(file)
  await plain.getByRole('button', { name: 'Check the file' }).click()
  await plain.getByText('1 new, 0 changed, 0 as they are').waitFor()
  await plain.getByRole('button', { name: 'Take this agenda' }).click()
  while (await plain.getByRole('link', { name: 'Look again' }).count() > 0) {
    await plain.getByRole('link', { name: 'Look again' }).click()
  }
  await saved(plain)
  await plain.getByRole('cell', { name: 'NS-0102', exact: true }).waitFor()
  await plain.goto(`${at}/papers`)
  await plain.getByText('Out of date').waitFor()
}, new Office())
