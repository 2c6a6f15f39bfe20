/** Documents in a browser: the list of them, what comes in and goes out as files, small windows, the code page and home. */
import { readFile } from 'node:fs/promises'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import * as rooms from '../../server/rooms/registry.ts'
import { startHost } from '../support/host.ts'
import type { TestHost } from '../support/host.ts'
import { buildPages, launchBrowser, newPerson } from './browser.ts'
import { comeToDoc } from './doc-people.ts'
import type { Writer } from './doc-people.ts'

const LONG_MS = 60_000

let host: TestHost
let browser: Browser
let ada: Writer

beforeAll(async () => {
  host = await startHost(rooms, {}, { pagesDir: await buildPages() })
  browser = await launchBrowser()
  ada = await comeToDoc(browser, host.url, 'Ada')
}, LONG_MS)

afterAll(async () => {
  await browser?.close()
  host?.close()
})

const row = (title: string) => ada.page.locator('.doc-item', { hasText: title })
const rowMenu = async (title: string, what: string): Promise<void> => {
  await row(title).hover()
  await row(title).getByRole('button', { name: 'More about' }).click()
  await ada.page.getByRole('menuitem', { name: what }).click()
}

test(
  'a new document comes from a template, and is called what one calls it',
  async () => {
    const { page } = ada
    await page.getByRole('button', { name: 'New document' }).click()
    await ada.dialog('New document').getByRole('button', { name: 'Empty' }).click()
    await expect.poll(() => page.locator('.title').inputValue()).toBe('')
    await page.locator('.title').fill('Tide tables')
    await page.keyboard.press('Enter')
    await row('Tide tables').waitFor()
    await page.locator('.saved[data-state=saved]').waitFor()
    await ada.text.click()
    await page.keyboard.type('High water at noon')
    await page.locator('.saved[data-state=saved]').waitFor()
  },
  LONG_MS,
)

test(
  'documents are starred, put in folders, found by their words, and come back from the trash',
  async () => {
    const { page } = ada
    await row('Tide tables').hover()
    await row('Tide tables').getByRole('button', { name: 'Star Tide tables' }).click()
    await page.getByRole('button', { name: 'Starred' }).click()
    await expect.poll(() => page.locator('.doc-item').count()).toBe(1)
    await page.getByRole('button', { name: 'All', exact: true }).click()
    await rowMenu('Tide tables', 'Move to a folder')
    await ada.dialog('Move to a folder').getByLabel('Folder').fill('Harbour')
    await page.keyboard.press('Enter')
    await page.locator('.folder', { hasText: 'Harbour' }).locator('.doc-item', { hasText: 'Tide tables' }).waitFor()
    await ada.shot('list')
    const find = page.getByLabel('Search titles and texts')
    const hit = page.locator('.doc-item', { hasText: 'High water at noon' })
    // The words of a document are found some seconds after they were written.
    await expect
      .poll(
        async () => {
          await find.fill('')
          await find.fill('noon')
          return hit.waitFor({ timeout: 500 }).then(
            () => true,
            () => false,
          )
        },
        { timeout: 20_000 },
      )
      .toBe(true)
    await find.fill('')
    await rowMenu('Tide tables', 'To the trash')
    await row('Tide tables').waitFor({ state: 'detached' })
    await page.getByRole('button', { name: 'Trash' }).click()
    await rowMenu('Tide tables', 'Restore')
    await page.getByRole('button', { name: 'All', exact: true }).click()
    await row('Tide tables').waitFor()
  },
  LONG_MS,
)

test(
  'a file that is dropped becomes a document, and goes out as one',
  async () => {
    const { page } = ada
    await page.evaluate(`{
      const data = new DataTransfer()
      data.items.add(new File(['# Fog\\n\\nLook **twice**.\\n\\n- [x] horn\\n'], 'signals.md', { type: 'text/markdown' }))
      document.querySelector('.doc-stage').dispatchEvent(
        new DragEvent('drop', { bubbles: true, cancelable: true, dataTransfer: data }),
      )
    }`)
    await ada.block('Look twice.').waitFor()
    expect(await page.locator('.title').inputValue()).toBe('signals')
    expect(await ada.text.locator('li[data-checked=true] p').innerText()).toBe('horn')
    const out = async (what: string): Promise<string> => {
      await page.getByRole('button', { name: 'Export' }).click()
      const [download] = await Promise.all([
        page.waitForEvent('download'),
        page.getByRole('menuitem', { name: what }).click(),
      ])
      return `${download.suggestedFilename()}: ${await readFile(await download.path(), 'utf8')}`
    }
    expect(await out('Markdown')).toBe('signals.md: # Fog\n\nLook **twice**.\n\n- [x] horn\n')
    expect(await out('HTML')).toContain('<strong>twice</strong>')
    expect(await out('Plain text')).toMatch(/^signals\.txt: Fog\n+Look twice\./)
    expect(await out('JSON')).toContain('"taskItem"')
    expect(await out('Yjs state')).toMatch(/^signals\.yjs: /)
  },
  LONG_MS,
)

test(
  'on a telephone the list and the document are screens, the tools are where thumbs are, and nothing is wider than it',
  async () => {
    for (const width of [360, 390]) {
      const viewport = { width, height: 844 }
      const pia = await comeToDoc(browser, host.url, 'Pia', '/doc/', { viewport, hasTouch: true })
      const { page } = pia
      const wide = () => page.evaluate('document.documentElement.scrollWidth')
      expect(await wide()).toBe(width)
      await pia.shot(`phone-${width}`)
      await pia.select('several people')
      await page.locator('.bubble').getByRole('button', { name: 'Comment' }).click()
      await page.keyboard.type('From the bus')
      await page.keyboard.press('Enter')
      await pia.side.locator('.thread', { hasText: 'From the bus' }).waitFor()
      expect(await wide()).toBe(width)
      await pia.shot(`phone-${width}-comments`)
      await page.getByRole('button', { name: 'Close panel' }).click()
      await page.getByRole('button', { name: 'All documents' }).click()
      await page.locator('.doc-row', { hasText: 'Welcome' }).click()
      await pia.block('Welcome').waitFor()
      expect(await wide()).toBe(width)
      expect(pia.complaints).toEqual([])
      await page.context().close()
    }
  },
  LONG_MS,
)

