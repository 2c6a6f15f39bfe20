/** Drafts and unsent messages in a real browser's database: over reloads, and one window at a time. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import type { Server } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { build } from 'vite'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { launchBrowser } from './browser.ts'

let folder: string
let server: Server
let browser: Browser
let url: string

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'tutti-store-'))
  const entry = new URL('../../client-sdk/src/chat/idb-store.ts', import.meta.url).pathname
  const lib = { entry, formats: ['es' as const], fileName: () => 'store.js' }
  await build({ configFile: false, logLevel: 'warn', build: { outDir: folder, emptyOutDir: true, lib } })
  server = createServer((request, response) => {
    const isCode = request.url === '/store.js'
    response.setHeader('content-type', isCode ? 'text/javascript' : 'text/html')
    response.end(isCode ? readFileSync(join(folder, 'store.js')) : '<!doctype html><title>A page</title>')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}/`
  browser = await launchBrowser()
}, 60_000)

afterAll(async () => {
  await browser?.close()
  server?.close()
  rmSync(folder, { recursive: true, force: true })
})

/** A window, with what it does to the store. */
const open = async (context: BrowserContext) => {
  const page: Page = await context.newPage()
  await page.goto(url)
  const run = <T>(code: string): Promise<T> =>
    page.evaluate(`import('/store.js').then(({ idbStore }) => { const store = idbStore(); return ${code} })`)
  return {
    page,
    put: (local: string, at: number, room = 'a') =>
      run(`store.put({ local: '${local}', user: 'ada', room: '${room}', at: ${at}, text: '${local}', extra: {} })`),
    remove: (local: string) => run(`store.remove('${local}')`),
    claim: (user = 'ada', room = 'a') =>
      run<string[]>(`store.claim('${user}', '${room}').then((all) => all.map(({ local }) => local))`),
    draft: () => run<string>(`store.draft('ada', 'a')`),
    keepDraft: (text: string) => run(`store.keepDraft('ada', 'a', '${text}')`),
  }
}

test('what is unsent stays with its window while that lives, and is another’s when it is gone', async () => {
  const context = await browser.newContext()
  const first = await open(context)
  await first.put('two', 2)
  await first.put('one', 1)
  await first.put('elsewhere', 3, 'b')
  expect(await first.claim()).toEqual(['one', 'two'])
  expect(await first.claim('eve')).toEqual([])
  const second = await open(context)
  expect(await second.claim()).toEqual([])
  await first.page.reload()
  // The page that wrote them is gone, and two others want them: one gets each.
  const [mine, others] = await Promise.all([first.claim(), second.claim()])
  expect([...mine, ...others].sort()).toEqual(['one', 'two'])
  const holder = mine.length > 0 ? first : second
  const other = mine.length > 0 ? second : first
  expect([await holder.claim(), await other.claim()]).toEqual([['one', 'two'], []])
  await holder.remove('one')
  await holder.page.close()
  // The browser gives a closed page's locks back a little later.
  await expect.poll(() => other.claim(), { timeout: 10_000 }).toEqual(['two'])
  await context.close()
})

test('a draft is the same in all windows, and ends when it is emptied', async () => {
  const context = await browser.newContext()
  const first = await open(context)
  expect(await first.draft()).toBe('')
  await first.keepDraft('half a sentence')
  await first.page.close()
  const second = await open(context)
  expect(await second.draft()).toBe('half a sentence')
  await second.keepDraft('')
  expect(await second.draft()).toBe('')
  await context.close()
})
