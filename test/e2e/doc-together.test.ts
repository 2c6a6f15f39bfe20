/** Documents in a browser: what people say about a text, what it was before, and who may do what in it. */
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { WebsocketProvider } from 'y-websocket'
import * as Y from 'yjs'
import * as rooms from '../../server/rooms/registry.ts'
import { startHost } from '../support/host.ts'
import type { TestHost } from '../support/host.ts'
import { buildPages, launchBrowser } from './browser.ts'
import { agree, comeToDoc, cut } from './doc-people.ts'
import type { Writer } from './doc-people.ts'

const LONG_MS = 60_000

let host: TestHost
let browser: Browser
/** Owns the document. */
let ada: Writer
let eve: Writer

beforeAll(async () => {
  host = await startHost(rooms, {}, { pagesDir: await buildPages() })
  browser = await launchBrowser()
  ada = await comeToDoc(browser, host.url, 'Ada')
  eve = await comeToDoc(browser, host.url, 'Eve', ada.page.url())
}, LONG_MS)

afterAll(async () => {
  await browser?.close()
  host?.close()
})

/** What the owner chooses in the dialogue of who may what. */
const share = async (label: string | RegExp, role: string): Promise<void> => {
  await ada.page.getByRole('button', { name: 'Share', exact: true }).click()
  const dialog = ada.dialog('Share')
  await dialog.getByLabel(label).selectOption({ label: role })
}

test(
  'a comment stands beside the words it is about; it is answered, given a sign, settled and opened again',
  async () => {
    await eve.select('several people')
    await eve.page.locator('.bubble').getByRole('button', { name: 'Comment' }).click()
    await eve.page.keyboard.type('How many, @Ad')
    await eve.page.getByRole('option', { name: 'Ada' }).waitFor()
    await eve.page.keyboard.press('Tab')
    await eve.page.keyboard.type('?')
    await eve.page.keyboard.press('Enter')
    const thread = ada.page.locator('.margin .thread', { hasText: 'How many, @Ada ?' })
    await thread.waitFor()
    await expect.poll(() => ada.text.locator('.thread-mark').allInnerTexts()).toEqual(['several people'])
    await thread.getByRole('button', { name: 'Add a reaction' }).first().click()
    await ada.page.getByLabel('Find an emoji').fill('rocket')
    await ada.page.keyboard.press('Enter')
    await eve.page.locator('.comment-reaction', { hasText: '🚀 1' }).waitFor()
    await ada.text.locator('.thread-mark').click()
    await thread.getByLabel('Answer').fill('Two thousand')
    await thread.getByLabel('Answer').press('Enter')
    await eve.page.locator('.margin .comment-words', { hasText: 'Two thousand' }).waitFor()
    await ada.shot('comments')
    await thread.getByRole('button', { name: 'Resolve' }).click()
    await expect.poll(() => eve.text.locator('.thread-mark').count()).toBe(0)
    await eve.panel('Comments')
    await eve.side.getByRole('button', { name: 'Show 1 resolved thread' }).click()
    await eve.side.locator('.tag', { hasText: 'resolved by Ada' }).waitFor()
    await eve.side.getByRole('button', { name: 'Open again' }).click()
    await ada.text.locator('.thread-mark', { hasText: 'several people' }).waitFor()
    await eve.page.keyboard.press('Escape')
  },
  LONG_MS,
)

test(
  'a comment moves with its words, and says so when they are gone',
  async () => {
    await ada.page.keyboard.press('Escape')
    await ada.block('This is a document').click()
    await ada.page.keyboard.press('Home')
    await ada.page.keyboard.type('Look: ')
    await expect.poll(() => eve.text.locator('.thread-mark').allInnerTexts()).toEqual(['several people'])
    await ada.select('several people')
    await ada.page.keyboard.press('Delete')
    await eve.panel('Comments')
    await eve.side.locator('.thread', { hasText: 'its text is gone' }).waitFor()
    expect(await eve.text.locator('.thread-mark').count()).toBe(0)
    await eve.shot('detached')
    await eve.page.keyboard.press('Escape')
    await ada.page.keyboard.press('Control+z')
    await agree(ada, eve)
  },
  LONG_MS,
)

