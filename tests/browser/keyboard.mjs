// With the keyboard alone, end to end: the code, playing, a part, stopping.
import { check, plays, same, test } from './lib.mjs'

await test(async world => {
  const page = await world.page()
  const { keyboard } = page

  // Tab on until what has the focus is WANTED; each stop must be visible.
  async function tabTo (wanted, most = 40) {
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

  await page.goto(`${world.url}/d/${world.is.TOKEN_IAN}`)
  await tabTo(/Skip to main content/)
  await keyboard.press('Enter')
  await tabTo(/^INPUT code/)
  await keyboard.type(world.is.CODE_IAN)
  await keyboard.press('Enter')
  await page.waitForURL(/\/copy\/\d{12}(#.*)?$/)

  await tabTo(/Exit this page/)
  await tabTo(/^AUDIO/)
  await keyboard.press('Space')
  await plays(page)
  await tabTo(/Part 2/)
  await keyboard.press('Enter')
  await plays(page, 20)
  await tabTo(/Slower/) // round again
  await keyboard.press('Enter')
  check(await page.evaluate(() => document.querySelector('audio').playbackRate) < 1, 'it plays slower')

  await tabTo(/I did not expect this/)
  await keyboard.press('Enter')
  await tabTo(/Stop this document/)
  await keyboard.press('Enter')
  await page.waitForURL(/\/stopped$/)
  same('withdrawn', '1', world.sql('SELECT withdrawn_at IS NOT NULL FROM copy WHERE id = 3'))

  await world.staff(page)
  await tabTo(/Ann Example/)
  await keyboard.press('Enter')
  await page.getByLabel('Your reason').waitFor()
  await tabTo(/^INPUT reason/)
  await keyboard.type('Visit on Thursday')
  await keyboard.press('Enter')
  await page.getByRole('heading', { name: 'Ann Example' }).waitFor()
  await tabTo(/^A [^]*Play the moment[^]*Action/)
  await keyboard.press('Enter')
  await plays(page, 40)
})