test(
  'everything is reached by keyboard: the list, the tools, and the way back to the text',
  async () => {
    const { page } = ada
    await ada.text.focus()
    await page.keyboard.press('Alt+F10')
    await page.keyboard.press('ArrowRight')
    await expect.poll(() => page.evaluate('document.activeElement.outerHTML.slice(0, 200)')).toMatch(/aria-label="Redo/)
    await page.keyboard.press('Escape')
    await expect.poll(() => page.evaluate('document.activeElement.className')).toContain('doc-text')
    await page.keyboard.press('Control+/')
    await ada.dialog('Keys').waitFor()
    await page.keyboard.press('Escape')
    await page.getByRole('button', { name: 'Export' }).focus()
    await page.keyboard.press('Control+k')
    await page.keyboard.press('ArrowDown')
    await expect.poll(() => page.evaluate('document.activeElement.className')).toContain('doc-row')
    await page.keyboard.press('Enter')
    await ada.text.waitFor()
  },
  LONG_MS,
)

test(
  'two people write code at once, and see each other there',
  async () => {
    const [one, two] = [await newPerson(browser), await newPerson(browser)]
    await one.page.goto(`${host.url}/code/`)
    await one.page.locator('.saved[data-state=saved]').waitFor()
    await two.page.goto(one.page.url())
    await two.page.locator('.saved[data-state=saved]').waitFor()
    const codeOf = (page: typeof one.page) => page.locator('.cm-content')
    await codeOf(one.page).click()
    await one.page.keyboard.type('const a = 1\n')
    await expect.poll(() => codeOf(two.page).innerText()).toContain('const a = 1')
    await codeOf(two.page).click()
    await two.page.keyboard.press('Control+End')
    await Promise.all([one.page.keyboard.type('// one'), two.page.keyboard.type('const b = 2')])
    await one.page.locator('.caret-name').waitFor()
    await expect
      .poll(async () => {
        const [mine, theirs] = await Promise.all([one, two].map(({ page }) => page.evaluate(CODE)))
        return mine === theirs && String(mine).includes('// one') && String(mine).includes('const b = 2')
      })
      .toBe(true)
    // Rich text is not for it: the list of documents leads back, and the page of rich text writes nothing into it.
    const room = new URL(one.page.url()).searchParams.get('d')
    await one.page.getByRole('button', { name: 'All documents' }).click()
    const listed = one.page.locator('.doc-row', { hasText: 'Scratch' })
    await listed.waitFor()
    expect(await listed.getAttribute('href')).toMatch(new RegExp(`^/code/\\?d=${room}`))
    await one.page.goto(`${host.url}/doc/?d=${room}`)
    await one.page.getByText('This document is code').waitFor()
    expect(await one.page.locator('.doc-text').count()).toBe(0)
    await one.page.getByRole('link', { name: 'Open it there' }).click()
    await expect.poll(() => codeOf(one.page).innerText()).toContain('const b = 2')
    expect(one.page.url()).toContain(`/code/?d=${room}`)
    expect([...one.complaints, ...two.complaints]).toEqual([])
    await two.page.context().close()
    return lock(one.page)
  },
  LONG_MS,
)

/** A link of a code document asks for its password there, too. */
const lock = async (page: Page): Promise<void> => {
  await page.getByRole('button', { name: 'Share', exact: true }).click()
  const dialog = page.getByRole('dialog', { name: 'Share' })
  await dialog.getByLabel('What everybody may do who has the address').selectOption({ label: 'Nothing' })
  await dialog.getByLabel('Password').fill('sesame')
  await dialog.getByRole('button', { name: 'Make a link' }).click()
  const copy = dialog.getByRole('button', { name: 'Copy', exact: true })
  const guest = await newPerson(browser)
  await guest.page.goto(String(await copy.getAttribute('data-address')))
  await guest.page.getByLabel('Password of this link').fill('open')
  await guest.page.keyboard.press('Enter')
  await guest.page.getByText('That was not it').waitFor()
  await guest.page.getByLabel('Password of this link').fill('sesame')
  await guest.page.keyboard.press('Enter')
  await guest.page.locator('.role', { hasText: 'Read only' }).waitFor()
  await expect.poll(() => guest.page.locator('.cm-content').innerText()).toContain('const b = 2')
  await Promise.all([page, guest.page].map((one) => one.context().close()))
}

const CODE = `(() => {
  const lines = document.querySelector('.code-text > div').shadowRoot.querySelectorAll('.cm-line')
  return [...lines].map((line) => {
    const copy = line.cloneNode(true)
    for (const caret of copy.querySelectorAll('.caret')) caret.remove()
    return copy.textContent
  }).join('\\n')
})()`

test(
  'home shows a document with the carets of whoever looks at it',
  async () => {
    const { page, complaints } = await newPerson(browser)
    await page.goto(host.url)
    await page.locator('.mini-doc .mini-heading').first().waitFor()
    await page.locator('.mini-caret').first().waitFor()
    await page.getByRole('link', { name: 'Write' }).waitFor()
    expect(complaints).toEqual([])
    await page.context().close()
  },
  LONG_MS,
)

test('nothing was said on the console', () => {
  expect(ada.complaints).toEqual([])
})