test(
  'a version is kept under a name; what changed since is shown in the colours of who wrote it, and it comes back',
  async () => {
    await ada.page.keyboard.press('Control+s')
    await ada.dialog('Keep this version').getByLabel('Name').fill('Before the storm')
    await ada.page.keyboard.press('Enter')
    await ada.panel('Versions')
    const version = ada.side.getByRole('button', { name: 'Before the storm' })
    await version.waitFor()
    await eve.writeAfter('Start here.', ' Eve was here.')
    await ada.select('Whatever you type')
    await ada.page.keyboard.press('Delete')
    await agree(ada, eve)
    await ada.page.locator('.saved[data-state=saved]').waitFor()
    await version.click()
    const preview = ada.page.locator('.preview')
    await preview.locator('.came', { hasText: 'Eve was here.' }).waitFor()
    expect(await preview.locator('.came').first().getAttribute('title')).toBe('Eve wrote this')
    expect(await preview.locator('.went').first().getAttribute('title')).toBe('Ada deleted this')
    await preview.locator('.legend-one', { hasText: 'Eve' }).waitFor()
    await ada.shot('diff')
    await preview.getByRole('button', { name: 'As it was' }).click()
    await expect.poll(() => preview.locator('.came, .went').count()).toBe(0)
    expect(await preview.innerText()).not.toContain('Eve was here.')
    await preview.getByRole('button', { name: 'Restore' }).click()
    await ada.dialog('Restore this version?').getByRole('button', { name: 'Restore' }).click()
    await expect.poll(() => eve.words()).not.toContain('Eve was here.')
    expect(await agree(ada, eve)).toContain('Whatever you type')
  },
  LONG_MS,
)

test(
  'any two versions are compared; what one person did between them is looked at, undone, and taken back',
  async () => {
    await eve.writeAfter('Start here.', ' Eve again.')
    await ada.writeAfter('Eve again.', ' Ada too.')
    await agree(ada, eve)
    await ada.page.locator('.saved[data-state=saved]').waitFor()
    await ada.page.keyboard.press('Control+s')
    await ada.dialog('Keep this version').getByLabel('Name').fill('After the storm')
    await ada.page.keyboard.press('Enter')
    await ada.side.getByRole('button', { name: 'After the storm' }).waitFor()
    await eve.writeAfter('Ada too.', ' Later.')
    await agree(ada, eve)
    await ada.side.getByRole('button', { name: 'Before the storm' }).click()
    const preview = ada.page.locator('.preview')
    await preview.getByRole('button', { name: 'Compare' }).click()
    await preview.getByLabel('Compare to').selectOption({ label: 'After the storm' })
    const came = () => preview.locator('.came').allInnerTexts()
    await expect.poll(came).toEqual(['Whatever you type', ' Eve again.', ' Ada too.'])
    await ada.shot('compare')
    await preview.getByRole('button', { name: 'Undo what Eve did here…' }).click()
    // The present, without it: what came behind the second version stays.
    await preview.locator('.went', { hasText: 'Eve again.' }).waitFor()
    expect(await preview.locator('.went').getAttribute('title')).toBe('This goes: Eve wrote it')
    expect(await preview.getByLabel('Whose work').locator('option:checked').textContent()).toBe('Eve')
    await ada.shot('undo-theirs')
    await preview.getByRole('button', { name: 'Undo it' }).click()
    await expect.poll(() => eve.words()).not.toContain('Eve again.')
    expect(await agree(ada, eve)).toContain('Ada too. Later.')
    await ada.page.getByRole('button', { name: 'Take it back' }).click()
    await eve.block('Eve again.').waitFor()
    expect(await agree(ada, eve)).toContain('Start here. Eve again. Ada too. Later.')
    await ada.side.getByRole('button', { name: 'Undo what somebody did…' }).click()
    await preview.getByLabel('Since').selectOption({ label: 'After the storm' })
    await preview.locator('.went', { hasText: 'Later.' }).waitFor()
    await ada.page.keyboard.press('Escape')
    await preview.waitFor({ state: 'detached' })
  },
  LONG_MS,
)

