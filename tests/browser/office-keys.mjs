// Chairs and coordinators with the keyboard alone; and once more without
// JavaScript: a decision from its proposal to its approval.
import { check, Office, plays, same, test } from './lib.mjs'

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

  await world.office(page, 'cora')
  await tabTo(/Skip to main content/)
  await keyboard.press('Enter')
  await tabTo(/^A .*23 November 2026: MARAC/)
  await keyboard.press('Enter')
  await page.waitForURL(/\/meeting\/\d+$/)
  await tabTo(/^A .*NS-0103/)
  await keyboard.press('Enter')
  await page.getByRole('heading', { name: 'Check before sending' }).waitFor()
  await tabTo(/^AUDIO/)
  await keyboard.press('Space')
  await plays(page)
  await tabTo(/^A .*Leave out a part/)
  await keyboard.press('Enter')
  await page.getByRole('heading', { name: 'Leave out a part' }).waitFor()
  await tabTo(/^INPUT begin/)
  await keyboard.type('0:20')
  await tabTo(/^BUTTON .*Play 3 s before/)
  await keyboard.press('Enter')
  await plays(page, 17)
  await tabTo(/^INPUT end/)
  await keyboard.type('0:30')
  await tabTo(/^SELECT person/)
  await tabTo(/^INPUT reason/)
  await keyboard.type('A refuge is named')
  await keyboard.press('Enter') // not the first button that is seen, but the right one
  await page.locator('.govuk-panel__title', { hasText: 'Proposed' }).waitFor()
  same('the part', '1056000|1536000|A refuge is named', await world.ask(
    'SELECT from_sample, to_sample, reason FROM withheld_passage'))
  await tabTo(/^A .*Deadlines/)
  await keyboard.press('Enter')
  await page.waitForURL(/\/deadlines$/)
  await tabTo(/^A .*Status/)
  await keyboard.press('Enter')
  await page.waitForURL(/sort=status/)

  // Without JavaScript.
  const plain = await world.page({ javaScriptEnabled: false })
  await world.office(plain, 'chair')
  await plain.goto(`${world.url}${world.is.PAGE}`)
  check(await plain.locator('audio').isVisible(), 'there is a player')
  check(!await plain.locator('canvas').isVisible(), 'nothing is drawn')
  check(!await plain.getByRole('button', { name: 'Slower' }).isVisible(), 'no button that does nothing')
  await plain.getByRole('link', { name: 'Leave out a part' }).click()
  await plain.getByLabel('Leave out from').fill('0:40')
  await plain.getByRole('button', { name: 'From: −1 s' }).click()
  same('a second less', '0:39', await plain.getByLabel('Leave out from').inputValue())
  await plain.getByRole('button', { name: 'Play 3 s before it begins' }).click()
  check((await plain.locator('audio').getAttribute('src')).endsWith('#t=36'), 'the player stands 3 s before')
  await plain.goto(`${world.url}${world.is.PAGE}`)
  await plain.getByRole('link', { name: 'Move the end at 0:01:20' }).click()
  await plain.getByRole('button', { name: 'Play 3 s before' }).click()
  check((await plain.locator('audio').getAttribute('src')).endsWith('#t=75'), 'it began at 0:00:02 of the meeting')
  same('what was typed stays', '0:01:20', await plain.getByLabel('It is at').inputValue())
  await plain.goto(`${world.url}${world.is.PAGE}`)
  await plain.getByRole('link', { name: 'Decide for Vera Fictional' }).click()
  await plain.getByLabel('Send no copy').check()
  await plain.getByLabel('Why').fill('Not safe')
  await plain.getByRole('button', { name: 'Propose this' }).click()
  await plain.waitForURL(/\/errand\/\d+$/)
  for (let i = 0; i < 600 && await plain.getByRole('link', { name: 'Look again' }).count() > 0; i++) {
    await plain.getByRole('link', { name: 'Look again' }).click()
  }
  await plain.locator('.govuk-panel__title', { hasText: 'Proposed' }).waitFor()
  await page.goto(`${world.url}${world.is.PAGE}`)
  await tabTo(/^A [^]*Approve[^]*for Vera/)
  await keyboard.press('Enter')
  await page.getByRole('heading', { name: 'Check before you approve' }).waitFor()
  await tabTo(/^BUTTON .*Approve/)
  await keyboard.press('Enter')
  await page.locator('.govuk-panel__title', { hasText: 'Approved' }).waitFor()
  same('decided', 'withhold|1', await world.ask(
    'SELECT verdict, approved_by IS NOT NULL FROM decision WHERE void_at IS NULL'))
}, new Office())
