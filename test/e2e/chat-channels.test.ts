/** Channels in the chat page: made, entered, led, moderated, left; who is there, what is unread, what a bad line does. */
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
  if (task.result?.state === 'fail') {
    await ada.shot('dbg-ada')
    await eve.shot('dbg-eve')
  }
})

const newThing = async (who: Talker, what: string): Promise<void> => {
  await who.page.getByRole('button', { name: 'New conversation' }).click()
  await who.page.getByRole('menuitem', { name: what }).click()
}

test(
  'a new channel is found by others, read as a visitor, and joined',
  async () => {
    await newThing(ada, 'New channel')
    await ada.dialog('New channel').getByLabel('Title').fill('Physics')
    await ada.dialog('New channel').getByLabel('Topic').fill('From the small to the large')
    await ada.dialog('New channel').getByRole('button', { name: 'Create' }).click()
    await heading(ada.page, 'Physics').waitFor()
    await ada.dialog('New channel').waitFor({ state: 'hidden' })
    await ada.say('First principle')
    await eve.page.keyboard.press('Control+k')
    await eve.page.keyboard.type('Phys')
    await eve.page.locator('.list .channel-row', { hasText: 'Physics' }).click()
    await eve.row('First principle').waitFor()
    await eve.page.locator('.gate', { hasText: 'as a visitor' }).waitFor()
    await eve.page.getByRole('button', { name: 'Join to write' }).click()
    await eve.say('Second principle')
    await ada.row('Second principle').waitFor()
    await eve.listed('Physics').waitFor()
  },
  LONG_MS,
)

test(
  'what is unread is counted in the list, marked in the channel, and gone when it was seen',
  async () => {
    await eve.go('Lounge')
    await ada.say('Third principle')
    await ada.say('Fourth principle')
    await expect.poll(() => eve.listed('Physics').locator('.badge').innerText(), { timeout: 10_000 }).toBe('2')
    await eve.go('Physics')
    const mark = eve.page.locator('.row[data-fresh]')
    await expect.poll(() => mark.innerText()).toContain('Third principle')
    await expect.poll(() => eve.listed('Physics').locator('.badge').count()).toBe(0)
    await eve.shot('unread')
  },
  LONG_MS,
)

test(
  'a silenced channel is dim',
  async () => {
    await eve.channelMenu('Nothing')
    await expect.poll(() => eve.listed('Physics').getAttribute('class')).toContain('dim')
    await eve.channelMenu('Every message')
    await expect.poll(() => eve.listed('Physics').getAttribute('class')).not.toContain('dim')
  },
  LONG_MS,
)

test(
  'presence is what one chose, and others see it',
  async () => {
    const seen = ada.panel.locator('.person', { hasText: 'Eve' }).locator('.status-dot')
    for (const [choice, status] of [
      ['Do not disturb', 'dnd'],
      ['Away', 'away'],
      ['Invisible', 'offline'],
      ['Online', 'online'],
    ] as const) {
      await eve.page.locator('.own').click()
      await eve.page.getByRole('menuitemradio', { name: new RegExp(`^${choice}`) }).click()
      await expect.poll(() => seen.getAttribute('data-status'), { timeout: 5_000 }).toBe(status)
    }
  },
  LONG_MS,
)

test(
  'a direct conversation shows what was delivered and read, and can be blocked',
  async () => {
    await ada.panel.locator('.person', { hasText: 'Eve' }).click()
    await ada.page.getByRole('menuitem', { name: 'Message' }).click()
    await heading(ada.page, 'Eve').waitFor()
    await ada.say('Between us')
    const tick = ada.row('Between us').locator('.tick')
    await expect.poll(() => tick.getAttribute('data-reach')).toBe('sent')
    await eve.listed('Ada').click({ timeout: 15_000 })
    await eve.row('Between us').waitFor()
    await expect.poll(() => tick.getAttribute('data-reach'), { timeout: 10_000 }).toBe('read')
    await ada.shot('direct')
    await eve.channelMenu('Block…')
    await eve.dialog(/Block/).getByRole('button', { name: 'Block' }).click()
    await eve.page.locator('.gate', { hasText: 'blocked' }).waitFor()
    await ada.write.fill('Still there?')
    await ada.write.press('Enter')
    const failed = ada.page.locator('.line-state.failed', { hasText: 'blocked' })
    await failed.waitFor()
    await failed.getByRole('button', { name: 'Discard' }).click()
    await expect.poll(() => failed.count()).toBe(0)
    await eve.page.getByRole('button', { name: 'Unblock' }).click()
    await ada.say('Good to have you back')
    await eve.row('Good to have you back').waitFor()
  },
  LONG_MS,
)