test(
  'the whole history plays, and stops where one wants it',
  async () => {
    await ada.side.getByRole('button', { name: 'Play it back' }).click()
    const film = ada.page.locator('.preview')
    const slider = film.getByLabel('How far the document had come')
    await slider.fill('0')
    await expect.poll(async () => (await film.locator('.doc-text').innerText()).trim()).toBe('')
    const last = await slider.getAttribute('max')
    await slider.fill(String(last))
    await expect.poll(() => film.locator('.doc-text').innerText()).toContain('Start here.')
    await film.locator('.film-who', { hasText: 'Ada' }).waitFor()
    await ada.shot('film')
    await ada.page.keyboard.press('Escape')
    await film.waitFor({ state: 'detached' })
  },
  LONG_MS,
)

test(
  'who may only read from now on cannot write at once, is told so, and can again when that is taken back',
  async () => {
    await eve.writeAfter('Start here.', ' Kept.')
    await share('What everybody may do who has the address', 'Can read')
    await eve.page.locator('.toast', { hasText: 'You may only read this document now' }).waitFor()
    await expect.poll(() => eve.text.getAttribute('contenteditable')).toBe('false')
    await eve.page.locator('.role', { hasText: 'Read only' }).waitFor()
    expect(await eve.page.locator('.tools').isVisible()).toBe(false)
    expect(await eve.page.locator('.doc-panels').getByRole('button', { name: 'Versions' }).isVisible()).toBe(false)
    expect(await agree(ada, eve)).toContain('Kept.')
    await eve.shot('viewer')
    await ada.dialog('Share').getByLabel('What Eve will be able to do').selectOption({ label: 'Can comment' })
    await ada.dialog('Share').getByRole('button', { name: 'Add', exact: true }).click()
    await eve.page.locator('.role', { hasText: 'Comments only' }).waitFor()
    await ada.shot('share')
    await eve.select('Without a network')
    await eve.page.locator('.bubble').getByRole('button', { name: 'Comment' }).click()
    await eve.page.keyboard.type('Even in a tunnel')
    await eve.page.keyboard.press('Enter')
    await ada.page
      .locator('.thread, .thread-mark', { hasText: /Even in a tunnel|Without a network/ })
      .first()
      .waitFor()
    await ada.dialog('Share').getByLabel('What Eve may do').selectOption({ label: 'Can edit' })
    await expect.poll(() => eve.text.getAttribute('contenteditable')).toBe('true')
    await ada.dialog('Share').getByRole('button', { name: 'Close' }).click()
    await eve.writeAfter('Start here.', ' Again.')
    expect(await agree(ada, eve)).toContain('Again.')
  },
  LONG_MS,
)

