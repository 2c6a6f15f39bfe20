/** Documents in a browser: three people write, comment, suggest, go back, share and lose the line, and nothing complains. */
import { readFile } from 'node:fs/promises'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import * as rooms from '../../server/rooms/registry.ts'
import { startHost } from '../support/host.ts'
import type { TestHost } from '../support/host.ts'
import { buildPages, launchBrowser } from './browser.ts'
import { agree, comeToDoc, cut, keptAtHome } from './doc-people.ts'
import type { Writer } from './doc-people.ts'

const LONG_MS = 60_000
/** One pixel wide, three high. */
const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAADCAIAAADdv/LVAAAADklEQVR4nGP4H2XGAMUAHnUErj5GspAAAAAASUVORK5CYII=',
  'base64',
)

let host: TestHost
let browser: Browser
/** Owns the document. */
let ada: Writer
let eve: Writer
let zoe: Writer

beforeAll(async () => {
  host = await startHost(rooms, {}, { pagesDir: await buildPages() })
  browser = await launchBrowser()
  ada = await comeToDoc(browser, host.url, 'Ada')
  const [second, third] = await Promise.all([
    comeToDoc(browser, host.url, 'Eve', ada.page.url()),
    comeToDoc(browser, host.url, 'Zoe', ada.page.url()),
  ])
  eve = second
  zoe = third
}, LONG_MS)

afterAll(async () => {
  await browser?.close()
  host?.close()
})

test('a newcomer is in a document at once, and whoever has its address may write in it', async () => {
  await eve.block('Welcome').waitFor()
  await ada.page.locator('.doc-row', { hasText: 'Welcome' }).waitFor()
  await expect.poll(() => ada.page.locator('.here').getAttribute('title')).toBe('Ada, Eve, Zoe')
})

test(
  'three people type at once, all see the same, and each sees where the others are',
  async () => {
    await ada.writeAfter('Start here.', '\n')
    await ada.page.keyboard.type('Ada:')
    await eve.writeAfter('Ada:', '\n')
    await eve.page.keyboard.type('Eve:')
    await zoe.writeAfter('Eve:', '\n')
    await zoe.page.keyboard.type('Zoe:')
    await agree(ada, eve, zoe)
    await Promise.all([ada, eve, zoe].map((one) => one.writeAfter(`${one.name}:`, ' all of this is mine')))
    const text = await agree(ada, eve, zoe)
    for (const name of ['Ada', 'Eve', 'Zoe']) expect(text).toContain(`${name}: all of this is mine`)
    for (const one of [ada, eve, zoe]) {
      await one.page.locator('.saved[data-state=saved]').waitFor()
      const names = one.page.locator('.caret-name')
      await expect.poll(() => names.count()).toBe(2)
      expect(await names.allInnerTexts()).not.toContain(one.name)
    }
    await ada.shot('carets')
  },
  LONG_MS,
)

test(
  'a slash puts blocks in, keys make words bold, and names are completed',
  async () => {
    await ada.writeAfter('Zoe: all', '\n')
    await ada.page.keyboard.type('/head')
    await ada.page.getByRole('option', { name: 'Heading 2' }).waitFor()
    await ada.page.keyboard.press('ArrowDown')
    await ada.page.keyboard.press('Enter')
    await ada.page.keyboard.type('The plan\n')
    await ada.page.keyboard.type('/table')
    await ada.page.keyboard.press('Enter')
    await ada.page.keyboard.type('When')
    await ada.page.keyboard.press('Tab')
    await ada.page.keyboard.press('Control+b')
    await ada.page.keyboard.type('Who')
    await ada.page.keyboard.press('Control+b')
    await eve.text.locator('th', { hasText: 'When' }).waitFor()
    await eve.text.locator('th strong', { hasText: 'Who' }).waitFor()
    expect(await eve.text.locator('h2', { hasText: 'The plan' }).count()).toBe(1)
    await ada.page.keyboard.press('Tab')
    await ada.page.keyboard.type('@Ev')
    await ada.page.getByRole('option', { name: 'Eve' }).waitFor()
    await ada.page.keyboard.press('Enter')
    await zoe.text.locator('.mention', { hasText: '@Eve' }).waitFor()
    await agree(ada, eve, zoe)
    await ada.shot('blocks')
  },
  LONG_MS,
)

