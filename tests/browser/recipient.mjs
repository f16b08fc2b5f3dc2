// A recipient comes in with link and code, listens, seeks, goes back, slows
// down, keeps a file, exits; another stops what they did not expect.
import { check, plays, same, test, until } from './lib.mjs'

await test(async world => {
  const page = await world.page()

  await page.goto(`${world.url}/d/${world.is.TOKEN_OLIVE}`)
  check((await page.title()).startsWith('A document is ready for you'), 'a neutral title')
  await world.look(page, 'ready')

  await world.recipient(page, 'OLIVE')
  same('where the code leads', `${world.url}/copies`, page.url())
  await world.look(page, 'copies')
  await page.getByRole('link', { name: 'Document 1' }).click()
  await world.look(page, 'copy')
  for (const word of ['meeting', 'recording', 'marac', 'abuse', 'ann ', 'ns-2026']) {
    const shown = (await page.title() + await page.locator('h1, h2, h3').allInnerTexts()).toLowerCase()
    check(!shown.includes(word), `'${word}' is in the title or a heading`)
  }

  // Play, seek forward with the player, back with our button, slower.
  const audio = page.locator('audio')
  await audio.evaluate(a => a.play())
  await plays(page)
  same('how long it is', 600, await audio.evaluate(a => Math.round(a.duration)))
  await audio.evaluate(a => { a.currentTime = 500 })
  await plays(page, 500)
  await page.getByRole('button', { name: 'Back 15 seconds' }).click()
  const back = await audio.evaluate(a => a.currentTime)
  check(back > 480 && back < 490, `15 seconds back is ${back}`)
  await page.getByRole('button', { name: 'Slower' }).click()
  check(await audio.evaluate(a => a.playbackRate) < 1, 'it plays slower')
  await plays(page, back)
  await page.getByRole('button', { name: 'Normal speed' }).click()
  same('the speed', 1, await audio.evaluate(a => a.playbackRate))
  same('heard, in the audit', '1', world.sql("SELECT count(*) FROM audit_event WHERE what = 'copy.heard'"))

  // Keep a copy.
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByText('Download (').click()])
  same('the name of the file', 'document.opus', download.suggestedFilename())
  await download.path()
  await until('the copy counts as collected', () =>
    world.sql('SELECT collected_at IS NOT NULL FROM copy WHERE id = 1') === '1')

  // The other one is there for phones that cannot play the first kind: MP3 first.
  await page.getByRole('link', { name: 'All your documents' }).click()
  await page.getByRole('link', { name: 'Document 2' }).click()
  await page.getByText('45 seconds').waitFor()
  await world.look(page, 'copy-mp3')
  same('the kinds', 'audio/mpeg, audio/ogg; codecs=opus', (await page.locator('audio source')
    .evaluateAll(all => all.map(s => s.type))).join(', '))
  await audio.evaluate(a => a.play())
  await plays(page)
  check((await audio.evaluate(a => a.currentSrc)).endsWith('/document.mp3'), 'the MP3 plays')
  same('how long it is', 45, await audio.evaluate(a => Math.round(a.duration)))
  const names = []
  for (const kept of await page.locator('a[download^="document.m"], a[download$=".opus"]').all()) {
    const [one] = await Promise.all([page.waitForEvent('download'), kept.click()])
    await one.path()
    names.push(one.suggestedFilename())
  }
  same('what can be kept', 'document.mp3, document.opus', names.join(', '))

  // Exit: another page, and Back shows nothing of this one.
  world.elsewhere = true
  await page.getByRole('button', { name: 'Exit this page' }).click()
  await page.waitForURL(/^https:\/\/www\.bbc\.co\.uk\//)
  world.forgive()
  await page.goBack()
  check(!(await page.content()).includes('<audio'), 'Back shows no player')
  world.elsewhere = false
  same('sessions left', '0', world.sql('SELECT count(*) FROM session'))
  await page.context().close()
  world.forgive() // the 404 of Back

  // Ian left the room for a while: two parts, and one goes to its time.
  const other = await world.page()
  await world.recipient(other, 'IAN')
  const one = other.url()
  check(/\/copy\/\d+$/.test(one), 'one copy needs no list')
  await other.getByRole('link', { name: /Part 2/ }).click()
  check(await plays(other, 20) < 40, 'part 2 plays from its beginning')
  same('the page stayed', one, other.url())

  // The address of a part has the audio stand there when the page loads.
  await other.goto(`${one}?t=25#player`)
  await other.locator('audio').evaluate(a => a.play())
  check(await plays(other, 25) < 40, 'it plays from 25 s')

  await other.getByText('I did not expect this').click()
  await other.getByRole('button', { name: 'Stop this document' }).click()
  await other.waitForURL(/\/stopped$/)
  await world.look(other, 'stopped')
  same('withdrawn', '1', world.sql('SELECT withdrawn_at IS NOT NULL FROM copy WHERE id = 3'))
  same('alerts', '1', world.sql('SELECT count(*) FROM alert'))
  const gone = await other.goto(one)
  same('the copy afterwards', 404, gone.status())
  world.forgive() // that 404, on the console
  await world.look(other, 'notfound')
})
