/** Chromium for tests of pages: one browser, a context for each person, and everything it complains about. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { chromium } from 'playwright-core'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { build } from 'vite'

/** Debian's; set CHROMIUM where it is elsewhere. */
const PATH = process.env['CHROMIUM'] ?? '/usr/bin/chromium'
const FLAGS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

export interface Person {
  readonly page: Page
  /** Console errors and warnings, and what was thrown and caught by nobody. */
  readonly complaints: string[]
}

export const launchBrowser = (): Promise<Browser> => chromium.launch({ executablePath: PATH, args: FLAGS })

/** Builds the pages into a folder of this file's own, since others run beside it; the folder goes with the process. */
export const buildPages = async (): Promise<string> => {
  const outDir = mkdtempSync(join(tmpdir(), 'tutti-pages-'))
  process.once('exit', () => rmSync(outDir, { recursive: true, force: true }))
  const configFile = fileURLToPath(new URL('../../vite.config.ts', import.meta.url))
  await build({ configFile, logLevel: 'silent', build: { outDir } })
  return outDir
}

/** Somebody with a browser of their own: nothing is shared with others. */
export const newPerson = async (browser: Browser, options: BrowserContextOptions = {}): Promise<Person> => {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...options })
  const page = await context.newPage()
  const complaints: string[] = []
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text())
  })
  page.on('pageerror', (error) => complaints.push(error.message))
  return { page, complaints }
}
