/** The README's editors in a real browser: two people in each, and one who goes on without a connection, over a reload. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import type { Server } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { SignJWT } from 'jose'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { build } from 'vite'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { doc } from '../../server/rooms/doc/kind.ts'
import { startHost } from '../support/host.ts'
import type { TestHost } from '../support/host.ts'
import { startProxy } from '../support/proxy.ts'
import type { Proxy } from '../support/proxy.ts'
import { launchBrowser } from './browser.ts'

const SECRET = 'a secret that only this test knows, 32 bytes'
const LONG_MS = 60_000
const PAGE = '<!doctype html><p id="line"></p><div id="editor"></div><script type="module" src="/page.js"></script>'

/** Resolves when everything that was to be written into this origin's databases is. */
const SETTLED = `indexedDB.databases().then((all) => Promise.all(all.map(({ name }) => new Promise((done, fail) => {
  const open = indexedDB.open(name)
  open.onerror = () => fail(open.error)
  open.onsuccess = () => {
    const stores = [...open.result.objectStoreNames]
    const over = () => (open.result.close(), done())
    if (stores.length === 0) return over()
    const all = open.result.transaction(stores, 'readwrite')
    all.objectStore(stores[0]).count()
    all.oncomplete = over
  }
}))))`

let folder: string
let server: Server
let origin: string
let browser: Browser
let host: TestHost
const lines: Proxy[] = []

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'tutti-editors-'))
  const entry = new URL('../fixtures/doc/page.ts', import.meta.url).pathname
  const lib = { entry, formats: ['es' as const], fileName: () => 'page.js' }
  await build({ configFile: false, logLevel: 'warn', build: { outDir: folder, emptyOutDir: true, lib } })
  server = createServer((request, response) => {
    const isCode = request.url === '/page.js'
    response.setHeader('content-type', isCode ? 'text/javascript' : 'text/html')
    response.end(isCode ? readFileSync(join(folder, 'page.js')) : PAGE)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  origin = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`
  host = await startHost({ doc }, { TUTTI_SECRET: SECRET, TUTTI_ORIGINS: origin })
  browser = await launchBrowser()
}, LONG_MS)

afterAll(async () => {
  await browser?.close()
  for (const line of lines) line.close()
  await host?.stop()
  server?.close()
  rmSync(folder, { recursive: true, force: true })
})

const open = async (user: string, editor: string, port = host.port, context?: BrowserContext) => {
  const token = await new SignJWT({ name: user })
    .setProtectedHeader({ alg: 'HS256' })
    .setSubject(user)
    .sign(new TextEncoder().encode(SECRET))
  const page: Page = await (context ?? (await browser.newContext())).newPage()
  const query = new URLSearchParams({ user, token, editor, host: `http://127.0.0.1:${port}` })
  await page.goto(`${origin}/?${query.toString()}`)
  const shows = (text: string): Promise<void> => page.locator('#editor', { hasText: text }).waitFor()
  const says = (text: string): Promise<void> => page.locator('#line', { hasText: text }).waitFor()
  return { page, shows, says }
}

test(
  'two people write in Tiptap, and see each other’s carets',
  async () => {
    const ada = await open('ada', 'notes')
    await ada.page.locator('.tiptap[contenteditable=true]').click()
    await ada.page.keyboard.type('Hello')
    await ada.says('saved')
    const bob = await open('bob', 'notes')
    await bob.shows('Hello')
    await bob.page.locator('.tiptap[contenteditable=true]').click()
    await bob.page.keyboard.press('Control+End')
    await bob.page.keyboard.type(', Ada')
    await ada.page.locator('.collaboration-carets__label', { hasText: 'bob' }).waitFor()
    await ada.shows('Hello, Ada')
    await Promise.all([ada.page.context().close(), bob.page.context().close()])
  },
  LONG_MS,
)

test(
  'two people write in CodeMirror',
  async () => {
    const ada = await open('ada', 'code')
    await ada.says('ready')
    const bob = await open('bob', 'code')
    await bob.says('ready')
    await ada.page.locator('.cm-content').click()
    await ada.page.keyboard.type('let x')
    await bob.shows('let x')
    await bob.page.locator('.cm-content').click()
    await bob.page.keyboard.press('Control+End')
    await bob.page.keyboard.type(' = 1')
    await ada.shows('let x = 1')
    await Promise.all([ada.page.context().close(), bob.page.context().close()])
  },
  LONG_MS,
)

test(
  'whoever loses the connection writes on, over a reload, and all of it arrives',
  async () => {
    let reachable = true
    // Nobody listens on port 1.
    const line = await startProxy(() => (reachable ? host.port : 1))
    lines.push(line)
    const context = await browser.newContext()
    const ada = await open('ada', 'notes', line.port, context)
    await ada.page.locator('.tiptap[contenteditable=true]').click()
    await ada.page.keyboard.press('Control+End')
    await ada.page.keyboard.type(' Online.')
    await ada.says('saved')
    reachable = false
    line.cutAll()
    await ada.page.keyboard.type(' Offline.')
    await ada.says('to save')
    await ada.shows('Online. Offline.')
    // The browser writes it down a moment later: what begins behind that ends behind it.
    await ada.page.evaluate(SETTLED)
    await ada.page.close()

    const again = await open('ada', 'notes', line.port, context)
    await again.shows('Online. Offline.')
    await again.page.locator('.tiptap[contenteditable=true]').click()
    await again.page.keyboard.press('Control+End')
    await again.page.keyboard.type(' Reloaded.')
    const bob = await open('bob', 'notes')
    await bob.shows('Online.')
    expect(await bob.page.locator('#editor').textContent()).not.toContain('Offline.')
    reachable = true
    await again.says('saved')
    await bob.shows('Online. Offline. Reloaded.')
    // Another one on the same device sees nothing that is not theirs: what they are shown came from the host.
    const names = await again.page.evaluate('indexedDB.databases().then((all) => all.map(({ name }) => name))')
    expect(names).toContainEqual(expect.stringMatching(/^tutti-doc\/notes\/[^/]+\/ada$/))
  },
  LONG_MS,
)

test(
  'whoever suggests pastes as much as they like, loses the connection, suggests on over a reload, and all of it arrives',
  async () => {
    let reachable = true
    const line = await startProxy(() => (reachable ? host.port : 1))
    lines.push(line)
    const context = await browser.newContext()
    const ada = await open('ada', 'proposal', line.port, context)
    await ada.page.locator('.tiptap').click()
    // More than one command takes.
    await ada.page.keyboard.insertText(`${'word '.repeat(14_000)}Online.`)
    await ada.says('saved')
    await ada.shows('Online.')
    reachable = false
    line.cutAll()
    await ada.page.keyboard.type(' Offline.')
    await ada.says('to save, 0 refused')
    await ada.page.evaluate(SETTLED)
    await ada.page.close()

    const again = await open('ada', 'proposal', line.port, context)
    await again.shows('Online. Offline.')
    await again.says('to save, 0 refused')
    await again.page.locator('.tiptap').click()
    await again.page.keyboard.press('Control+End')
    await again.page.keyboard.type(' Reloaded.')
    reachable = true
    await again.says('saved')
    // On another device: what the host has.
    const elsewhere = await open('ada', 'proposal')
    await elsewhere.shows('Online. Offline. Reloaded.')
    const names = await again.page.evaluate('indexedDB.databases().then((all) => all.map(({ name }) => name))')
    expect(names).toContainEqual(expect.stringMatching(/^tutti-doc-fork\/proposal\/[^/]+\/ada$/))
    await Promise.all([context.close(), elsewhere.page.context().close()])
  },
  LONG_MS,
)
