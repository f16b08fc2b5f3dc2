// An administrator with the keyboard alone, and a user who sets their account up
// so; then the same without JavaScript.
import { Administration, check, digits, same, test } from './lib.mjs'

await test(async world => {
  const page = await world.page({ viewport: { width: 1366, height: 900 } })
  const { keyboard } = page

  // Tab on until what has the focus is WANTED; each stop must be visible.
  async function tabTo (wanted, most = 60) {
    for (let i = 0; i < most; i++) {
      await keyboard.press('Tab')
      const at = await page.evaluate(() => {
        const e = document.activeElement
        const box = e.getBoundingClientRect()
        return { words: e === document.body ? 'BODY' : `${e.tagName} ${e.id} ${e.innerText || ''}`, seen: box.width > 0 && box.height > 0 }
      })
      check(at.seen, `the focus is on something that cannot be seen: ${at.words}`)
      if (wanted.test(at.words)) return
    }
    throw new Error(`the Tab key never came to ${wanted}`)
  }

  await world.office(page, 'ada')
  await tabTo(/Skip to main content/)
  await keyboard.press('Enter')
  await tabTo(/^BUTTON .*Check the audit chain now/)
  await keyboard.press('Enter')
  await page.getByRole('heading', { name: /Audit chain All well/ }).waitFor()
  await tabTo(/^A .*Users/)
  await keyboard.press('Enter')
  await page.waitForURL(/\/users$/)
  await tabTo(/^A .*New user/)
  await keyboard.press('Enter')
  await page.waitForURL(/\/users\/new$/)
  await tabTo(/^INPUT login/)
  await keyboard.type('nina')
  await tabTo(/^INPUT person/)
  await keyboard.type('P7')
  await tabTo(/^INPUT role/)
  await keyboard.press('ArrowDown')
  await keyboard.press('ArrowDown')
  await tabTo(/^BUTTON .*Make the account/)
  await keyboard.press('Enter')
  await page.locator('.govuk-panel__title', { hasText: 'A code for nina' }).waitFor()
  const code = (await page.locator('#setup-code').innerText()).trim()
  same('her role', 'caseworker', await world.ask("SELECT role FROM account WHERE login = 'nina'"))

  await page.goto(`${world.url}/setup`)
  await tabTo(/^INPUT login/)
  await keyboard.type('nina')
  await tabTo(/^INPUT code/)
  await keyboard.type(code)
  await keyboard.press('Enter')
  await page.waitForURL(/\/setup\/choose$/)
  const secret = (await page.locator('#key').innerText()).replaceAll(' ', '')
  await tabTo(/^INPUT password/)
  await keyboard.type('three invented words')
  await tabTo(/^INPUT again/)
  await keyboard.type('three invented words')
  await tabTo(/^INPUT code/)
  await keyboard.type(digits(secret))
  await keyboard.press('Enter')
  await page.locator('.govuk-panel__title', { hasText: 'Your account is ready' }).waitFor()

  // Without JavaScript.
  const plain = await world.page({ javaScriptEnabled: false })
  await world.ask("UPDATE account SET totp_step = 0 WHERE login = 'ada'")
  await world.office(plain, 'ada')
  await plain.getByRole('button', { name: 'Check the audit chain now' }).click()
  await plain.getByRole('heading', { name: /Audit chain All well/ }).waitFor()
  await plain.getByRole('link', { name: 'Users' }).click()
  await plain.getByRole('link', { name: 'nina' }).click()
  await plain.getByRole('link', { name: 'They lost their password' }).click()
  await plain.getByRole('button', { name: 'End the password and make a code' }).click()
  const other = (await plain.locator('#setup-code').innerText()).trim()
  const nina = await world.page({ javaScriptEnabled: false })
  await nina.goto(`${world.url}/setup`)
  await nina.getByLabel('User name').fill('nina')
  await nina.getByLabel('Code').fill(other)
  await nina.getByRole('button', { name: 'Continue' }).click()
  await nina.waitForURL(/\/setup\/choose$/)
  same('no square: she has a phone', 0, await nina.locator('img').count())
  await nina.getByLabel('Choose a password').fill('four other invented words')
  await nina.getByLabel('The same password again').fill('four other invented words')
  await nina.getByLabel('Code from your').fill(digits(secret, 1))
  await nina.getByRole('button', { name: 'Finish' }).click()
  await nina.locator('.govuk-panel__title', { hasText: 'Your account is ready' }).waitFor()
  await plain.getByRole('link', { name: 'Go to the user' }).click()
  await plain.getByRole('link', { name: 'End this account' }).click()
  await plain.getByRole('button', { name: 'End this account' }).click()
  await plain.getByText('Ended').waitFor()
  await plain.getByRole('link', { name: 'Agencies' }).click()
  await plain.getByLabel('Another agency').fill('Northshire Housing')
  await plain.getByRole('button', { name: 'Add the agency' }).click()
  await plain.getByRole('cell', { name: 'Northshire Housing' }).waitFor()
}, new Administration())
