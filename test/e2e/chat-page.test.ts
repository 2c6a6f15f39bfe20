/** The chat in a browser: two people do everything that the page can do, against a real host, and nothing complains. */
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import * as rooms from '../../server/rooms/registry.ts'
import { startHost } from '../support/host.ts'
import type { TestHost } from '../support/host.ts'
import { buildPages, launchBrowser, newPerson } from './browser.ts'
import { bring, comeToChat } from './chat-people.ts'
import type { Talker } from './chat-people.ts'

const LONG_MS = 60_000
/** One pixel wide, three high. */
const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAADCAIAAADdv/LVAAAADklEQVR4nGP4H2XGAMUAHnUErj5GspAAAAAASUVORK5CYII=',
  'base64',
)

let host: TestHost
let browser: Browser
/** Comes first: makes the lounge, and owns it. */
let ada: Talker
let eve: Talker

beforeAll(async () => {
  host = await startHost(rooms, {}, { pagesDir: await buildPages() })
  browser = await launchBrowser()
  ada = await comeToChat(browser, host.url, 'Ada')
  eve = await comeToChat(browser, host.url, 'Eve')
}, LONG_MS)

afterAll(async () => {
  await browser?.close()
  host?.close()
})

test(
  'newcomers are in the lounge at once, and see what others write and that they write it',
  async () => {
    await ada.say('Good morning')
    await eve.row('Good morning').waitFor()
    await eve.write.pressSequentially('Go')
    await ada.page.locator('.typing[data-on=true]', { hasText: 'Eve is writing' }).waitFor()
    await eve.say('Hello **Ada**')
    await expect.poll(() => ada.row('Hello Ada').locator('strong').innerText()).toBe('Ada')
    await ada.panel.locator('.person', { hasText: 'Eve' }).waitFor()
  },
  LONG_MS,
)

test(
  'an answer quotes, and a click on the quote goes there',
  async () => {
    await eve.act('Good morning', 'Reply')
    await eve.say('And to you')
    const quote = ada.row('And to you').locator('.quote')
    await expect.poll(() => quote.innerText()).toContain('Good morning')
    await quote.click()
    await ada.page.locator('.row.flash', { hasText: 'Good morning' }).waitFor()
  },
  LONG_MS,
)

test(
  'reactions are counted, mine are marked, and who gave them is told',
  async () => {
    await eve.row('Good morning').locator('.message').hover()
    await eve.page.getByRole('button', { name: 'React with 👍' }).click()
    const chip = ada.row('Good morning').locator('.reaction', { hasText: '👍' })
    await expect.poll(() => chip.innerText()).toContain('1')
    expect(await chip.getAttribute('aria-pressed')).toBe('false')
    await chip.click()
    await expect.poll(() => eve.row('Good morning').locator('.reaction').first().innerText()).toContain('2')
    expect(await chip.getAttribute('aria-pressed')).toBe('true')
    await ada.row('Good morning').locator('.reactions').hover()
    await expect.poll(() => chip.getAttribute('title')).toMatch(/Eve/)
    await ada.row('Good morning').getByRole('button', { name: 'Add a reaction' }).click()
    await ada.page.getByLabel('Find an emoji').fill('rocket')
    await ada.page.keyboard.press('Enter')
    await eve.row('Good morning').locator('.reaction', { hasText: '🚀' }).waitFor()
  },
  LONG_MS,
)

test(
  'Up edits the last own message, the edit is marked, and shows what was said before',
  async () => {
    await eve.say('I am hear')
    await eve.write.press('ArrowUp')
    await eve.page.locator('.mode', { hasText: 'Editing' }).waitFor()
    await eve.write.fill('I am here')
    await eve.write.press('Enter')
    await ada.row('I am here').getByRole('button', { name: 'edited' }).click()
    await ada.page.locator('.history', { hasText: 'I am hear' }).waitFor()
    await ada.page.keyboard.press('Escape')
  },
  LONG_MS,
)

test(
  'a deleted message leaves a mark',
  async () => {
    await eve.say('Not for you')
    await eve.act('Not for you', 'Delete…')
    await eve.dialog('Delete this message?').getByRole('button', { name: 'Delete' }).click()
    await ada.row('This message was deleted').waitFor()
    expect(await ada.page.getByText('Not for you').count()).toBe(0)
  },
  LONG_MS,
)

