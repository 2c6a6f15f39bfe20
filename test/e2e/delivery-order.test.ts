/** One order from browsing to rating through all four sides, each in a browser of its own, and nothing complains. */
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import * as rooms from '../../server/rooms/registry.ts'
import { connect } from '../../client-sdk/src/index.ts'
import { demoRegion } from '../../server/rooms/delivery/demo.ts'
import { generateCity } from '../../shared/delivery/city/city.ts'
import { DEMO_REGION } from '../../shared/delivery/rules.ts'
import { startHost } from '../support/host.ts'
import type { TestHost } from '../support/host.ts'
import { buildPages, launchBrowser } from './browser.ts'
import { PHONE, comeTo } from './delivery-people.ts'
import type { SidePerson } from './delivery-people.ts'

const LONG_MS = 60_000
const NAME = 'The Test Pot'

let host: TestHost
let browser: Browser
let kitchen: SidePerson
let customer: SidePerson
let courier: SidePerson
let dispatcher: SidePerson

beforeAll(async () => {
  host = await startHost(rooms, {}, { pagesDir: await buildPages() })
  browser = await launchBrowser()
  // The city's own people stay at home: nobody else takes the order.
  const client = connect<typeof rooms>(host.url, { name: 'Night watch' })
  const seat = await client.join('delivery', DEMO_REGION, { as: 'dispatcher' })
  await seat.request('simulate', { couriers: 0, pace: 1 })
  client.close()
}, LONG_MS)

afterAll(async () => {
  await browser?.close()
  host?.close()
})

/** A street whose doors lie near the middle of the city, where the kitchen is. */
const nearStreet = (): string => {
  const { centre, radiusM, city: seed } = demoRegion()
  const { homes, streets } = generateCity(seed ?? 1, centre, radiusM)
  const far = streets.map((_, street) => {
    const doors = Array.from({ length: homes.count }, (__, i) => i).filter((i) => homes.street[i] === street)
    const middle = doors[Math.floor(doors.length / 2)]
    return middle === undefined ? Infinity : Math.hypot(homes.x[middle]!, homes.y[middle]!)
  })
  const at = far.findIndex((metres) => metres > 350 && metres < 700)
  return streets[at] ?? ''
}

test(
  'somebody founds a kitchen in the middle of the city, and puts a dish on its menu',
  async () => {
    kitchen = await comeTo(browser, host.url, 'restaurant')
    await kitchen.button('Found a new one').click()
    const founding = kitchen.dialog('A new kitchen')
    await founding.getByLabel('Name').fill(NAME)
    await founding.getByLabel('Cuisine').fill('stew')
    // Its pin is there once the map is.
    await founding.locator('.pin-restaurant').waitFor()
    await founding.locator('.restaurant-map').click()
    await founding.getByRole('button', { name: 'Open it' }).click()
    await kitchen.side.getByText(NAME).waitFor()
    await kitchen.side.getByRole('tab', { name: 'Menu' }).click()
    await kitchen.button('Something new').click()
    const dish = kitchen.dialog('Something new')
    await dish.getByLabel('Name').fill('Bean stew')
    await dish.getByLabel(/^Price/).fill('9.50')
    await dish.getByRole('button', { name: 'Keep it' }).click()
    await kitchen.side.locator('.restaurant-item', { hasText: 'Bean stew' }).getByText('€9.50').waitFor()
    await kitchen.side.getByRole('tab', { name: 'Kitchen' }).click()
  },
  LONG_MS,
)

test(
  'the kitchen says how dear it is, when it is open and how far it delivers, and takes orders by its hours again',
  async () => {
    const { side } = kitchen
    await side.getByRole('tab', { name: 'Settings' }).click()
    await side.getByLabel('How dear it is').selectOption('3')
    await side.getByLabel('Accept every order at once').check()
    await side.getByLabel('As far as the region').uncheck()
    await side.getByLabel('Delivers within, km').fill('0.05')
    // As it was founded, around the clock: no day of the week closes it.
    await kitchen.button('Every day as on Monday').click()
    await kitchen.button('Keep it').click()
    await side.getByText('It delivers within 0.1 to').waitFor()
    await side.getByLabel('Delivers within, km').fill('3.5')
    await kitchen.button('Keep it').click()
    await side.locator('.settings-foot').waitFor({ state: 'hidden' })
    await kitchen.button('Closed').click()
    await side.getByText('Closed, though it is open hours').waitFor()
    await kitchen.button('By hours').click()
    await side.getByText('Taking orders', { exact: true }).waitFor()
    await kitchen.page.reload()
    await side.getByRole('tab', { name: 'Settings' }).click()
    await expect.poll(() => side.getByLabel('Delivers within, km').inputValue()).toBe('3.5')
    expect(await side.getByLabel('How dear it is').inputValue()).toBe('3')
    // What comes next has somebody at the counter.
    await side.getByLabel('Accept every order at once').uncheck()
    await kitchen.button('Keep it').click()
    await side.locator('.settings-foot').waitFor({ state: 'hidden' })
    await side.getByRole('tab', { name: 'Kitchen' }).click()
  },
  LONG_MS,
)

test(
  'a courier goes on shift beside it, and a dispatcher and a customer come',
  async () => {
    const id = new URL(kitchen.page.url()).searchParams.get('r') ?? ''
    expect(id).toMatch(/^own-/)
    const [rides, watches, eats] = await Promise.all([
      comeTo(browser, host.url, 'courier', `&r=${id}`, PHONE),
      comeTo(browser, host.url, 'dispatcher'),
      comeTo(browser, host.url, 'customer', '', PHONE),
    ])
    courier = rides
    dispatcher = watches
    customer = eats
    await courier.button('Go online').click()
    await courier.side.getByText('Waiting for an offer').waitFor()
    await courier.side.getByLabel('How fast').selectOption('most')
  },
  LONG_MS,
)