test(
  'a group is its members’ alone; roles, silence and removal work',
  async () => {
    await newThing(ada, 'New group')
    const dialog = ada.dialog('New group')
    await dialog.getByLabel('Title').fill('Lunch')
    await dialog.getByLabel('Find people by name').fill('Ev')
    await dialog.locator('.pick-list .person', { hasText: 'Eve' }).click()
    await dialog.locator('.picked-one', { hasText: 'Eve' }).waitFor()
    await dialog.getByRole('button', { name: 'Create' }).click()
    await heading(ada.page, 'Lunch').waitFor()
    await dialog.waitFor({ state: 'hidden' })
    await ada.say('At noon?')
    await eve.listed('Lunch').click({ timeout: 15_000 })
    await eve.row('At noon?').waitFor()
    const person = ada.panel.locator('.person', { hasText: 'Eve' })
    await person.click()
    await ada.page.getByRole('menuitem', { name: 'Mute…' }).click()
    await ada.dialog('Mute Eve').getByRole('button', { name: 'Mute' }).click()
    await eve.page.locator('.gate', { hasText: 'muted' }).waitFor()
    await person.locator('small', { hasText: 'Muted' }).waitFor()
    await person.click()
    await ada.page.getByRole('menuitem', { name: 'Unmute' }).click()
    await eve.say('At noon')
    await person.click()
    await ada.page.getByRole('menuitemradio', { name: 'Moderator' }).click()
    await person.locator('.role', { hasText: 'Moderator' }).waitFor()
    await eve.bar('Moderation').waitFor()
    await person.click()
    await ada.page.getByRole('menuitem', { name: 'Remove…' }).click()
    await ada.dialog('Remove Eve?').getByRole('button', { name: 'Remove' }).click()
    await eve.page.locator('.nothing', { hasText: 'not in this channel any more' }).waitFor()
    await expect.poll(() => eve.listed('Lunch').count()).toBe(0)
  },
  LONG_MS,
)

test(
  'an invitation lets in whoever has its link',
  async () => {
    await ada.channelMenu('Invite people…')
    await ada.page.getByRole('button', { name: 'Make a link' }).click()
    const link = ada.page.getByLabel('The link')
    await link.waitFor()
    const address = await link.inputValue()
    await ada.page.keyboard.press('Escape')
    await eve.page.goto(address)
    await heading(eve.page, 'Lunch').waitFor()
    await eve.say('Back again')
    await ada.row('Back again').waitFor()
    expect(new URL(eve.page.url()).search).toBe('')
  },
  LONG_MS,
)

test(
  'slow mode counts down, and an archived channel can only be read',
  async () => {
    await ada.channelMenu('Channel details')
    const settings = ada.panel.getByRole('form', { name: 'Settings' })
    await settings.getByLabel('Topic').fill('Where to eat')
    await settings.getByLabel('Slow mode').selectOption({ label: '5 seconds' })
    await settings.getByRole('button', { name: 'Save' }).click()
    await eve.page.locator('.topic', { hasText: 'Where to eat' }).waitFor()
    await eve.write.fill('One')
    await eve.page.locator('.send.ready').waitFor()
    await eve.say('One')
    await eve.page.locator('.send-wait', { hasText: ' s' }).waitFor()
    await ada.shot('settings')
    await ada.panel.getByRole('button', { name: 'Archive…' }).click()
    await ada
      .dialog(/Archive/)
      .getByRole('button', { name: 'Archive' })
      .click()
    await eve.page.locator('.gate', { hasText: 'archived' }).waitFor()
    await ada.panel.getByRole('button', { name: 'Open it again' }).click()
    await eve.write.waitFor()
  },
  LONG_MS,
)

