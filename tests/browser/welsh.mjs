// Everything a recipient or a participant sees, in Welsh: every screen by axe and
// the validator, with a mouse, with the keyboard alone, and without JavaScript;
// and in large print in both languages.  Nothing of it is left in English.
import { check, plays, same, tabTo, test } from './lib.mjs'

// Words of our pages that are English only.
const english = /\b(the|you|your|this|open|code|document|listen|read|page|error|task|done|tell|agree|private)\b/i

await test(async world => {
  const page = await world.page()
  const { keyboard } = page

  async function look (name) {
    same(`${name}: the language`, 'cy', await page.evaluate(() => document.documentElement.lang))
    const said = await page.evaluate(() => {
      const copy = document.body.cloneNode(true)
      for (const e of copy.querySelectorAll('[lang], .doc-brand, .doc-notice, [data-from-store], script')) e.remove()
      return copy.innerText + ' ' + [...copy.querySelectorAll('[aria-label]')].map(e => e.ariaLabel).join(' ')
    })
    const left = said.replace(/Iris Invented|He has a key|<b>still<\/b>|Change the locks this week|Call the school|Children Act 2004, section 11/g, '').split('\n').filter(l => english.test(l))
    same(`${name}: English on it`, '', left.join(' | '))
    check(!(await page.title()).split(' – ')[0].match(english), `${name}: the title is English`)
    await world.look(page, `welsh-${name}`)
  }

  // The statement: nothing before it.
  world.sql("INSERT INTO statement VALUES (1, 'Keep what you hear to yourself.', 'Cadwch bob dim i chi eich hun.', 1, 1795439921000)")

  // With the keyboard: the link, in English first.
  await page.goto(`${world.url}/d/${world.is.TOKEN_OLIVE}`)
  await tabTo(page, /^A .*Cymraeg/)
  await keyboard.press('Enter')
  await page.getByRole('heading', { name: 'Mae dogfen yn barod i chi' }).waitFor()
  await look('ready')
  await tabTo(page, /^INPUT code/)
  await keyboard.type('2222-2222-2222')
  await keyboard.press('Enter')
  await page.getByRole('alert').waitFor()
  check((await page.title()).startsWith('Gwall: '), 'the title tells of the error')
  world.forgive() // the 403, on the console
  await look('refused-code')
  await page.getByLabel('Eich cod mynediad').fill(world.is.CODE_OLIVE)
  await page.getByRole('button', { name: 'Agor' }).click()
  await page.waitForURL(/\/statement$/)
  await page.getByText('Cadwch bob dim i chi eich hun.').waitFor()
  await look('statement')
  await tabTo(page, /^BUTTON .*Dydw i ddim yn cytuno/)
  await keyboard.press('Enter')
  await page.waitForURL(/\/statement\/refused$/)
  await look('statement-refused')
  await tabTo(page, /^A .*Ei ddarllen eto/)
  await keyboard.press('Enter')
  await page.waitForURL(/\/statement$/)
  await tabTo(page, /^BUTTON .*Rydw i'n cytuno/)
  await keyboard.press('Enter')
  await page.waitForURL(/\/copies$/)
  same('accepted', '1|cy', world.sql('SELECT person_id, language FROM statement_accepted'))
  await look('copies')

  // One document: it plays, slower; read as text.
  await page.getByRole('link', { name: 'Dogfen 1' }).click()
  await page.waitForURL(/\/copy\/\d+$/)
  await look('copy')
  const copy = page.url()
  await page.locator('audio').evaluate(a => a.play())
  await plays(page)
  await page.getByRole('button', { name: 'Arafach' }).click()
  await page.getByText("Yn chwarae'n arafach.").waitFor()
  await tabTo(page, /^A .*Ei darllen fel testun/)
  await keyboard.press('Enter')
  await page.waitForURL(/\/text$/)
  await page.getByText('Penderfyniad:').waitFor()
  await look('text')

  // Large print: on this page and the next, and nothing scrolls sideways.
  const size = () => page.locator('p.govuk-body').first().evaluate(e => parseFloat(getComputedStyle(e).fontSize))
  const usual = await size()
  await page.getByRole('button', { name: 'Print bras' }).click()
  await page.locator('html.doc-large').waitFor()
  check(await size() >= 1.4 * usual, `large print is ${await size()} px, usual is ${usual}`)
  await look('text-large')
  await page.goto(copy)
  check(await size() >= 1.4 * usual, 'large print stays')
  await look('copy-large')
  await page.getByRole('button', { name: 'English' }).click()
  await page.getByRole('heading', { name: 'Your document' }).waitFor()
  check(await size() >= 1.4 * usual, 'it stays large in the other language')
  await world.look(page, 'copy-large')
  await page.getByRole('button', { name: 'Usual print' }).click()
  await page.locator('html:not(.doc-large)').waitFor()
  same('usual print', usual, await size())
  await page.getByRole('button', { name: 'Cymraeg' }).click()
  await page.locator('html[lang=cy]').waitFor()
  await page.getByRole('button', { name: 'Defnyddio Cymraeg mewn negeseuon a llythyrau ata i hefyd' }).click()
  await page.getByRole('button', { name: 'Defnyddio Cymraeg' }).waitFor({ state: 'detached' })
  same('kept with the person', 'cy', world.sql('SELECT language FROM person WHERE id = 1'))
  same('asked once', 0, await page.getByRole('button', { name: 'Defnyddio Cymraeg' }).count())
  world.elsewhere = true
  await page.getByRole('button', { name: 'Gadael y dudalen hon' }).click()
  await page.waitForURL(/^https:\/\/www\.bbc\.co\.uk\//)
  world.elsewhere = false

  // The letter's code.
  await page.goto(`${world.url}/letter?l=cy`)
  await look('slip')
  await page.getByLabel('Y cod ar eich papur').fill('K7QM')
  await page.getByRole('button', { name: 'Parhau' }).click()
  await page.getByRole('alert').waitFor()
  world.forgive() // that 403, on the console
  await look('slip-wrong')
  await page.getByLabel('Y cod ar eich papur').fill(world.is.LETTER_HEDDA || world.is.LETTER_IAN)
  await page.getByRole('button', { name: 'Parhau' }).click()
  await page.getByLabel('Eich cod mynediad').waitFor()
  await look('slip-ready')
  await page.context().clearCookies()

  // A debrief and a task, of one whose language is in the store.
  world.sql("UPDATE person SET language = 'cy' WHERE ref = 'hedda'; INSERT INTO statement_accepted SELECT 1, id, 'cy', 1 FROM person WHERE ref = 'hedda'")
  await page.goto(`${world.url}/d/${world.is.TOKEN_HEDDA}`)
  await page.getByLabel('Your access code').fill(world.is.CODE_HEDDA)
  await page.getByRole('button', { name: 'Open' }).click()
  await page.waitForURL(/\/copies$/)
  await page.getByRole('link', { name: 'Dogfen 1' }).click()
  await page.waitForURL(/\/debrief\/\d+$/)
  const texts = "Ann is often tired|Her mother has asked|The nurse visits|The locks are changed|Ann was seen alone"
  await page.evaluate(t => {
    for (const p of document.querySelectorAll('p')) if (p.innerText.match(t)) p.dataset.fromStore = ''
  }, texts)
  await look('debrief')
  await tabTo(page, /^BUTTON .*Rydw i wedi darllen hyn/)
  await keyboard.press('Enter')
  await page.getByText(/Dywedoch chi wrthon ni ar/).waitFor()
  same('acknowledged', '1', world.sql('SELECT count(acknowledged_at) FROM debrief'))
  await page.getByRole('link', { name: /Tasg 1, i'w wneud erbyn/ }).click()
  await page.waitForURL(/\/task\/\d+$/)
  await look('task')
  await page.getByRole('button', { name: 'Dweud wrthon ni' }).click()
  await page.getByText('Mae problem').waitFor()
  world.forgive() // the 400, on the console
  await look('task-wrong')
  await tabTo(page, /^INPUT complete/)
  await keyboard.press('Space')
  await tabTo(page, /^INPUT observed/)
  await keyboard.press('Space')
  await tabTo(page, /^INPUT note/)
  await keyboard.type('Wedi ffonio')
  await keyboard.press('Enter')
  await page.getByText("Dywedoch chi wrthon ni: wedi'i gwneud.").waitFor()
  same('kept', 'complete|observed|Wedi ffonio', world.sql("SELECT outcome || '|' || basis || '|' || outcome_note FROM action"))
  same("a line in the child's file", '1', world.sql("SELECT count(*) FROM file_note WHERE text LIKE '%Wedi ffonio%'"))
  await look('task-said')

  // Errors.
  await page.goto(`${world.url}/copy/5`)
  world.forgive() // that 404
  await look('notfound')
  await page.goto(`${world.url}/stopped`)
  await look('stopped')
  await page.context().close()

  // A child's own copy, without JavaScript, and its words.
  world.sql("INSERT INTO child (person_id, born_on, understands, understanding_by, understanding_at, supporter) SELECT id, '2010-02-03', 1, 'Iris Invented', 1795442400000, 'Iris Invented' FROM person WHERE ref = 'frank'")
  for (const [l, open, words] of [['en', 'Open', 'You do not have to listen'], ['cy', 'Agor', 'Does dim rhaid i chi wrando']]) {
    const plain = await world.page({ javaScriptEnabled: false })
    await plain.goto(`${world.url}/d/${world.is.TOKEN_FRANK}?l=${l}`)
    await plain.locator('#code').fill(world.is.CODE_FRANK)
    await plain.getByRole('button', { name: open, exact: true }).click()
    await plain.waitForURL(/\/copy\/\d+$/)
    await plain.getByText(words).waitFor()
    await plain.getByRole('button', { name: l === 'en' ? 'Large print' : 'Print bras' }).click()
    await plain.locator('html.doc-large').waitFor()
    await plain.context().close()
    const again = await world.page()
    await again.goto(`${world.url}/d/${world.is.TOKEN_FRANK}?l=${l}`)
    await again.locator('#code').fill(world.is.CODE_FRANK)
    await again.getByRole('button', { name: open, exact: true }).click()
    await again.waitForURL(/\/copy\/\d+$/)
    await world.look(again, `child-${l}`)
    await again.context().close()
  }
})
