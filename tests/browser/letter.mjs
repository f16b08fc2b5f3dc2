// Somebody types the code on their paper, then the access code, and listens:
// by keyboard alone, and in a browser without JavaScript; a wrong code says
// what to do, and every step fits a telephone.
import { check, same, test } from './lib.mjs'

await test(async world => {
  const page = await world.page()

  await page.goto(`${world.url}/letter`)
  check((await page.title()).startsWith('Open a document'), 'a neutral title')
  await world.look(page, 'slip')

  // Too short: said at once, where the eye and a screen reader are.
  await page.getByLabel('The code on your paper').fill('K7QM-2XPD')
  await page.getByRole('button', { name: 'Continue' }).click()
  await page.getByRole('alert').waitFor()
  check((await page.title()).startsWith('Error: '), 'the title says so')
  world.forgive() // that 403, on the console
  await world.look(page, 'slip-wrong')
  await page.getByRole('link', { name: /all 16 letters/ }).click()
  same('where that link leads', 'letter', await page.evaluate(() => document.activeElement.id))

  // By keyboard alone from here.
  await page.keyboard.type(world.is.LETTER_IAN.toLowerCase().replaceAll('-', ' '))
  await page.keyboard.press('Enter')
  await page.getByLabel('Your access code').waitFor()
  same('the address has no code in it', `${world.url}/letter`, page.url().split('#')[0])
  check((await page.content()).includes(world.is.LETTER_IAN), 'it shows what was typed, to compare')
  await world.look(page, 'slip-ready')

  await page.getByLabel('Your access code').fill('2222-2222-2222')
  await page.keyboard.press('Enter')
  await page.getByRole('alert').waitFor()
  world.forgive()
  await world.look(page, 'slip-refused')
  await page.getByRole('link', { name: 'Type that code again' }).click()
  await page.getByLabel('The code on your paper').fill(world.is.LETTER_IAN)
  await page.keyboard.press('Enter')
  await page.getByLabel('Your access code').fill(world.is.CODE_IAN)
  await page.keyboard.press('Enter')
  await page.waitForURL(/\/copy\/\d+$/)
  await page.context().close()

  // The same without JavaScript.
  const plain = await world.page({ javaScriptEnabled: false })
  await plain.goto(`${world.url}/letter`)
  await plain.getByLabel('The code on your paper').fill(world.is.LETTER_OLIVE)
  await plain.getByRole('button', { name: 'Continue' }).click()
  await plain.getByLabel('Your access code').fill(world.is.CODE_OLIVE)
  await plain.getByRole('button', { name: 'Open' }).click()
  await plain.waitForURL(/\/copies$/)
  check(await plain.getByRole('link', { name: 'Document 1' }).isVisible(), 'the list of documents')
})
