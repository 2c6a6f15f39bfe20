/** The dispatch board in a browser: a city that is seen, orders that are understood, and nothing that complains. */
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import * as rooms from '../../server/rooms/registry.ts'
import { startHost } from '../support/host.ts'
import type { TestHost } from '../support/host.ts'
import { buildPages, launchBrowser, newPerson } from './browser.ts'
import type { Person } from './browser.ts'
import { openKitchen, orderSoup, rideIn } from './delivery-riders.ts'

const LONG_MS = 60_000
const CENTRE = { latE7: 525_200_000, lonE7: 134_050_000 }
const near = { latE7: CENTRE.latE7 + 30_000, lonE7: CENTRE.lonE7 + 30_000 }

let host: TestHost
let browser: Browser
let dora: Person
let page: Page

const figure = (label: string): Promise<number> =>
  page
    .locator('.board-figure', { has: page.locator('dt', { hasText: label }) })
    .locator('dd span')
    .innerText()
    .then((text) => Number(text.replaceAll(',', '')))
const shot = (name: string): Promise<unknown> =>
  page.screenshot({ path: join(tmpdir(), `tutti-delivery-board-${name}.png`) })

beforeAll(async () => {
  host = await startHost(rooms, {}, { pagesDir: await buildPages() })
  browser = await launchBrowser()
  dora = await newPerson(browser)
  page = dora.page
  page.setDefaultTimeout(10_000)
  await page.goto(`${host.url}/delivery/?as=dispatcher`)
}, LONG_MS)

afterAll(async () => {
  await browser?.close()
  host?.close()
})

test(
  'the city is there at once, with its couriers on it',
  async () => {
    await page.locator('.leaflet-tile-loaded').first().waitFor()
    await expect.poll(() => figure('Couriers'), { timeout: 10_000 }).toBeGreaterThan(0)
    await expect.poll(() => figure('Drawn'), { timeout: 10_000 }).toBeGreaterThan(0)
    await shot('city')
  },
  LONG_MS,
)

test(
  'the load is what the slider says, and the figures say so',
  async () => {
    const slider = page.getByLabel('Simulated couriers')
    await slider.focus()
    await slider.press('ArrowRight')
    await expect.poll(() => figure('Couriers'), { timeout: 15_000 }).toBeGreaterThanOrEqual(400)
    // Who carries something brings it there first.
    await slider.press('Home')
    await expect.poll(() => figure('Couriers'), { timeout: 15_000 }).toBeLessThan(100)
  },
  LONG_MS,
)

test(
  'an order is in the list, and chosen it says who could bring it and what each would cost',
  async () => {
    const closeKitchen = await openKitchen(host.url, 'corner', 'The Corner', CENTRE)
    const rob = await rideIn(host.url, 'Rob', near)
    await expect.poll(() => figure('Drawn')).toBeGreaterThan(0)
    await orderSoup(host.url, 'corner', { latE7: CENTRE.latE7 - 60_000, lonE7: CENTRE.lonE7 - 60_000 })
    await page.locator('.order-row', { hasText: 'The Corner' }).click()
    const detail = page.locator('.order-detail')
    await detail.locator('.candidate.chosen').waitFor()
    expect(await detail.locator('.candidate.chosen .candidate-parts').innerText()).toContain('way there')
    const steps = () => detail.locator('.detail-steps').innerText()
    await expect.poll(steps, { timeout: 15_000 }).toContain('A courier took it')
    await page.locator('.pin-restaurant').waitFor()
    await page.locator('.pin-door').waitFor()
    await shot('order')
    await detail.getByRole('button', { name: 'Back to all orders' }).click()
    await page.locator('.order-row', { hasText: 'The Corner' }).waitFor()
    rob.close()
    closeKitchen()
  },
  LONG_MS,
)

test(
  'the policy is changed with a click, and stays what it says',
  async () => {
    const nearest = page.getByRole('button', { name: /^Nearest first/ })
    await nearest.click()
    await expect.poll(() => nearest.getAttribute('aria-pressed'), { timeout: 5_000 }).toBe('true')
    const together = page.getByRole('button', { name: /^All together/ })
    await together.click()
    await expect.poll(() => together.getAttribute('aria-pressed'), { timeout: 5_000 }).toBe('true')
    expect(await nearest.getAttribute('aria-pressed')).toBe('false')
  },
  LONG_MS,
)

