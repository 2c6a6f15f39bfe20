/** The arena in a browser: two people and bots play a whole match, and a cut line comes back by itself. */
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import * as rooms from '../../server/rooms/registry.ts'
import { startHost } from '../support/host.ts'
import type { TestHost } from '../support/host.ts'
import { buildPages, launchBrowser, newPerson } from './browser.ts'

const MATCH_MS = 260_000

let host: TestHost
let browser: Browser

beforeAll(async () => {
  host = await startHost(rooms, {}, { pagesDir: await buildPages() })
  browser = await launchBrowser()
}, 60_000)

afterAll(async () => {
  await browser?.close()
  host?.close()
})

const play = async (page: Page, room: string, name: string): Promise<void> => {
  await page.goto(`${host.url}/game/?room=${room}`)
  await page.locator('.start').getByLabel('Your name').fill(name)
  await page.getByRole('button', { name: 'Play', exact: true }).click()
  await page.locator('.pill[data-state="live"]').waitFor()
}

/** Runs about and shoots until the match is over. */
const fight = async (page: Page, over: Promise<unknown>): Promise<void> => {
  let done = false
  void over.finally(() => (done = true))
  for (let turn = 0; !done; turn++) {
    const key = 'dwas'[turn % 4] ?? 'd'
    await page.mouse.move(640 + 200 * Math.cos(turn), 400 + 200 * Math.sin(turn))
    await page.keyboard.down(key)
    await page.mouse.down()
    await Promise.race([over, page.waitForTimeout(500)])
    await page.mouse.up()
    await page.keyboard.up(key)
  }
}

test('two pages and bots play a match to its result, see each other, and nothing complains', async () => {
  const [ada, grace] = [await newPerson(browser), await newPerson(browser)]
  await play(ada.page, 'e2e', 'Ada')
  await play(grace.page, 'e2e', 'Grace')
  for (const [person, other] of [
    [ada, 'Grace'],
    [grace, 'Ada'],
  ] as const) {
    await person.page.getByRole('button', { name: 'Scoreboard (Tab)' }).click()
    await person.page.locator('.scoreboard').getByText(other, { exact: true }).waitFor()
    await person.page.getByRole('button', { name: 'Scoreboard (Tab)' }).click()
  }
  const results = [ada, grace].map(({ page }) => page.locator('.result'))
  const over = Promise.all(results.map((result) => result.waitFor({ timeout: MATCH_MS })))
  await Promise.all([fight(ada.page, over), over])
  const [adaSaw = '', graceSaw = ''] = await Promise.all(results.map((result) => result.innerText()))
  expect(adaSaw).toContain('Ada')
  expect(graceSaw).toContain('Grace')
  expect(adaSaw).toMatch(/of 1\d, with/)
  expect(adaSaw.split('\n')[0]?.replace('You', 'Ada')).toBe(graceSaw.split('\n')[0]?.replace('You', 'Grace'))
  await ada.page.screenshot({ path: join(tmpdir(), 'tutti-match.png') })
  expect([...ada.complaints, ...grace.complaints]).toEqual([])
  await Promise.all([ada.page.context().close(), grace.page.context().close()])
}, 300_000)

test('a line that is cut says so, and the seat is the same when it is put back', async () => {
  const { page, complaints } = await newPerson(browser)
  await play(page, 'e2e-cut', 'Linus')
  await page.locator('.pill').click()
  const cut = page.getByRole('button', { name: 'Cut' })
  await cut.click()
  await page.locator('.pill[data-state="reconnecting"]').waitFor()
  await cut.click()
  await page.locator('.pill[data-state="live"]').waitFor({ timeout: 15_000 })
  await expect.poll(() => page.locator('.panel').innerText(), { timeout: 5_000 }).toMatch(/Resumes\s+[1-9]/)
  await page.getByRole('button', { name: 'Close' }).click()
  await page.getByRole('button', { name: 'Scoreboard (Tab)' }).click()
  await expect.poll(() => page.locator('.scoreboard tr.mine').count()).toBe(1)
  expect(complaints).toEqual([])
  await page.context().close()
}, 60_000)

test('home is alive, tells true figures, and its button leads into the arena', async () => {
  const { page, complaints } = await newPerson(browser)
  await page.goto(host.url)
  await page.locator('.figure', { hasText: 'members' }).waitFor()
  await expect
    .poll(() => page.locator('.figure', { hasText: 'ticks on time' }).isVisible(), { timeout: 10_000 })
    .toBe(true)
  await page.getByRole('link', { name: 'Play' }).click()
  await page.waitForURL(/\/game\/\?room=arena-\d+/)
  expect(complaints).toEqual([])
  await page.context().close()
}, 60_000)
