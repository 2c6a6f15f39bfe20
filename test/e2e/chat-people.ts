/** People who use the chat page: what they do there, and what they see. */
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, Locator, Page } from 'playwright-core'
import { newPerson } from './browser.ts'
import type { Person } from './browser.ts'

export interface Talker extends Person {
  readonly name: string
  readonly write: Locator
  /** The row that shows this text. */
  row(text: string): Locator
  say(text: string): Promise<void>
  /** Does what is named in the menu of the message with this text. */
  act(text: string, what: string): Promise<void>
  shot(name: string): Promise<void>
}

/** Opens the page, and takes a name as people do: in the bar. */
export const comeToChat = async (browser: Browser, url: string, name: string, place = ''): Promise<Talker> => {
  const person = await newPerson(browser)
  const { page } = person
  await page.goto(`${url}/chat/${place}`)
  await rename(page, name)
  await page.locator('.channel').waitFor()
  return talker(person, name)
}

const rename = async (page: Page, name: string): Promise<void> => {
  await page.locator('.pill[data-state="live"]').waitFor()
  await page.locator('.me').click()
  await page.locator('.me-field').fill(name)
  await page.locator('.me-field').press('Enter')
}

const talker = (person: Person, name: string): Talker => {
  const { page } = person
  const write = page.locator('.channel > .channel-foot .write')
  const row = (text: string): Locator => page.locator('.channel > .stage .row', { hasText: text }).last()
  return {
    ...person,
    name,
    write,
    row,
    async say(text) {
      await write.fill(text)
      await write.press('Enter')
      await row(text).locator('.message[data-status=sent]').waitFor()
    },
    async act(text, what) {
      await row(text).hover()
      await row(text).getByRole('button', { name: 'More', exact: true }).click()
      await page.getByRole('menuitem', { name: what }).click()
    },
    async shot(file) {
      await page.screenshot({ path: join(tmpdir(), `tutti-chat-${file}.png`) })
    },
  }
}
