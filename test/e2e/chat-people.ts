/** People who use the chat page: what they do there, and what they see. */
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, BrowserContextOptions, Locator, Page } from 'playwright-core'
import { newPerson } from './browser.ts'
import type { Person } from './browser.ts'

const PATIENCE_MS = 8_000

export interface Talker extends Person {
  readonly name: string
  readonly write: Locator
  readonly panel: Locator
  /** The last row of the open channel that shows this text. */
  row(text: string): Locator
  say(text: string): Promise<void>
  /** Does what the menu of the message with this text offers. */
  act(text: string, what: string): Promise<void>
  /** A button of the channel's bar. */
  bar(name: string | RegExp): Locator
  /** Something in the menu of the open channel. */
  channelMenu(what: string): Promise<void>
  /** The channel's row in the list. */
  listed(title: string): Locator
  go(title: string): Promise<void>
  dialog(title: string | RegExp): Locator
  shot(name: string): Promise<void>
}

/** Opens the page, and takes a name as people do: in the bar. */
export const comeToChat = async (
  browser: Browser,
  url: string,
  name: string,
  place = '',
  options: BrowserContextOptions = {},
): Promise<Talker> => {
  const person = await newPerson(browser, options)
  const { page } = person
  page.setDefaultTimeout(PATIENCE_MS)
  await page.goto(`${url}/chat/${place}`)
  await page.locator('.pill[data-state="live"]').waitFor()
  await page.locator('.channel').waitFor()
  await page.locator('.me').click()
  await page.locator('.me-field').fill(name)
  // The name is the token's from then on: with it comes who looks them up by name.
  await Promise.all([page.waitForResponse('**/v1/guest'), page.locator('.me-field').press('Enter')])
  await page.reload()
  await page.locator('.channel').waitFor()
  return talkerOf(person, name)
}

const talkerOf = (person: Person, name: string): Talker => {
  const { page } = person
  const write = page.locator('.channel > .channel-foot .write')
  const row = (text: string): Locator => page.locator('.channel > .stage .row', { hasText: text }).last()
  const bar = (label: string | RegExp): Locator => page.locator('.channel-head').getByRole('button', { name: label })
  const listed = (title: string): Locator => page.locator('.list .channel-row', { hasText: title }).first()
  return {
    ...person,
    name,
    write,
    panel: page.locator('.side'),
    row,
    bar,
    listed,
    async say(text) {
      await write.fill(text)
      await write.press('Enter')
      await row(plain(text)).locator('.message[data-status=sent]').waitFor()
    },
    async act(text, what) {
      await row(text).locator('.message').hover()
      await row(text).getByRole('button', { name: 'More', exact: true }).click()
      await page.getByRole('menuitem', { name: what }).click()
    },
    async channelMenu(what) {
      await bar('More about this channel').click()
      await page.getByRole('menu').getByText(what, { exact: true }).click()
    },
    async go(title) {
      await listed(title).click()
      await heading(page, title).waitFor()
    },
    dialog: (title) => page.getByRole('dialog', { name: title }),
    async shot(file) {
      await page.screenshot({ path: join(tmpdir(), `tutti-chat-${file}.png`) })
    },
  }
}

export const heading = (page: Page, title: string): Locator =>
  page.locator('.channel-title h1', { hasText: new RegExp(`^${title}$`) })

const plain = (text: string): string => text.replace(/\*/g, '')

/** A file dropped on the channel, or pasted into the field. Text, since tests know no page's types. */
export const bring = (who: Talker, how: 'drop' | 'paste', name: string): Promise<unknown> =>
  who.page.evaluate(`{
    const data = new DataTransfer()
    data.items.add(new File(['{"a":1}'], '${name}', { type: 'application/json' }))
    const init = { bubbles: true, cancelable: true }
    if ('${how}' === 'drop')
      document.querySelector('.channel').dispatchEvent(new DragEvent('drop', { ...init, dataTransfer: data }))
    else
      document.querySelector('.channel-foot .write').dispatchEvent(new ClipboardEvent('paste', { ...init, clipboardData: data }))
  }`)
