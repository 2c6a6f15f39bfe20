/** The tree keeps its own law, and the law catches what it forbids. */
import { describe, expect, it } from 'vitest'
import { violations } from './support/import-rules.ts'
import { sources } from './support/tree.ts'

const DOC = '/** What it is. */\n'

/** A tree that breaks nothing; a test plants one violation in it. */
const sound: Readonly<Record<string, string>> = {
  'shared/errors.ts': DOC + "export const fail = 'fail'\n",
  'shared/game/sim.ts': DOC + "import { fail } from '../errors.ts'\nexport const step = Math.imul(fail.length, 3)\n",
  'server/ports.ts': DOC + "import type { fail } from '../shared/errors.ts'\nexport type Fail = typeof fail\n",
  'server/config.ts': DOC + 'export const port = Number(process.env.PORT)\n',
  'server/engine/room.ts': DOC + "import type { Fail } from '../ports.ts'\nexport interface Room { fail: Fail }\n",
  'server/engine/runner.ts': DOC + "import type { Room } from './room.ts'\nexport const run = (room: Room) => room\n",
  'server/edge/session.ts': DOC + "import type { Fail } from '../ports.ts'\nexport const open = (fail: Fail) => fail\n",
  'server/link/local.ts': DOC + 'export const link = 1\n',
  'server/ops/log.ts': DOC + "import { pino } from 'pino'\nexport const log = pino()\n",
  'server/adapters/uws.ts': DOC + "import uws from 'uWebSockets.js'\nexport const app = uws\n",
  'server/rooms/game/bot.ts': DOC + 'export const bot = 1\n',
  'server/rooms/game/room.ts':
    DOC +
    "import RBush from 'rbush'\nimport { step } from '../../../shared/game/sim.ts'\nexport const game = [RBush, step]\n",
  'server/rooms/chat/room.ts': DOC + 'export const chat = { date: 1 }\nexport const date = chat.date\n',
  'server/rooms/registry.ts': DOC + "export { game } from './game/room.ts'\nexport * from './chat/room.ts'\n",
  'server/host.ts':
    DOC +
    "import { run } from './engine/runner.ts'\nimport { app } from './adapters/uws.ts'\nexport const host = [run, app]\n",
  'server/main.ts':
    DOC + "import { host } from './host.ts'\nimport { port } from './config.ts'\nexport const main = [host, port]\n",
  'client-sdk/src/index.ts':
    DOC + "import type * as rooms from '../../server/rooms/registry.ts'\nexport type Rooms = typeof rooms\n",
  'loadtest/main.ts': DOC + "import { bot } from '../server/rooms/game/bot.ts'\nexport const load = bot\n",
  'demos/game/main.ts':
    DOC + "import type { Rooms } from '@tutti/client'\nimport './page.css'\nexport const rooms: Rooms[] = []\n",
  'test/host.test.ts': DOC + "import { host } from '../server/host.ts'\nexport const all = host\n",
}

/** What is found when a file is added to the sound tree, or lines are added to one of its files. */
const planted = (path: string, lines: string): string[] => {
  const before = sound[path] ?? DOC
  const tree = new Map(Object.entries({ ...sound, [path]: before + lines + '\n' }))
  return violations(tree).map((v) => `${v.path}:${v.line} ${v.rule}: ${v.detail}`)
}

describe('the architecture', () => {
  it('holds in the tree', () => {
    expect(violations(sources()).map((v) => `${v.path}:${v.line} ${v.rule}: ${v.detail}`)).toEqual([])
  })

  it('finds nothing in a sound tree', () => {
    expect(violations(new Map(Object.entries(sound)))).toEqual([])
  })
})