test(
  'what is suggested stands in the text for all to see, and is accepted or rejected piece by piece',
  async () => {
    await share('What Eve may do', 'Can suggest')
    await ada.dialog('Share').getByRole('button', { name: 'Close' }).click()
    await eve.page.locator('.role', { hasText: 'Suggestions only' }).waitFor()
    await expect.poll(() => eve.text.getAttribute('contenteditable')).toBe('true')
    await eve.writeAfter('Start here.', ' Bravely.')
    await eve.select('others wrote')
    await eve.page.keyboard.press('Delete')
    await eve.text.locator('.came', { hasText: 'Bravely.' }).waitFor()
    await eve.text.locator('.went', { hasText: 'others wrote' }).waitFor()
    await eve.page.locator('.saved[data-state=saved]').waitFor()
    // As it would be, in the text that is not changed yet.
    await ada.text.locator('.came.ghost', { hasText: 'Bravely.' }).waitFor()
    await ada.text.locator('.went', { hasText: 'others wrote' }).waitFor()
    expect(await ada.words()).not.toContain('Bravely.')
    await ada.panel('Suggestions')
    await eve.shot('suggesting')
    await ada.shot('suggestions')
    const one = (words: string) => ada.side.locator('.suggestion', { hasText: words })
    await one('Bravely.').getByRole('button', { name: 'Accept' }).click()
    await expect.poll(() => ada.words()).toContain(' Kept. Again. Bravely.')
    await one('others wrote').getByRole('button', { name: 'Reject' }).click()
    await ada.side.getByText('Nobody suggests anything').waitFor()

    await expect.poll(() => eve.text.locator('.came, .went').count()).toBe(0)
    const text = await agree(ada, eve)
    expect(text).toContain('others wrote')
    expect(text).toContain('Bravely.')
    // An editor may choose to suggest, and takes it back.
    await ada.page.locator('.button.mode').click()
    await ada.page.getByRole('menuitemradio', { name: 'Suggesting' }).click()
    await ada.page.locator('.paper[data-mode=suggest]').waitFor()
    await ada.writeAfter('Welcome', ' all')
    await ada.side.locator('.suggester', { hasText: 'Ada (you)' }).waitFor()
    await ada.side.getByRole('button', { name: 'Reject all' }).click()
    await expect.poll(() => ada.words()).not.toContain('Welcome all')
    await ada.page.keyboard.press('Control+Shift+e')
    await ada.page.locator('.paper[data-mode=write]').waitFor()
    await agree(ada, eve)
  },
  LONG_MS,
)

test(
  'what an editor wrote who may only suggest by now is saved as a suggestion',
  async () => {
    await share('What Eve may do', 'Can edit')
    await ada.dialog('Share').getByRole('button', { name: 'Close' }).click()
    await eve.page.locator('.paper[data-mode=write]').waitFor()
    await cut(eve)
    await eve.writeAfter('Start here.', ' Alone.')
    await eve.page.locator('.strip', { hasText: 'You are offline' }).waitFor()
    await share('What Eve may do', 'Can suggest')
    await ada.dialog('Share').getByRole('button', { name: 'Close' }).click()
    await cut(eve)
    const strip = eve.page.locator('.strip', { hasText: 'not taken' })
    await strip.waitFor({ timeout: 20_000 })
    await eve.shot('refused')
    await strip.getByRole('button', { name: 'Save as a suggestion' }).click()
    await ada.text.locator('.came.ghost', { hasText: 'Alone.' }).waitFor()
    expect(await ada.words()).not.toContain('Alone.')
    await eve.page.locator('.saved[data-state=saved]').waitFor()
    await ada.side.locator('.suggestion', { hasText: 'Alone.' }).getByRole('button', { name: 'Accept' }).click()
    await expect.poll(() => ada.words()).toContain('Alone.')
    expect(await agree(ada, eve)).toContain('Alone.')
  },
  LONG_MS,
)

