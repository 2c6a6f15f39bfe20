/** One log of 20,000 commands, three places to run it: a room's own world, Node again, and a browser. */
import type { Browser } from 'playwright-core'
import { fileURLToPath } from 'node:url'
import { build } from 'vite'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { hashWorld } from '../../shared/game/hash.ts'
import { Recorder, makeLog, runLog } from '../../shared/game/replay.ts'
import type { World } from '../../shared/game/world.ts'

import type { GameContract } from '../../shared/game/contract.ts'
import { GameBot } from '../../server/rooms/game/bot.ts'
import { GameRoom } from '../../server/rooms/game/room.ts'
import { setupOf } from '../../server/rooms/game/setup.ts'
import { TestRoom } from '../support/room-context.ts'
import { launchBrowser } from './browser.ts'

const COMMANDS = 20_000

let browser: Browser

beforeAll(async () => {
  browser = await launchBrowser()
}, 60_000)

afterAll(() => browser?.close())

/** What the browser makes of a log. */
const hashInChromium = async (log: Uint8Array): Promise<number> => {
  const entry = fileURLToPath(new URL('../../shared/game/replay.ts', import.meta.url))
  const built = await build({
    configFile: false,
    logLevel: 'silent',
    build: { write: false, minify: true, lib: { entry, formats: ['iife'], name: 'replay', fileName: 'replay' } },
  })
  const [bundle] = Array.isArray(built) ? built : [built]
  if (bundle === undefined || !('output' in bundle)) throw new Error('vite built nothing')
  const context = await browser.newContext()
  const page = await context.newPage()
  await page.addScriptTag({ content: bundle.output[0].code })
  const base64 = Buffer.from(log).toString('base64')
  const hash = await page.evaluate(`replay.runLog(Uint8Array.from(atob('${base64}'), (c) => c.charCodeAt(0)))`)
  await context.close()
  return hash as number
}

test('20,000 commands end in the same state in Node and in Chromium', async () => {
  const log = makeLog(0xc0ffee, COMMANDS)
  const hash = runLog(log)
  expect(runLog(log)).toBe(hash)
  expect(await hashInChromium(log)).toBe(hash)
}, 60_000)

test('a live room of bots ends in the state that its recorded log gives anywhere', async () => {
  const setup = setupOf('load-spread-record')
  const test = new TestRoom<GameContract>('load-spread-record', 60)
  let recorder: Recorder | undefined
  const tap = (world: World) => (recorder = new Recorder(world, world.settings))
  const room = test.host(new GameRoom(test.ctx, setup, tap))
  const bots = Array.from({ length: 20 }, (_, i) => {
    const bot = new GameBot(() => test.ctx.random())
    const member = { id: i + 1, user: { id: `u${i}`, name: `P${i}`, guest: true }, role: 'player' }
    test.members.add(member)
    test.heard.set(member, [])
    bot.joined(room.join(member))
    return { bot, member }
  })
  for (let tick = 0; tick < COMMANDS / bots.length; tick++) {
    for (const { bot, member } of bots) {
      for (const { event, body } of test.heard.get(member)!.splice(0)) {
        if (event === 'snap') bot.heard('snap', body as Uint8Array)
      }
      const act = tick % 3 === 0 ? bot.act((tick * 1000) / 60) : undefined
      if (act !== undefined && 'input' in act) room.input(member, act.input)
    }
    room.tick()
  }
  const log = recorder!.log()
  expect(log.length).toBeGreaterThan(COMMANDS * 8)
  expect(runLog(log)).toBe(hashWorld(room.world))
  expect(await hashInChromium(log)).toBe(hashWorld(room.world))
}, 60_000)