describe('a forbidden import is caught:', () => {
  it.each([
    ['shared reaches into the server', 'shared/errors.ts', "import '../server/config.ts'", 'server/config.ts'],
    [
      'shared takes a type from the server',
      'shared/errors.ts',
      "import type { Fail } from '../server/ports.ts'",
      'ports',
    ],
    ['shared reads a file', 'shared/errors.ts', "import { readFileSync } from 'node:fs'", 'node:fs'],
    ['ports know an adapter', 'server/ports.ts', "export type { app } from './adapters/uws.ts'", 'adapters/uws.ts'],
    [
      'edge reaches into the engine',
      'server/edge/session.ts',
      "import { run } from '../engine/runner.ts'",
      'runner.ts',
    ],
    [
      'edge takes a type from the engine',
      'server/edge/session.ts',
      "import type { Room } from '../engine/room.ts'",
      'room.ts',
    ],
    [
      'engine reaches into the edge',
      'server/engine/runner.ts',
      "export { open } from '../edge/session.ts'",
      'session.ts',
    ],
    ['engine reaches into the link', 'server/engine/runner.ts', "import { link } from '../link/local.ts'", 'local.ts'],
    [
      'link reaches into the engine',
      'server/link/local.ts',
      "const e = await import('../engine/runner.ts')",
      'runner.ts',
    ],
    ['ops reach into an adapter', 'server/ops/log.ts', 'const u = await import(`../adapters/uws.ts`)', 'uws.ts'],
    ['an adapter reaches into the ops', 'server/adapters/uws.ts', "import '../ops/log.ts'", 'log.ts'],
    ['the engine knows the registry', 'server/engine/runner.ts', "import '../rooms/registry.ts'", 'registry.ts'],
    ['the engine logs by itself', 'server/engine/runner.ts', "import { pino } from 'pino'", 'pino'],
    ['the room contract takes code from the host', 'server/engine/room.ts', "import '../ports.ts'", 'ports.ts'],
    ['a kind knows another kind', 'server/rooms/chat/room.ts', "import { bot } from '../game/bot.ts'", 'game/bot.ts'],
    ['a kind knows a port', 'server/rooms/chat/room.ts', "import type { Clock } from '../../ports.ts'", 'ports.ts'],
    [
      'a kind knows the engine',
      'server/rooms/chat/room.ts',
      "import { run } from '../../engine/runner.ts'",
      'runner.ts',
    ],
    ["a kind takes another's library", 'server/rooms/chat/room.ts', "import RBush from 'rbush'", 'rbush'],
    [
      'a kind reads the clock of Node',
      'server/rooms/game/room.ts',
      "import { hrtime } from 'node:process'",
      'node:process',
    ],
    [
      'the registry knows the engine',
      'server/rooms/registry.ts',
      "export { run } from '../engine/runner.ts'",
      'runner.ts',
    ],
    ['config knows the host', 'server/config.ts', "import { host } from './host.ts'", 'host.ts'],
    ['host knows its entry', 'server/host.ts', "import { main } from './main.ts'", 'main.ts'],
    ['main composes', 'server/main.ts', "import { run } from './engine/runner.ts'", 'runner.ts'],
    [
      'the SDK carries the registry',
      'client-sdk/src/index.ts',
      "import { game } from '../../server/rooms/registry.ts'",
      'but for its types',
    ],
    [
      'a type beside a name still loads',
      'client-sdk/src/index.ts',
      "import { type game } from '../../server/rooms/registry.ts'",
      'but for its types',
    ],
    [
      'the SDK takes a room',
      'client-sdk/src/index.ts',
      "import type { game } from '../../server/rooms/game/room.ts'",
      'game/room.ts',
    ],
    [
      'the load test takes a room',
      'loadtest/main.ts',
      "import { game } from '../server/rooms/game/room.ts'",
      'game/room.ts',
    ],
    [
      'the load test starts a worker in the server',
      'loadtest/main.ts',
      "new Worker(new URL('../server/main.ts', import.meta.url))",
      'main.ts',
    ],
    ['a page takes a room', 'demos/game/main.ts', "import { bot } from '../../server/rooms/game/bot.ts'", 'bot.ts'],
    ['code takes a test', 'server/link/local.ts', "import { all } from '../../test/host.test.ts'", 'is a test'],
    ['the edge opens a socket itself', 'server/edge/session.ts', "import uws from 'uWebSockets.js'", 'uWebSockets.js'],
    ['the host talks to Redis', 'server/host.ts', "import { Redis } from 'ioredis'", 'ioredis'],
    ['the link talks to Postgres', 'server/link/local.ts', "const pg = require('pg')", 'pg'],
    ['ops open a database', 'server/ops/log.ts', "import sqlite = require('better-sqlite3')", 'better-sqlite3'],
    ['an import has no extension', 'server/ops/log.ts', "import './other'", '.ts file'],
    ['an import names what tsc emits', 'server/ops/log.ts', "import './log.js'", '.ts file'],
    ['an import leads nowhere', 'server/ops/log.ts', "import './gone.ts'", 'does not exist'],
  ])('%s', (_, path, line, named) => {
    const found = planted(path, line)
    expect(found).toContainEqual(expect.stringMatching(new RegExp(`^${path}:\\d+ import: `)))
    expect(found.join('\n')).toContain(named)
  })

  it('a cycle, with its way round', () => {
    expect(planted('shared/errors.ts', "import { step } from './game/sim.ts'")).toEqual([
      'shared/errors.ts:1 cycle: shared/errors.ts → shared/game/sim.ts → shared/errors.ts',
    ])
  })
})