test(
  'an image is sent beside the text, and others see it',
  async () => {
    await ada.block('Start here.').click()
    const [chooser] = await Promise.all([
      ada.page.waitForEvent('filechooser'),
      ada.page.locator('.tools').getByRole('button', { name: 'Image' }).click(),
    ])
    await chooser.setFiles({ name: 'dot.png', mimeType: 'image/png', buffer: PNG })
    const image = eve.text.locator('.doc-image[data-state=here] img[alt="dot.png"]')
    await expect
      .poll(() => image.evaluate((node) => (node as unknown as { naturalHeight: number }).naturalHeight))
      .toBe(3)
  },
  LONG_MS,
)

test(
  'other files are sent as well: others see what they are called and how large they are, take them, and hear them',
  async () => {
    const choose = async (name: string, mimeType: string, buffer: Buffer): Promise<void> => {
      const [chooser] = await Promise.all([
        ada.page.waitForEvent('filechooser'),
        ada.page.locator('.tools').getByRole('button', { name: 'File' }).click(),
      ])
      await chooser.setFiles({ name, mimeType, buffer })
    }
    await ada.block('Start here.').click()
    await choose('virus.exe', 'application/x-msdownload', Buffer.from('MZ'))
    await ada.page.locator('.toast', { hasText: 'virus.exe is of a type that documents do not take' }).waitFor()
    const zip = Buffer.concat([Buffer.from('PK\u0005\u0006', 'latin1'), Buffer.alloc(18)])
    await choose('Empty box.zip', 'application/x-zip-compressed', zip)
    const box = eve.text.locator('.doc-file', { hasText: 'Empty box.zip' })
    await box.locator('small', { hasText: '22 B · application/zip' }).waitFor()
    const [download] = await Promise.all([
      eve.page.waitForEvent('download'),
      box.getByRole('button', { name: 'Download Empty box.zip' }).click(),
    ])
    expect(download.suggestedFilename()).toBe('Empty box.zip')
    expect((await readFile(await download.path())).equals(zip)).toBe(true)
    await choose('Foghorn.mp3', 'audio/mpeg', Buffer.from('ID3\u0004\u0000\u0000\u0000\u0000\u0000\u0000', 'latin1'))
    await eve.text.getByRole('button', { name: 'Play Foghorn.mp3' }).click()
    await eve.text.locator('audio[src^="blob:"]').waitFor()
    await ada.shot('files')
    await ada.page.getByRole('button', { name: 'Export' }).click()
    const [markdown] = await Promise.all([
      ada.page.waitForEvent('download'),
      ada.page.getByRole('menuitem', { name: 'Markdown' }).click(),
    ])
    const source = await readFile(await markdown.path(), 'utf8')
    expect(source).toMatch(/\[Empty box\.zip\]\(att:[0-9a-f]{64} "application\/zip, 22 bytes"\)/)
    expect(source).toMatch(/!\[dot\.png\]\(att:[0-9a-f]{64}\)/)
  },
  LONG_MS,
)

test(
  'what is mine can be undone, and nothing of the others',
  async () => {
    await zoe.writeAfter('Zoe: all', ' and this')
    await agree(ada, eve, zoe)
    await eve.writeAfter('Eve: all', ' and that')
    await agree(ada, eve, zoe)
    await zoe.page.keyboard.press('Control+z')
    await expect.poll(() => ada.words()).not.toContain('and this')
    expect(await agree(ada, eve, zoe)).toContain('and that')
  },
  LONG_MS,
)