/** How many steps it takes depends on the order that was chosen and on the window. */
const zoomUntil = async (button: 'Farther' | 'Closer', holds: () => Promise<boolean>): Promise<void> => {
  await expect
    .poll(
      async () => {
        if (await holds()) return true
        await page.getByRole('button', { name: button }).click()
        await page.locator('.leaflet-zoom-anim').waitFor({ state: 'detached' })
        return holds()
      },
      { timeout: 10_000, interval: 1_000 },
    )
    .toBe(true)
}

test(
  'farther out couriers are counted, closer in they are dots again',
  async () => {
    const counted = page.locator('.board-said', { hasText: 'Counts by 4 km' })
    await zoomUntil('Farther', () => counted.isVisible())
    await shot('far')
    await zoomUntil('Closer', () => counted.isHidden())
  },
  LONG_MS,
)

test(
  'a zone that is drawn is kept, and can be taken away',
  async () => {
    await page.locator('.board-zones summary').click()
    await page.getByRole('button', { name: 'Draw a zone' }).click()
    const map = (await page.locator('.board-map').boundingBox())!
    const corners = [
      [0.3, 0.3, '1 corner'],
      [0.6, 0.3, '2 corners'],
      [0.5, 0.6, '3 corners'],
    ] as const
    for (const [x, y, said] of corners) {
      // oxlint-disable-next-line no-await-in-loop -- one corner after the other
      await page.mouse.click(map.x + map.width * x, map.y + map.height * y)
      // oxlint-disable-next-line no-await-in-loop -- as above
      await page.locator('.zones', { hasText: said }).waitFor()
    }
    await page.getByLabel('Name of the zone').fill('Harbour')
    await page.getByRole('button', { name: 'Keep it' }).click()
    await page.locator('.zone-rows', { hasText: 'Harbour' }).waitFor()
    await page.getByRole('button', { name: 'Remove Harbour' }).click()
    await page.locator('.zone-rows', { hasText: 'No zones' }).waitFor()
  },
  LONG_MS,
)

test(
  'the time machine opens, and leads back to now',
  async () => {
    await page.getByRole('button', { name: 'Time machine' }).click()
    await expect.poll(() => page.locator('.machine-said').innerText(), { timeout: 10_000 }).not.toContain('Reading')
    await page.getByRole('button', { name: 'Back to now' }).click()
    await expect.poll(() => figure('Drawn')).toBeGreaterThan(0)
  },
  LONG_MS,
)

test(
  'when the line is cut the page says so, and afterwards the board goes on',
  async () => {
    await page.locator('.pill').click()
    await page.getByRole('button', { name: 'Cut' }).click()
    await page.locator('.banner:not([hidden])').waitFor()
    await page.getByRole('button', { name: 'Cut' }).click()
    await page.locator('.pill[data-state="live"]').waitFor()
    await page.locator('.panel').getByRole('button', { name: 'Close' }).click()
    const slider = page.getByLabel('Simulated couriers')
    await slider.press('ArrowRight')
    await expect.poll(() => figure('Couriers'), { timeout: 15_000 }).toBeGreaterThanOrEqual(20)
  },
  LONG_MS,
)

test(
  'a narrow window shows one side at a time',
  async () => {
    const eve = await newPerson(browser, { viewport: { width: 390, height: 844 }, colorScheme: 'dark' })
    await eve.page.goto(`${host.url}/delivery/`)
    await eve.page.locator('.pill[data-state="live"]').waitFor()
    await eve.page.getByRole('tab', { name: 'Dispatch' }).click()
    await eve.page.locator('.side-dispatcher .leaflet-tile-loaded').first().waitFor()
    expect(await eve.page.locator('.side:visible').count()).toBe(1)
    expect(await eve.page.evaluate('document.documentElement.scrollWidth')).toBe(390)
    await eve.page.screenshot({ path: join(tmpdir(), 'tutti-delivery-board-narrow.png') })
    expect(eve.complaints).toEqual([])
  },
  LONG_MS,
)

test('nothing complained', () => {
  // A line that was cut on purpose is not worth a word; everything else is.
  expect(dora.complaints.filter((words) => !words.includes('WebSocket'))).toEqual([])
})