test(
  'a thread opens beside the channel, and its length stands below what it hangs on',
  async () => {
    await ada.act('I am here', 'Thread')
    const field = ada.panel.locator('.write')
    await field.fill('So you are')
    await field.press('Enter')
    await ada.panel.locator('.rows-list .row', { hasText: 'So you are' }).waitFor()
    await eve.row('I am here').getByRole('button', { name: '1 reply' }).click()
    await eve.panel.locator('.row', { hasText: 'So you are' }).waitFor()
    await eve.panel.locator('.write').fill('Indeed')
    await eve.panel.locator('.write').press('Enter')
    await ada.panel.locator('.row', { hasText: 'Indeed' }).waitFor()
    expect(await ada.page.locator('.channel > .stage .row', { hasText: 'Indeed' }).count()).toBe(0)
    await ada.shot('thread')
    for (const one of [ada, eve]) await one.panel.getByRole('button', { name: 'Close panel' }).click()
  },
  LONG_MS,
)

test(
  'names and emoji are completed, and whoever is named hears of it',
  async () => {
    await ada.write.pressSequentially('Look, @Ev')
    await ada.page.getByRole('option', { name: 'Eve' }).waitFor()
    await ada.write.press('Tab')
    await ada.write.pressSequentially(':rock')
    await ada.page.getByRole('option', { name: ':rocket:' }).waitFor()
    await ada.write.press('Enter')
    await ada.write.press('Enter')
    const row = eve.row('Look, @Eve 🚀')
    await row.locator('.message.for-me .mention.mine').waitFor()
    await expect.poll(() => eve.page.locator('.bell .badge').innerText(), { timeout: 10_000 }).toBe('1')
    await eve.page.locator('.bell').click()
    await eve.page.locator('.notice', { hasText: 'Look' }).click()
    await eve.page.locator('.row.flash', { hasText: 'Look, @Eve' }).waitFor()
    await expect.poll(() => eve.page.locator('.bell .badge').isVisible()).toBe(false)
  },
  LONG_MS,
)

test(
  'files come by button, by drop and by paste; images keep their place, others are cards',
  async () => {
    await ada.page.locator('.channel-foot input[type=file]').setInputFiles({
      name: 'dot.png',
      mimeType: 'image/png',
      buffer: PNG,
    })
    await ada.page.locator('.upload', { hasText: 'dot.png' }).waitFor()
    await ada.page.locator('.send.ready').click()
    const image = eve.page.locator('.file-image img[alt="dot.png"]')
    await expect
      .poll(() => image.evaluate((node) => (node as unknown as { naturalHeight: number }).naturalHeight))
      .toBe(3)
    expect(await image.getAttribute('height')).toBe('3')
    await bring(ada, 'drop', 'dropped.json')
    await bring(ada, 'paste', 'pasted.json')
    await expect.poll(() => ada.page.locator('.upload').count()).toBe(2)
    await ada.page.locator('.send.ready').waitFor()
    await ada.say('Two files')
    const card = eve.row('Two files').locator('.file-card', { hasText: 'dropped.json' })
    const [download] = await Promise.all([eve.page.waitForEvent('download'), card.click()])
    expect(download.suggestedFilename()).toBe('dropped.json')
    await ada.shot('files')
  },
  LONG_MS,
)

test(
  'what was pinned is in the panel until it is unpinned',
  async () => {
    await ada.act('Two files', 'Pin')
    await ada.bar('Pinned messages').click()
    const hit = ada.panel.locator('.hit', { hasText: 'Two files' })
    await hit.waitFor()
    await hit.locator('.hit-go').click()
    await ada.page.locator('.row.flash', { hasText: 'Two files' }).waitFor()
    await hit.getByRole('button', { name: 'Unpin' }).click()
    await ada.panel.getByText('Nothing is pinned').waitFor()
  },
  LONG_MS,
)

test(
  'search finds words, narrows by author and by what is attached, and goes there',
  async () => {
    await ada.page.keyboard.press('Control+f')
    await ada.panel.getByLabel('Words to find').fill('morning')
    const hits = ada.panel.locator('.hit')
    await expect.poll(() => hits.count()).toBe(1)
    await ada.panel.locator('summary').click()
    await ada.panel.getByLabel('From').selectOption({ label: 'Eve' })
    await ada.panel.getByText('Nothing here says').waitFor()
    await ada.panel.getByLabel('From').selectOption({ label: 'Anybody' })
    await ada.panel.getByLabel('Words to find').fill('files')
    await ada.panel.getByLabel('Has').selectOption({ label: 'A file' })
    await expect.poll(() => hits.count()).toBe(1)
    await hits.locator('.hit-go').click()
    await ada.page.locator('.row.flash', { hasText: 'Two files' }).waitFor()
    await ada.shot('search')
    await ada.page.keyboard.press('Control+f')
  },
  LONG_MS,
)

test(
  'a link to a message opens it',
  async () => {
    const n = await ada.row('Good morning').getAttribute('data-n')
    const zoe = await comeToChat(browser, host.url, 'Zoe', `#lounge/${n}`)
    await zoe.row('Good morning').waitFor()
    await zoe.page.close()
    expect(zoe.complaints).toEqual([])
  },
  LONG_MS,
)

