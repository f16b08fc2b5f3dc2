// Without JavaScript everything works but the buttons that need it, and those
// are not there: a recipient reads, plays from a part and stops a copy; a
// caseworker plays the moment of an action; wrong codes are answered in words.
import { check, same, test, until } from './lib.mjs'

await test(async world => {
  const page = await world.page({ javaScriptEnabled: false })
  const shown = name => page.getByRole('button', { name, exact: true }).count()

  await page.goto(`${world.url}/d/${world.is.TOKEN_IAN}`)
  await page.getByLabel('Your access code').fill('AAAA-AAAA-AAAA')
  await page.getByRole('button', { name: 'Open' }).click()
  await page.getByText('We could not open a document with this link and code').waitFor()
  world.forgive() // the 403, on the console

  // Typed in small letters without dashes it is the same code.
  await page.getByLabel('Your access code').fill(world.is.CODE_IAN.toLowerCase().replaceAll('-', ' '))
  await page.getByRole('button', { name: 'Open' }).click()
  await page.waitForURL(/\/copy\/\d+$/)
  const copy = new URL(page.url()).pathname
  same('a button that needs JavaScript', 0, await shown('Back 15 seconds'))
  same('the native controls', 1, await page.locator('audio[controls]').count())
  await page.getByRole('link', { name: /Part 2/ }).click()
  same('a part is an address', `${world.url}${copy}?t=20#player`, page.url())
  same('where the audio stands', `${copy}/document.opus#t=20`, await page.locator('audio source').last().getAttribute('src'))
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByText('Download (').click()])
  same('the name of the file', 'document.opus', download.suggestedFilename())
  await download.path()
  await until('it counts as collected', () => world.sql('SELECT collected_at IS NOT NULL FROM copy WHERE id = 3') === '1')
  await page.getByText('I did not expect this').click()
  await page.getByRole('button', { name: 'Stop this document' }).click()
  await page.waitForURL(/\/stopped$/)

  world.elsewhere = true
  await page.getByRole('button', { name: 'Exit this page' }).click()
  await page.waitForURL(/^https:\/\/www\.bbc\.co\.uk\//)
  world.elsewhere = false
  same('sessions left', '0', world.sql('SELECT count(*) FROM session'))

  const desk = await world.page({ javaScriptEnabled: false, viewport: { width: 1366, height: 768 } })
  await world.staff(desk)
  await desk.getByRole('link', { name: 'Ann Example' }).click()
  await desk.getByRole('button', { name: 'Open the file' }).click()
  await desk.getByText('Say why you need this file').first().waitFor()
  world.forgive() // the 400, on the console
  await desk.getByLabel('Your reason').fill('Duty call')
  await desk.getByRole('button', { name: 'Open the file' }).click()
  await desk.getByRole('region', { name: /^Actions/ }).getByRole('link', { name: /Play the moment/ }).click()
  same('a moment is an address', `${world.url}/child/20?play=1&t=40#recording-1`, desk.url())
  same('where the audio stands', '/child/20/audio/1/document.opus#t=40', await desk.locator('audio source').last().getAttribute('src'))
  check((await desk.request.get(`${world.url}/child/20/audio/1/document.opus`, { headers: { Range: 'bytes=0-3' } })).status() === 206, 'the audio comes by range')
  await desk.getByRole('button', { name: 'Sign out' }).click()
  await desk.waitForURL(/\/sign-in$/)
})
