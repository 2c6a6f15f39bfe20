/** People who use the documents' page: what they do there, and what they see. */
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, BrowserContextOptions, Locator, Page } from 'playwright-core'
import { expect } from 'vitest'
import { newPerson } from './browser.ts'
import type { Person } from './browser.ts'

const PATIENCE_MS = 8_000

export interface Writer extends Person {
  readonly name: string
  /** Where one writes. */
  readonly text: Locator
  readonly saved: Locator
  readonly side: Locator
  /** The block that holds these words. */
  block(words: string): Locator
  /** Writes at the end of the block that holds these words. */
  writeAfter(words: string, more: string): Promise<void>
  /** Selects these words, within one block. */
  select(words: string): Promise<void>
  /** Whatever the text says, block by block, without the carets of others. */
  words(): Promise<string>
  panel(name: string): Promise<void>
  dialog(title: string | RegExp): Locator
  shot(name: string): Promise<void>
}

/** Opens the page, and takes a name as people do: in the bar. Without a place: a document of one's own. */
export const comeToDoc = async (
  browser: Browser,
  url: string,
  name: string,
  place = '/doc/',
  options: BrowserContextOptions = {},
): Promise<Writer> => {
  const person = await newPerson(browser, options)
  const { page } = person
  page.setDefaultTimeout(PATIENCE_MS)
  await page.goto(place.startsWith('http') ? place : `${url}${place}`)
  await page.locator('.pill[data-state="live"]').waitFor()
  await page.locator('.me').click()
  await page.locator('.me-field').fill(name)
  // The page comes anew, under that name.
  await Promise.all([page.waitForEvent('load'), page.locator('.me-field').press('Enter')])
  await page.locator('.pill[data-state="live"]').waitFor()
  const writer = writerOf(person, name)
  await page.locator('.saved[data-state="saved"]').waitFor()
  return writer
}

const writerOf = (person: Person, name: string): Writer => {
  const { page } = person
  const text = page.locator('.sheet-body .doc-text')
  const block = (words: string): Locator => text.locator(':is(h1, h2, h3, p, pre)', { hasText: words }).first()
  return {
    ...person,
    name,
    text,
    saved: page.locator('.saved'),
    side: page.locator('.side'),
    block,
    async writeAfter(words, more) {
      await block(words).click()
      await page.keyboard.press('End')
      await page.keyboard.type(more)
    },
    async select(words) {
      await page.evaluate(`(${SELECT})(${TEXT}, ${JSON.stringify(words)})`)
      await page.locator('.bubble').waitFor()
    },
    words: async () => String(await page.evaluate(`(${WORDS})(${TEXT})`)),
    async panel(title) {
      await page.locator('.doc-panels').getByRole('button', { name: title, exact: true }).click()
      await page.locator('.side h2', { hasText: title }).waitFor()
    },
    dialog: (title) => page.getByRole('dialog', { name: title }),
    async shot(file) {
      await page.screenshot({ path: join(tmpdir(), `tutti-doc-${file}.png`) })
    },
  }
}

// Tests know no types of the page: these run there.
const TEXT = `document.querySelector('.sheet-body .doc-text')`
const SELECT = `(root, words) => {
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT)
  for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
    const at = node.textContent.indexOf(words)
    // A tick box says what it is for in a label of its own.
    if (at < 0 || node.parentElement.closest('label') !== null) continue
    root.focus()
    const range = document.createRange()
    range.setStart(node, at)
    range.setEnd(node, at + words.length)
    getSelection().removeAllRanges()
    getSelection().addRange(range)
    return
  }
  throw new Error('the text does not say ' + words)
}`

const WORDS = `(root) => {
  const copy = root.cloneNode(true)
  for (const other of copy.querySelectorAll('.caret, .ghost, .ProseMirror-separator')) other.remove()
  return [...copy.querySelectorAll('h1, h2, h3, p, pre')].map((block) => block.textContent).join('\\n')
}`

/** All of them see the same text; resolves with it. */
export const agree = async (...people: readonly Writer[]): Promise<string> => {
  let first = ''
  await expect
    .poll(async () => {
      const texts = await Promise.all(people.map((one) => one.words()))
      first = texts[0] ?? ''
      return texts.filter((text) => text !== first).length
    })
    .toBe(0)
  return first
}

/** Cuts the line, or mends it, in the network panel. */
export const cut = async ({ page }: { readonly page: Page }): Promise<void> => {
  await page.locator('.pill').click()
  await page.getByRole('button', { name: 'Cut' }).click()
  await page.locator('.panel').getByRole('button', { name: /close/i }).click()
}

/** What was typed is in the browser's copy: whatever is read from there now is behind it. */
export const keptAtHome = ({ page }: { readonly page: Page }): Promise<unknown> =>
  page.evaluate(`(async () => {
    for (const { name } of await indexedDB.databases()) {
      if (!name.startsWith('tutti-doc/')) continue
      const answer = (request) => new Promise((resolve) => (request.onsuccess = () => resolve(request.result)))
      const store = await answer(indexedDB.open(name))
      await answer(store.transaction('updates').objectStore('updates').count())
      store.close()
    }
  })()`)
