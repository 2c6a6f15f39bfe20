/** What reaches people outside of the channel that they look at: found everywhere, read everywhere, told or not told; and what they do when it fails. */
import type { Browser } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import * as rooms from '../../server/rooms/registry.ts'
import { startHost } from '../support/host.ts'
import type { TestHost } from '../support/host.ts'
import { buildPages, launchBrowser } from './browser.ts'
import { comeToChat, heading } from './chat-people.ts'
import type { Talker } from './chat-people.ts'

const LONG_MS = 60_000

let host: TestHost
let browser: Browser
let ada: Talker
let eve: Talker

beforeAll(async () => {
  host = await startHost(rooms, {}, { pagesDir: await buildPages() })
  browser = await launchBrowser()
  ada = await comeToChat(browser, host.url, 'Ada')
  eve = await comeToChat(browser, host.url, 'Eve')
  await ada.panel.locator('.person', { hasText: 'Eve' }).waitFor()
}, LONG_MS)

afterAll(async () => {
  await browser?.close()
  host?.close()
})

afterEach(async ({ task }) => {
  if (task.result?.state !== 'fail') return
  await ada.shot('dbg-ada')
  await eve.shot('dbg-eve')
})

const makeChannel = async (who: Talker, title: string): Promise<void> => {
  await who.page.getByRole('button', { name: 'New conversation' }).click()
  await who.page.getByRole('menuitem', { name: 'New channel' }).click()
  await who.dialog('New channel').getByLabel('Title').fill(title)
  await who.dialog('New channel').getByRole('button', { name: 'Create' }).click()
  await heading(who.page, title).waitFor()
}

const enterChannel = async (who: Talker, title: string): Promise<void> => {
  await who.page.keyboard.press('Control+k')
  await who.page.keyboard.type(title)
  await who.page.locator('.list .channel-row', { hasText: title }).click()
  await who.page.getByRole('button', { name: 'Join to write' }).click()
  await who.write.waitFor()
}

test(
  'what was said in any of my channels is found, and a click leads there',
  async () => {
    await makeChannel(ada, 'Botany')
    await enterChannel(eve, 'Botany')
    await eve.say('The heather is in flower')
    await ada.row('heather').waitFor()
    await ada.go('Lounge')
    await ada.bar('Search').click()
    await ada.panel.getByText('Filters').click()
    await ada.panel.getByLabel('Where').selectOption({ label: 'All my channels' })
    await ada.panel.getByLabel('Words to find').fill('heath')
    const hit = ada.panel.locator('.hit', { hasText: 'in flower' })
    await hit.locator('.hit-place', { hasText: 'Botany' }).waitFor()
    await ada.shot('search-all')
    await hit.locator('.hit-go').click()
    await heading(ada.page, 'Botany').waitFor()
    await ada.row('heather').waitFor()
  },
  LONG_MS,
)

test(
  'everything is marked as read at once',
  async () => {
    await eve.go('Lounge')
    await ada.go('Botany')
    await ada.say('Who has a trowel?')
    const unread = eve.listed('Botany').locator('.badge:not([hidden])')
    await unread.waitFor()
    await eve.page.getByRole('button', { name: 'New conversation' }).click()
    await eve.page.getByRole('menuitem', { name: 'Mark all as read' }).click()
    await unread.waitFor({ state: 'detached' })
  },
  LONG_MS,
)

test(
  'an invitation is withdrawn, and lets nobody in any more',
  async () => {
    await ada.channelMenu('Invite people…')
    await ada
      .dialog(/Invite people/)
      .getByRole('button', { name: 'Make a link' })
      .click()
    const link = ada.dialog(/The way to/).getByLabel('The link')
    await link.waitFor()
    const address = await link.inputValue()
    await ada
      .dialog(/The way to/)
      .getByRole('button', { name: 'Close' })
      .click()
    await ada.bar('Moderation').click()
    await ada.panel.getByRole('tab', { name: 'Invitations' }).click()
    await ada.panel.getByRole('button', { name: 'Withdraw' }).click()
    await ada.panel.getByText('No invitation is about').waitFor()
    await eve.page.goto(address)
    await eve.page
      .getByText(/invitation|link/i)
      .first()
      .waitFor()
    await eve.page.goto(`${host.url}/chat/`)
    await eve.page.locator('.channel').waitFor()
  },
  LONG_MS,
)

test(
  'what a person hears of, where and when not, is theirs to say, and stays so',
  async () => {
    const bell = ada.page.getByRole('button', { name: /^Notices/ })
    await bell.click()
    await ada.page.getByRole('button', { name: 'Settings', exact: true }).click()
    const settings = ada.dialog('What you hear of')
    const mail = settings.getByLabel('Mentions: Mail')
    expect(await mail.isChecked()).toBe(false)
    await mail.check()
    await settings.getByLabel('Quiet from').fill('22:00')
    await settings.getByLabel('until').fill('07:30')
    await settings.getByLabel('until').press('Tab')
    await settings.getByLabel('Address').fill('https://example.org/hook')
    await settings.getByRole('button', { name: 'Add', exact: true }).click()
    await settings.locator('.places li', { hasText: 'example.org' }).waitFor()
    await settings.getByText('it is not shown again').waitFor()
    await ada.shot('settings-notices')
    await ada.page.reload()
    await ada.page.locator('.channel').waitFor()
    await bell.click()
    await ada.page.getByRole('button', { name: 'Settings', exact: true }).click()
    expect(await settings.getByLabel('Mentions: Mail').isChecked()).toBe(true)
    expect(await settings.getByLabel('until').inputValue()).toBe('07:30')
    await settings.getByRole('button', { name: /Remove/ }).click()
    await settings.locator('.places li').waitFor({ state: 'detached' })
    await settings.getByRole('button', { name: 'Close' }).click()
  },
  LONG_MS,
)

test(
  'words that were not taken say why, and are sent again when somebody wants that',
  async () => {
    await enterAgain(eve, 'Botany')
    await ada.go('Botany')
    await eve.page.locator('.pill').click()
    const cut = eve.page.getByRole('button', { name: 'Cut' })
    await cut.click()
    await eve.write.fill('Too late')
    await eve.write.press('Enter')
    await eve.row('Too late').locator('.line-state', { hasText: 'Waits for the connection' }).waitFor()
    await ada.channelMenu('Channel details')
    await ada.panel.getByRole('button', { name: 'Archive…' }).click()
    await ada
      .dialog(/Archive/)
      .getByRole('button', { name: 'Archive' })
      .click()
    await ada.panel.getByRole('button', { name: 'Open it again' }).waitFor()
    await cut.click()
    const failed = eve.row('Too late').locator('.line-state', { hasText: 'Not sent' })
    await failed.waitFor({ timeout: 20_000 })
    await eve.shot('not-sent')
    await ada.panel.getByRole('button', { name: 'Open it again' }).click()
    await eve.write.waitFor()
    await failed.getByRole('button', { name: 'Try again' }).click()
    await ada.row('Too late').waitFor()
  },
  LONG_MS,
)

const enterAgain = async (who: Talker, title: string): Promise<void> => {
  await who.go(title)
  await who.write.waitFor()
}

test(
  'a host that goes away says so, and what is written then waits',
  async () => {
    const gone = host.drain(1_500)
    await ada.page.locator('.pill:not([data-state="live"])').waitFor()
    await gone
    await ada.write.fill('Until you are back')
    await ada.write.press('Enter')
    await ada.row('Until you are back').locator('.line-state', { hasText: 'Waits for the connection' }).waitFor()
    await ada.shot('away')
  },
  LONG_MS,
)