describe('a forbidden line is caught:', () => {
  const roomLines = [
    'const t = Date.now()',
    'const t = new Date()',
    'const t = performance.now()',
    'setTimeout(() => 1, 2)',
    'const later = setInterval',
    'queueMicrotask(() => 1)',
    'const r = Math.random()',
    "const r = Math['random']()",
    'const { random } = Math',
    'const w = globalThis',
    'const w = new WebSocket(``)',
    'const n = process.hrtime()',
    "const n = eval('1')",
  ]
  it.each(roomLines)('in a room: %s', (line) => {
    expect(planted('server/rooms/chat/room.ts', line).join()).toContain('server/rooms/chat/room.ts:4 room code: ')
    expect(planted('shared/game/sim.ts', line).join()).toContain('shared/game/sim.ts:4 room code: ')
  })

  it.each(['Math.sin(1)', 'Math.atan2(1, 2)', 'Math.hypot(3, 4)', 'Math.pow(2, 3)', "Math['cos'](1)"])(
    'in the simulation: %s',
    (call) => {
      expect(planted('shared/game/sim.ts', `export const x = ${call}`).join()).toContain('sim.ts:4 exactness: ')
    },
  )

  it.each([
    ['server/edge/session.ts', 'const home = process.env.HOME'],
    ['server/main.ts', "const home = process['env']"],
    ['server/ops/log.ts', 'const { env } = process'],
    ['server/host.ts', "import { env } from 'node:process'"],
  ])('outside config.ts: in %s, %s', (path, line) => {
    expect(planted(path, line).join()).toContain(' environment: ')
  })

  it.each([
    ['default export', 'export default 1', 'default export'],
    ['a name exported as default', 'const a = 1\nexport { a as default }', 'default export'],
    ['export *', "export * from '../ports.ts'", 'export *'],
    ['what Node 20 has not', 'const a = Promise.withResolvers()', 'runtime'],
    ['a long file', '//\n'.repeat(250), 'length'],
    ['a broken file', 'const = 1', 'syntax'],
  ])('%s', (_, lines, rule) => {
    expect(planted('server/ops/log.ts', lines).join()).toContain(` ${rule}: `)
  })

  it('a file without a word on what it is', () => {
    expect(violations(new Map([['server/ops/health.ts', 'export const a = 1\n']]))).toMatchObject([
      { rule: 'first line' },
    ])
  })

  it.each([
    'server/ops/healthCheck.ts',
    'server/ops/Health.ts',
    'server/Ops/health.ts',
    'server/ops/gesundheitsprüfung.ts',
    'server/ops/log-utils.ts',
    'server/common/log.ts',
  ])('the file name %s', (path) => {
    expect(planted(path, 'export const a = 1').join()).toContain(' name: ')
  })
})

describe('what is allowed stays allowed:', () => {
  it.each([
    ['a field named date in a room', 'server/rooms/chat/room.ts', 'export const age = { Date: 1 }.Date'],
    ['the type Date in a room', 'server/rooms/chat/room.ts', 'export type When = Date | typeof Date'],
    [
      'a forbidden word in text or comment',
      'server/rooms/chat/room.ts',
      "// Math.random()\nexport const t = 'setTimeout'",
    ],
    ['an import in a comment', 'shared/errors.ts', "// import '../server/config.ts'\n/* import './gone.ts' */"],
    ['two files that know each other by type', 'shared/errors.ts', "import type { step } from './game/sim.ts'"],
    ['an import in a text', 'shared/errors.ts', 'export const t = "import \'../server/config.ts\'"'],
    ['integer mathematics in the simulation', 'shared/game/sim.ts', 'export const m = Math.floor(Math.sqrt(2))'],
    ['a clock outside of rooms', 'server/ops/log.ts', 'export const t = Date.now()'],
    [
      'a test that looks everywhere',
      'server/rooms/game/room.test.ts',
      "import '../../edge/session.ts'\nconst t = Date.now()",
    ],
    [
      'the types of the registry in a page',
      'demos/game/main.ts',
      "import type * as r from '../../server/rooms/registry.ts'",
    ],
  ])('%s', (_, path, lines) => {
    expect(planted(path, lines)).toEqual([])
  })
})
