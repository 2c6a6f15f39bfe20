/** A courier's fixes in a real browser's database: over reloads, and one window at a time. */
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

/** A courier who is online at a host that answers nothing. */
const COURIER = `(async () => {
  if (window.courier) return window.courier
  const { openCourier } = await import('/delivery.js')
  const off = () => {}
  const on = () => off
  const me = { status: 'idle', vehicle: 'bike', maxLoad: 1, jobs: [], earned: 0, rating: { mean: null, count: 0 } }
  const seat = {
    id: 'town', status: 'live', position: null, on, onJoined: on, onDiscontinuity: on, onLeft: on, onStatus: on,
    onRetrying: on, retrying: null,
    state: { region: null, role: 'courier', now: 0, orders: [], courier: me, offer: null, restaurant: null, figures: null },
    send: () => true, input: () => false, leave: off, request: () => new Promise(() => {}),
  }
  const after = (ms, run) => { const timer = setTimeout(run, ms); return () => clearTimeout(timer) }
  window.courier = await openCourier({
    clock: { now: () => performance.now(), wall: () => Date.now(), after }, state: 'ready', user: { id: 'rob', name: 'Rob' },
    on, ready: async () => {}, serverNow: () => Date.now(), join: async () => seat, query: async () => [],
  }, 'town')
  return window.courier
})()`

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'tutti-fixes-'))
  const entry = new URL('../../client-sdk/src/delivery.ts', import.meta.url).pathname
  const lib = { entry, formats: ['es' as const], fileName: () => 'delivery.js' }
  await build({ configFile: false, logLevel: 'warn', build: { outDir: folder, emptyOutDir: true, lib } })
  server = createServer((request, response) => {
    const isCode = request.url === '/delivery.js'
    response.setHeader('content-type', isCode ? 'text/javascript' : 'text/html')
    response.end(isCode ? readFileSync(join(folder, 'delivery.js')) : '<!doctype html><title>A page</title>')
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

const open = async (context: BrowserContext) => {
  const page: Page = await context.newPage()
  await page.goto(url)
  return {
    page,
    /** A fix more: it is the first of its page. */
    ride: () =>
      page.evaluate(`${COURIER}.then((courier) => {
        courier.position({ latE7: 525000000, lonE7: 134000000 + courier.fixes.waiting * 10000 })
      })`),
    waiting: () => page.evaluate<number>(`${COURIER}.then((courier) => courier.fixes.waiting)`),
    close: () => page.evaluate(`${COURIER}.then((courier) => courier.close())`),
  }
}

test('what the host does not have yet outlives the page, even one that goes at once', async () => {
  const context = await browser.newContext()
  const one = await open(context)
  await one.ride()
  await one.page.reload()
  expect(await one.waiting()).toBe(1)
  await one.ride()
  expect(await one.waiting()).toBe(2)
  await one.page.reload()
  expect(await one.waiting()).toBe(2)
  await context.close()
})

test('one window at a time has them', async () => {
  const context = await browser.newContext()
  const first = await open(context)
  await first.ride()
  const second = await open(context)
  expect(await second.waiting()).toBe(0)
  await second.ride()
  expect([await second.waiting(), await second.page.evaluate('window.courier.elsewhere')]).toEqual([0, true])
  await first.close()
  await first.page.close()
  // It is the phone now, by itself, with what the other one has left.
  await second.page.waitForFunction('window.courier.elsewhere === false && window.courier.fixes.waiting === 1')
  await second.ride()
  expect(await second.waiting()).toBe(2)
  await context.close()
})
