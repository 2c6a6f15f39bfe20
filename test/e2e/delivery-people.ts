/** People who use the sides of a delivery, each in a browser of their own. */
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, BrowserContextOptions, Locator, Page } from 'playwright-core'
import { newPerson } from './browser.ts'
import type { Person } from './browser.ts'

const PATIENCE_MS = 10_000

export interface SidePerson extends Person {
  readonly page: Page
  readonly side: Locator
  button(name: string | RegExp): Locator
  dialog(title: string | RegExp): Locator
  shot(name: string): Promise<void>
}

export const PHONE: BrowserContextOptions = { viewport: { width: 390, height: 844 } }

/** Opens one side: `customer`, `restaurant`, `courier` or `dispatcher`; `more` is the rest of the address. */
export const comeTo = async (
  browser: Browser,
  url: string,
  as: string,
  more = '',
  options: BrowserContextOptions = {},
): Promise<SidePerson> => {
  const person = await newPerson(browser, options)
  const { page } = person
  page.setDefaultTimeout(PATIENCE_MS)
  await page.goto(`${url}/delivery/?as=${as}${more}`)
  await page.locator('.pill[data-state="live"]').waitFor()
  const side = page.locator('.side-place')
  return {
    ...person,
    side,
    button: (name) => side.getByRole('button', { name, exact: typeof name === 'string' }),
    dialog: (title) => page.getByRole('dialog', { name: title }),
    shot: async (name) => {
      await page.screenshot({ path: join(tmpdir(), `tutti-delivery-${name}.png`) })
    },
  }
}
