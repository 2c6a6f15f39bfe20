/** The chat in a browser: two people do everything that the page can do, against a real host, and nothing complains. */
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import * as rooms from '../../server/rooms/registry.ts'
import { startHost } from '../support/host.ts'
import type { TestHost } from '../support/host.ts'
import { buildPages, launchBrowser } from './browser.ts'
import { comeToChat } from './chat-people.ts'
import type { Talker } from './chat-people.ts'

let host: TestHost
let browser: Browser
let ada: Talker
let eve: Talker

beforeAll(async () => {
  await buildPages()
  host = await startHost(rooms)
  browser = await launchBrowser()
  ada = await comeToChat(browser, host.url, 'Ada')
  eve = await comeToChat(browser, host.url, 'Eve')
}, 60_000)

afterAll(async () => {
  await browser?.close()
  host?.close()
})

test('newcomers are in the lounge at once, and see what others write and that they write it', async () => {
  await ada.say('Good morning')
  await eve.row('Good morning').waitFor()
  await eve.write.pressSequentially('Good')
  await ada.page.locator('.typing[data-on=true]', { hasText: 'Eve is writing' }).waitFor()
  await eve.say('Good morning, **Ada**')
  await expect.poll(() => ada.row('Good morning, Ada').locator('strong').innerText()).toBe('Ada')
})

test('answers, reactions, edits and deletions reach the other side', async () => {
  await eve.act('Good morning', 'Reply')
  await eve.say('To you as well')
  await ada.row('To you as well').locator('.quote', { hasText: 'Eve' }).waitFor()
})

test('nothing was said on the console', () => {
  expect([...ada.complaints, ...eve.complaints]).toEqual([])
})
