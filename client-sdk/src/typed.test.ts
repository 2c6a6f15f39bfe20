import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'

const fromHere = (path: string): string => fileURLToPath(new URL(path, import.meta.url))
const tsc = fromHere('../../node_modules/typescript/bin/tsc')

/** What a registry of kinds exports; the last two are not kinds. */
const REGISTRY = `
import { contract, fleeting, newest, ordered, query } from '${fromHere('../../shared/contract.ts')}'
import { bytes, object, optional, text } from '${fromHere('../../shared/guards.ts')}'

export interface Line { readonly user: string; readonly text: string }
const chatContract = contract('chat', {
  commands: { say: object({ text: text(1, 100), to: optional(text(1, 10)) }), clear: object({}) },
  events: { said: ordered<Line>(), presence: newest<number>(), typing: fleeting<string>() },
  queries: { history: query<readonly Line[]>()(object({ before: optional(text(1, 20)) })) },
})
const arenaContract = contract('arena', {
  commands: { fire: object({ at: bytes(4) }) },
  events: { snap: newest<Uint8Array>() },
  queries: {},
})
export const chat = { contract: chatContract, tickHz: 30, open: () => 0 }
export const arena = { contract: arenaContract }
export const names = ['chat', 'arena']
export const anything: { contract: any } = chat
`

const HEAD = `
import { connect } from '${fromHere('index.ts')}'
import type * as rooms from './registry.ts'
const client = connect<typeof rooms>('ws://host')
const room = await client.join('chat', 'general')
const arena = await client.join('arena', 'one')
`

const RIGHT = `
room.send('say', { text: 'hi' })
room.send('say', { text: 'hi', to: 'bob' })
room.send('clear', {})
const answer: Promise<unknown> = room.request('say', { text: 'hi' }, { timeoutMs: 5 })
room.on('said', (line, { seq }) => { const said: [string, string, number] = [line.user, line.text, seq]; return said })
room.on('presence', (count) => count.toFixed())
room.on('typing', (who) => who.toUpperCase())
arena.on('snap', (bytes) => bytes.byteLength)
arena.send('fire', { at: new Uint8Array(4) })
const page: readonly { readonly user: string }[] = await client.query('chat', 'general', 'history', { before: 'x' })
await client.query('chat', 'general', 'history', {})
const untyped = await connect('ws://host').join('whatever', 'x')
untyped.send('anything', 1)
untyped.on('everything', (body: unknown) => body)
export { answer, page }
`

/** Each line is one mistake. */
const WRONG = [
  `await client.join('chess', 'x')`,
  `await client.join('names', 'x')`,
  `room.send('says', { text: 'hi' })`,
  `room.send('say', { txt: 'hi' })`,
  `room.send('say', { text: 1 })`,
  `room.send('say', {})`,
  `room.send('say', { text: 'hi', more: 1 })`,
  `await room.request('fire', { at: new Uint8Array(4) })`,
  `room.on('shouted', () => {})`,
  `room.on('said', (line) => line.txt)`,
  `room.on('presence', (count) => count.length)`,
  `room.on('said', (line: number) => line)`,
  `arena.on('said', () => {})`,
  `arena.send('fire', { at: [1, 2] })`,
  `await client.query('chat', 'general', 'search', {})`,
  `await client.query('chat', 'general', 'history', { before: 3 })`,
  `await client.query('arena', 'one', 'history', {})`,
  `export const wrong = (await client.query('chat', 'general', 'history', {})).at(0)?.txt`,
  `client.on('news', () => {})`,
  `connect('ws://host', { tokens: 'x' })`,
]

/** Numbers of the lines of `source` that the compiler objects to. */
const refusedLines = (source: string, flags: readonly string[]): number[] => {
  const folder = mkdtempSync(join(tmpdir(), 'tutti-types-'))
  try {
    writeFileSync(join(folder, 'registry.ts'), REGISTRY)
    writeFileSync(join(folder, 'page.ts'), source)
    const args = [
      '--ignoreConfig',
      '--noEmit',
      '--strict',
      '--skipLibCheck',
      '--target',
      'ES2023',
      '--lib',
      'ES2024,DOM',
    ]
    args.push('--module', 'ESNext', '--moduleResolution', 'bundler', '--allowImportingTsExtensions', ...flags)
    try {
      execFileSync(process.execPath, [tsc, ...args, join(folder, 'page.ts')], { stdio: 'pipe', encoding: 'utf8' })
      return []
    } catch (failure) {
      const { stdout } = failure as { stdout: string }
      const found = [...stdout.matchAll(/^(.+?)\((\d+),\d+\): error/gm)]
      if (found.length === 0 || found.some(([, file]) => !file?.endsWith('page.ts'))) {
        throw new Error(`the compiler says something else: ${stdout}`, { cause: failure })
      }
      return [...new Set(found.map(([, , line]) => Number(line)))].sort((a, b) => a - b)
    }
  } finally {
    rmSync(folder, { recursive: true })
  }
}

describe('a client typed by the registry alone', () => {
  it.each([[[]], [['--exactOptionalPropertyTypes', '--noUncheckedIndexedAccess']]])(
    'compiles what is right and nothing that is wrong (%j)',
    (flags) => {
      const right = HEAD + RIGHT
      expect(refusedLines(right, flags)).toEqual([])
      const first = right.split('\n').length
      const wrong = right + WRONG.join('\n') + '\n'
      expect(refusedLines(wrong, flags)).toEqual(WRONG.map((_, i) => first + i))
    },
    60_000,
  )
})