test(
  'the customer finds it by its cuisine, chooses a door, and orders at a price that says what it is made of',
  async () => {
    const { page, side } = customer
    await side.locator('.customer-door').click()
    const where = customer.dialog('Where to?')
    await where.getByLabel('Street').fill(nearStreet())
    await where.getByLabel('Street').press('Tab')
    await where.getByRole('button', { name: 'Bring it here' }).click()
    await side.getByLabel('Search restaurants and dishes').fill('Test Pot')
    await side.locator('.customer-row', { hasText: NAME }).click()
    await side.getByRole('button', { name: 'Add Bean stew' }).click()
    await side.getByRole('button', { name: 'Add Bean stew' }).click()
    await side.locator('.customer-basket').click()
    await customer.button('€2').click()
    const bill = side.locator('.bill')
    await bill.getByText('€2.00').waitFor()
    for (const line of ['2 × Bean stew', 'Subtotal', 'Tax', 'Delivery', 'Tip for the courier', 'Total'])
      await bill.getByText(line).first().waitFor()
    await customer.shot('checkout')
    await page.locator('.customer-foot .button.act:not([disabled])').click()
    await side.getByText(`Waiting for ${NAME} to answer`).waitFor()
  },
  LONG_MS,
)

test(
  'the kitchen sees it come, takes it, cooks it and calls it ready',
  async () => {
    const { side } = kitchen
    await side.getByText('1 new order to answer').waitFor()
    await side.getByRole('spinbutton').fill('0')
    await kitchen.shot('kitchen')
    await kitchen.button('Accept').click()
    await kitchen.button('Start cooking').click()
    await customer.side.getByText('Being cooked').first().waitFor()
    await kitchen.button('Ready').click()
    await dispatcher.side.getByText(NAME).first().waitFor()
  },
  LONG_MS,
)

test(
  'the courier is asked, rides there by itself and fetches it, and the customer sees where it is only from then on',
  async () => {
    await courier.button('Accept').click()
    await customer.side.locator('.customer-pin-digits').waitFor()
    await customer.side.getByText('Somewhere around here').waitFor()
    await courier.side.getByText('You are there').waitFor({ timeout: 20_000 })
    await courier.button('Picked up').click()
    await customer.side.getByText('is on the way to you').waitFor()
    await customer.side.locator('.customer-map[data-coarse="false"] .pin-courier').waitFor()
    await Promise.all([customer.shot('follow'), courier.shot('courier'), dispatcher.shot('dispatch')])
  },
  LONG_MS,
)

test(
  'somebody else watches by a link, and sees no PIN, no door and no bill',
  async () => {
    await customer.button('Share').click()
    const link = await customer.dialog('Let somebody watch').getByRole('textbox').inputValue()
    await customer.page.keyboard.press('Escape')
    const guest = await comeTo(browser, host.url, 'guest', `&k=${new URL(link).searchParams.get('k') ?? ''}`)
    await guest.side.getByText('is on the way').first().waitFor()
    expect(await guest.side.locator('.customer-pin-digits, .bill').count()).toBe(0)
    expect(guest.complaints).toEqual([])
    await guest.page.context().close()
  },
  LONG_MS,
)

test(
  'at the door a wrong PIN is refused in words, the right one ends it',
  async () => {
    const pin = await customer.side.locator('.customer-pin-digits').innerText()
    await courier.button('Deliver').click()
    const door = courier.dialog(/^At the door/)
    await door.getByLabel('PIN of the customer').fill(pin === '0000' ? '0001' : '0000')
    await door.getByRole('button', { name: 'Delivered' }).click()
    await door.getByText('this is not the PIN').waitFor()
    await door.getByLabel('PIN of the customer').fill(pin)
    await door.getByRole('button', { name: 'Delivered' }).click()
    await customer.side.getByText('Delivered. Enjoy!').waitFor()
    await courier.side.getByText('Waiting for an offer').waitFor()
    expect(await courier.side.locator('.courier-earned').innerText()).not.toBe('€0.00')
  },
  LONG_MS,
)

test(
  'stars go both ways',
  async () => {
    // Clicked, not checked: a star is sent at once and its row may be gone before one could look at it again.
    await customer.side
      .getByRole('group', { name: NAME })
      .getByRole('radio', { name: '5 stars' })
      .click({ force: true })
    await customer.side.locator('.customer-rate').nth(1).getByRole('radio', { name: '4 stars' }).click({ force: true })
    await courier.side.getByRole('radio', { name: '5 stars' }).click({ force: true })
    await courier.side.getByText('★ 4.0 (1)').waitFor()
    await kitchen.side.locator('.restaurant-gone summary').click()
    await kitchen.side.locator('.restaurant-out').getByRole('radio', { name: '4 stars' }).click({ force: true })
    await kitchen.page.getByText('has your stars').waitFor()
    await customer.button('My orders').click()
    await customer.side.locator('.customer-past-order', { hasText: 'Delivered' }).waitFor()
    await Promise.all([customer.shot('past'), kitchen.shot('rated')])
  },
  LONG_MS,
)

test('nothing was said on the console', () => {
  expect([kitchen, customer, courier, dispatcher].flatMap(({ complaints }) => complaints)).toEqual([])
})
