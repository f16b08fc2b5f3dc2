// With the keyboard alone, end to end: the code, playing, a part, stopping.
import { check, plays, same, tabTo, test } from './lib.mjs'

await test(async world => {
  const page = await world.page()
  const { keyboard } = page

  await page.goto(`${world.url}/d/${world.is.TOKEN_IAN}`)
  await tabTo(page, /Skip to main content/)
  await keyboard.press('Enter')
  await tabTo(page, /^INPUT code/)
  await keyboard.type(world.is.CODE_IAN)
  await keyboard.press('Enter')
  await page.waitForURL(/\/copy\/\d{12}(#.*)?$/)

  await tabTo(page, /Exit this page/)
  await tabTo(page, /^AUDIO/)
  await keyboard.press('Space')
  await plays(page)
  await tabTo(page, /Part 2/)
  await keyboard.press('Enter')
  await plays(page, 20)
  await tabTo(page, /Slower/) // round again
  await keyboard.press('Enter')
  check(await page.evaluate(() => document.querySelector('audio').playbackRate) < 1, 'it plays slower')

  await tabTo(page, /I did not expect this/)
  await keyboard.press('Enter')
  await tabTo(page, /Stop this document/)
  await keyboard.press('Enter')
  await page.waitForURL(/\/stopped$/)
  same('withdrawn', '1', world.sql('SELECT withdrawn_at IS NOT NULL FROM copy WHERE id = 3'))

  await world.staff(page)
  await tabTo(page, /Ann Example/)
  await keyboard.press('Enter')
  await page.getByLabel('Your reason').waitFor()
  await tabTo(page, /^INPUT reason/)
  await keyboard.type('Visit on Thursday')
  await keyboard.press('Enter')
  await page.getByRole('heading', { name: 'Ann Example' }).waitFor()
  await tabTo(page, /^A [^]*Play the moment[^]*Action/)
  await keyboard.press('Enter')
  await plays(page, 40)
})