test(
  'everything is reached by keyboard: messages, answers, and the way back',
  async () => {
    const { page, write } = eve
    await write.focus()
    // Past the button that adds files.
    await page.keyboard.press('Shift+Tab')
    await page.keyboard.press('Shift+Tab')
    await expect.poll(() => page.evaluate('document.activeElement.className')).toContain('timeline')
    await page.keyboard.press('ArrowUp')
    await expect.poll(() => page.evaluate('document.activeElement.className')).toContain('message')
    // Past those who came in meanwhile.
    for (let i = 0; i < 4; i++) await page.keyboard.press('ArrowUp')
    await page.keyboard.press('r')
    await page.locator('.mode', { hasText: 'Answer to' }).waitFor()
    await page.keyboard.press('Escape')
    await expect.poll(() => page.locator('.mode').isVisible()).toBe(false)
    await page.keyboard.type('One line')
    await page.keyboard.press('Shift+Enter')
    await page.keyboard.type('and another')
    await page.keyboard.press('Enter')
    await expect.poll(() => ada.row('and another').innerText()).toContain('One line')
  },
  LONG_MS,
)

test(
  'the newest is one click away from anywhere, and so is a day',
  async () => {
    for (let i = 0; i < 12; i++) await ada.say(`Step ${i}\n\nand\n\nmore`)
    await eve.row('Step 11').waitFor()
    await eve.page.evaluate("document.querySelector('.stage > .timeline').scrollTop = 0")
    const newest = eve.page.locator('.to-newest')
    await newest.waitFor()
    await ada.say('Step 12')
    await expect.poll(() => newest.innerText()).toBe('1')
    await newest.click()
    await expect.poll(() => newest.isVisible()).toBe(false)
    const today = await eve.page.evaluate("new Date().toLocaleDateString('sv')")
    await eve.page.getByLabel('Jump to a date', { exact: true }).last().fill(String(today))
    await newest.waitFor()
    await expect.poll(() => eve.row('created this channel').isVisible()).toBe(true)
  },
  LONG_MS,
)

test(
  'on a telephone the list, the messages and the panel are screens with a way back',
  async () => {
    for (const width of [360, 390]) {
      const viewport = { width, height: 740 }
      const pia = await comeToChat(browser, host.url, 'Pia', '', { viewport, hasTouch: true })
      const { page } = pia
      const wide = () => page.evaluate('document.documentElement.scrollWidth')
      await page.locator('.channel').waitFor()
      expect(await wide()).toBe(width)
      await pia.shot(`phone-${width}`)
      await page.locator('.channel-head .wide').click()
      await page.locator('.side').waitFor()
      expect(await wide()).toBe(width)
      await page.getByRole('button', { name: 'Back', exact: true }).click()
      await page.getByRole('button', { name: 'All channels' }).click()
      await page.locator('.list .channel-row', { hasText: 'Lounge' }).waitFor()
      expect(await wide()).toBe(width)
      await page.locator('.list .channel-row', { hasText: 'Lounge' }).click()
      await page.locator('.channel .write').waitFor()
      expect(pia.complaints).toEqual([])
      await page.context().close()
    }
  },
  LONG_MS,
)

test(
  'home shows what is said in the lounge, and disturbs nobody',
  async () => {
    const { page, complaints } = await newPerson(browser)
    await page.goto(host.url)
    await page.locator('.ticker li', { hasText: 'Step 12' }).waitFor()
    await ada.say('Hello, home')
    await page.locator('.ticker li', { hasText: 'Hello, home' }).waitFor()
    await page.getByRole('link', { name: 'Talk' }).waitFor()
    expect(complaints).toEqual([])
    await page.context().close()
  },
  LONG_MS,
)

test(
  'a match talks without giving up its keys',
  async () => {
    const players = [await newPerson(browser), await newPerson(browser)] as const
    for (const { page } of players) {
      await page.goto(`${host.url}/game/?room=talk-e2e`)
      await page.getByRole('button', { name: 'Play', exact: true }).click()
      await page.locator('.pill[data-state="live"]').waitFor()
    }
    const [one, two] = players
    await expect
      .poll(async () => {
        await one.page.keyboard.press('Enter')
        return one.page.locator('.talk-field').isVisible()
      })
      .toBe(true)
    await one.page.keyboard.type('Behind you, wasd')
    await one.page.keyboard.press('Enter')
    await two.page.locator('.talk-lines li', { hasText: 'Behind you, wasd' }).waitFor()
    expect(await one.page.locator('.talk-field').isVisible()).toBe(false)
    expect([...one.complaints, ...two.complaints]).toEqual([])
    for (const { page } of players) await page.context().close()
  },
  LONG_MS,
)

test('nothing was said on the console', () => {
  expect([...ada.complaints, ...eve.complaints]).toEqual([])
})