test(
  'reports and held messages wait for moderators, and everything they did is in the log',
  async () => {
    await ada.go('Physics')
    await eve.go('Physics')
    await ada.say('Buy my book')
    await eve.act('Buy my book', 'Report…')
    await eve
      .dialog(/Report/)
      .getByLabel('Reason')
      .fill('Advertising')
    await eve
      .dialog(/Report/)
      .getByRole('button', { name: 'Report' })
      .click()
    await ada.page.locator('.channel-head .badge.act', { hasText: '1' }).waitFor()
    await ada.bar('Moderation').click()
    await ada.panel.locator('.case', { hasText: 'Advertising' }).waitFor()
    await ada.shot('moderation')
    await ada.panel.getByRole('button', { name: 'Delete message' }).click()
    await eve.row('This message was deleted').waitFor()
    await ada.panel.getByRole('tab', { name: 'Log' }).click()
    await ada.panel.locator('.audit', { hasText: 'settled a report' }).waitFor()
    await eve.say('kys')
    await eve.row('kys').locator('.line-state', { hasText: 'A moderator looks' }).waitFor()
    await ada.panel.getByRole('tab', { name: 'Held' }).click()
    await ada.panel.locator('.case', { hasText: 'word list' }).getByRole('button', { name: 'Let it through' }).click()
    await ada.row('kys').waitFor()
    const [exported] = await Promise.all([ada.page.waitForEvent('download'), ada.channelMenu('Export messages')])
    expect(exported.suggestedFilename()).toMatch(/\.ndjson$/)
  },
  LONG_MS,
)

test(
  'whoever is banned is out, and does not come back in',
  async () => {
    await ada.bar(/^People/).click()
    await ada.panel.locator('.person', { hasText: 'Eve' }).click()
    await ada.page.getByRole('menuitem', { name: 'Ban…' }).click()
    await ada.dialog('Ban Eve?').getByRole('button', { name: 'Ban' }).click()
    await eve.page.locator('.nothing', { hasText: 'not in this channel any more' }).waitFor()
    await eve.page.reload()
    await eve.page.locator('.nothing', { hasText: 'not open to you' }).waitFor()
    await ada.bar('Moderation').click()
    await ada.panel.getByRole('tab', { name: 'Bans' }).click()
    await ada.panel.getByRole('button', { name: 'Let in again' }).click()
    await ada.panel.getByText('Nobody is banned').waitFor()
    await eve.page.getByRole('link', { name: 'To the lounge' }).click()
    await heading(eve.page, 'Lounge').waitFor()
  },
  LONG_MS,
)

test(
  'drafts stay with their channel, and words written without a line wait and are sent once',
  async () => {
    await ada.write.fill('Half a thought')
    await ada.go('Lounge')
    expect(await ada.write.inputValue()).toBe('')
    await ada.go('Physics')
    expect(await ada.write.inputValue()).toBe('Half a thought')
    await ada.write.fill('')
    await ada.go('Lounge')
    await ada.page.locator('.pill').click()
    const cut = ada.page.getByRole('button', { name: 'Cut' })
    await cut.click()
    await ada.write.fill('From the tunnel')
    await ada.write.press('Enter')
    await ada.row('From the tunnel').locator('.line-state', { hasText: 'Waits for the connection' }).waitFor()
    await ada.shot('offline')
    await cut.click()
    await eve.row('From the tunnel').waitFor({ timeout: 20_000 })
    await ada.row('From the tunnel').locator('.message[data-status=sent]').waitFor()
    expect(await eve.page.locator('.row', { hasText: 'From the tunnel' }).count()).toBe(1)
  },
  LONG_MS,
)

test('nothing was said on the console', () => {
  expect([...ada.complaints, ...eve.complaints]).toEqual([])
})