test(
  'a document that holds what the page does not know is shown without it, is not written to, and keeps it',
  async () => {
    const { page, text } = eve
    const room = String(new URL(ada.page.url()).searchParams.get('d'))
    await share('What everybody may do who has the address', 'Can edit')
    await ada.dialog('Share').getByRole('button', { name: 'Close' }).click()
    const other = await anotherEditor(room)
    const blocks = other.doc.getXmlFragment('default')
    const callout = new Y.XmlElement('callout')
    callout.insert(0, [new Y.XmlText('Mind the gap')])
    blocks.push([callout])
    await page.locator('.strip', { hasText: 'holds what this page does not know' }).waitFor()
    await expect.poll(() => text.getAttribute('contenteditable')).toBe('false')
    await ada.page.locator('.strip code', { hasText: 'callout' }).waitFor()
    blocks.insert(0, [new Y.XmlElement('paragraph')])
    ;(blocks.get(0) as Y.XmlElement).insert(0, [new Y.XmlText('First of all')])
    await eve.block('First of all').waitFor()
    expect(callout.parent).toBe(blocks)
    expect(blocks.toArray().some((one) => one === callout)).toBe(true)
    blocks.delete(blocks.length - 1, 1)
    await agree(ada, eve)
    other.close()
    await Promise.all([ada, eve].map((one) => one.page.reload()))
    await expect.poll(() => text.getAttribute('contenteditable')).toBe('true')
  },
  LONG_MS,
)

/** Some other program on the same document, by the wire that most of them speak. */
const anotherEditor = async (room: string): Promise<{ readonly doc: Y.Doc; close(): void }> => {
  const guest = await fetch(`${host.url}/v1/guest`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ name: 'Another' }),
  })
  const { token } = (await guest.json()) as { readonly token: string }
  const doc = new Y.Doc()
  const provider = new WebsocketProvider(`${host.url.replace('http', 'ws')}/yjs`, room, doc, {
    WebSocketPolyfill: WebSocket as never,
    params: { token },
    disableBc: true,
  })
  await new Promise<void>((resolve) => provider.once('sync', () => resolve()))
  return {
    doc,
    close() {
      provider.destroy()
      doc.destroy()
    },
  }
}

test(
  'a link carries a role, asks for its password, and leads nowhere once it is ended',
  async () => {
    await share('What everybody may do who has the address', 'Nothing')
    const dialog = ada.dialog('Share')
    await dialog.getByLabel('Whoever has it').selectOption({ label: 'Can comment' })
    await dialog.getByLabel('Password').fill('sesame')
    await dialog.getByRole('button', { name: 'Make a link' }).click()
    const copy = dialog.getByRole('button', { name: 'Copy', exact: true })
    const link = String(await copy.getAttribute('data-address'))
    expect(link).toMatch(/\?d=[\w.-]+&k=[\w-]+$/)
    const zoe = await comeToPage(link)
    await zoe.getByLabel('Password of this link').fill('open')
    await zoe.keyboard.press('Enter')
    await zoe.getByText('That was not it').waitFor()
    await zoe.getByLabel('Password of this link').fill('sesame')
    await zoe.keyboard.press('Enter')
    await zoe.locator('.role', { hasText: 'Comments only' }).waitFor()
    await dialog.getByRole('button', { name: 'End this link' }).click()
    await zoe.locator('.nothing h1').waitFor()
    // Whoever has no link can be named by their id, and finds it where they are refused.
    await zoe.goto(link.replace(/&k=.*/, ''))
    const id = await zoe.locator('.nothing p code').innerText()
    await dialog.getByLabel('Somebody who is not here').fill(id)
    await dialog.getByLabel('What they will be able to do').selectOption({ label: 'Can suggest' })
    await dialog.getByRole('button', { name: 'Add person' }).click()
    await dialog.locator(`.share-row[data-user="${id}"]`).waitFor()
    await ada.shot('share-person')
    await zoe.getByRole('button', { name: 'Try again' }).click()
    await zoe.locator('.role', { hasText: 'Suggestions only' }).waitFor()
    await dialog.getByRole('button', { name: 'Close' }).click()
    await zoe.context().close()
  },
  LONG_MS,
)

/** Without waiting for a document: it may be locked. */
const comeToPage = async (address: string) => {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } })
  const page = await context.newPage()
  page.setDefaultTimeout(8_000)
  await page.goto(address)
  return page
}

test('nothing was said on the console', () => {
  expect([...ada.complaints, ...eve.complaints]).toEqual([])
})