test(
  'two comment, suggest and accept while the third writes without a line; all of it joins when that is back, and a version brings back what was',
  async () => {
    await ada.page.keyboard.press('Control+s')
    await ada.dialog('Keep this version').getByLabel('Name').fill('All here')
    await ada.page.keyboard.press('Enter')
    await ada.dialog('Keep this version').waitFor({ state: 'detached' })
    const before = await agree(ada, eve, zoe)
    await cut(zoe)
    await zoe.writeAfter('Zoe: all', ', offline')
    await expect.poll(() => zoe.saved.innerText()).toMatch(/^offline: \d+ edits? waits?$/)
    await zoe.page.locator('.strip', { hasText: 'You are offline. Go on writing' }).waitFor()
    await zoe.shot('offline')
    await eve.block('several people').scrollIntoViewIfNeeded()
    await eve.select('several people')
    await eve.page.locator('.bubble').getByRole('button', { name: 'Comment' }).click()
    await eve.page.keyboard.type('Three of us')
    await eve.page.keyboard.press('Enter')
    const thread = ({ page }: Writer) => page.locator('.margin .thread', { hasText: 'Three of us' })
    await ada.text.locator('.thread-mark').click()
    await thread(ada).getByLabel('Answer').fill('One is in a tunnel')
    await thread(ada).getByLabel('Answer').press('Enter')
    // An editor may choose to suggest.
    await eve.page.locator('.button.mode').click()
    await eve.page.getByRole('menuitemradio', { name: 'Suggesting' }).click()
    await eve.page.locator('.paper[data-mode=suggest]').waitFor()
    await eve.writeAfter('Eve: all', ', perhaps')
    await ada.text.locator('.came.ghost', { hasText: ', perhaps' }).waitFor()
    await ada.panel('Suggestions')
    await ada.side.locator('.suggestion', { hasText: ', perhaps' }).getByRole('button', { name: 'Accept' }).click()
    await ada.side.getByText('Nobody suggests anything').waitFor()
    await eve.page.keyboard.press('Control+Shift+e')
    await eve.page.locator('.paper[data-mode=write]').waitFor()
    await ada.writeAfter('Ada: all', ', meanwhile')
    expect(await zoe.words()).not.toMatch(/meanwhile|perhaps/)
    await cut(zoe)
    // The client comes back by itself, a little later each time that it could not.
    await zoe.page.locator('.saved[data-state=saved]').waitFor({ timeout: 20_000 })
    const text = await agree(ada, eve, zoe)
    for (const words of [', offline', ', meanwhile', ', perhaps']) expect(text).toContain(words)
    await thread(zoe).getByText('One is in a tunnel').waitFor()
    await expect.poll(() => zoe.page.locator('.strip').isVisible()).toBe(false)
    await ada.panel('Versions')
    await ada.side.getByRole('button', { name: 'All here' }).click()
    const preview = ada.page.locator('.preview')
    for (const name of ['Ada', 'Eve', 'Zoe']) await preview.locator('.legend-one', { hasText: name }).waitFor()
    await ada.shot('three')
    await preview.getByRole('button', { name: 'Restore' }).click()
    await ada.dialog('Restore this version?').getByRole('button', { name: 'Restore' }).click()
    await preview.waitFor({ state: 'detached' })
    await expect.poll(() => zoe.words()).toBe(before)
    expect(await agree(ada, eve, zoe)).toBe(before)
    // What was said about the words stays with them.
    await thread(zoe).waitFor()
    await ada.page.getByRole('button', { name: 'Close panel' }).click()
  },
  LONG_MS,
)

test(
  'what was typed offline is still there after a reload without a line',
  async () => {
    await cut(eve)
    await eve.writeAfter('Eve: all', ', kept here')
    await expect.poll(() => eve.saved.innerText()).toMatch(/^offline: /)
    await keptAtHome(eve)
    await eve.page.reload()
    await eve.block('kept here').waitFor()
    await eve.page.locator('.saved[data-state=saved]').waitFor()
    expect(await agree(ada, eve, zoe)).toContain(', kept here')
  },
  LONG_MS,
)

test(
  'the outline leads through the headings, and counts the words',
  async () => {
    await ada.panel('Outline')
    await ada.side.getByRole('button', { name: 'The plan' }).click()
    await expect.poll(() => ada.side.innerText()).toMatch(/\d+ words/)
    await ada.page.keyboard.press('Control+Alt+o')
    await expect.poll(() => ada.side.isVisible()).toBe(false)
  },
  LONG_MS,
)

test('nothing was said on the console', () => {
  expect([...ada.complaints, ...eve.complaints, ...zoe.complaints]).toEqual([])
})
