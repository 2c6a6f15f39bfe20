import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const fromHere = (path: string): string => fileURLToPath(new URL(path, import.meta.url))
const tsc = fromHere('../../node_modules/typescript/bin/tsc')
const vite = fromHere('../../node_modules/vite/bin/vite.js')

/** A page that has nothing of ours but the package. */
const PAGE = `
import { connect, TuttiError } from '@tutti/client'
import type { Client, Room, SocketLike } from '@tutti/client'
import { openChannel, openHall } from '@tutti/client/chat'
import type { ChatChannel, ChatLine } from '@tutti/client/chat'
import { openCourier, openDispatch, TrackReplay } from '@tutti/client/delivery'
import type { Courier, OrderTracker, OrderView } from '@tutti/client/delivery'
import { GameClient } from '@tutti/client/game'
import { openInbox } from '@tutti/client/inbox'

interface Guard<T> { readonly '~standard': { readonly types?: { readonly input: T; readonly output: T } | undefined } }
interface Chat {
  readonly kind: 'chat'
  readonly commands: { readonly say: Guard<{ text: string }> }
  readonly events: { readonly said: { readonly delivery: 'ordered'; readonly body?: { user: string } } }
  readonly queries: {}
}
interface Rooms { readonly chat: { readonly contract: Chat } }

const sent: number[] = []
const socket: SocketLike = {
  binaryType: '', onopen: null, onmessage: null, onclose: null, onerror: null,
  send: (bytes) => { sent.push(bytes.length) },
  close: () => {},
}
const client: Client<Rooms> = connect<Rooms>('ws://host', { token: 't', socket: () => socket, probeMs: 0 })
export const listen = (room: Room<Chat>): void => {
  room.on('said', ({ user }) => user.length)
  // @ts-expect-error there is no such event
  room.on('sad', () => {})
}
export const lines = (channel: ChatChannel): readonly ChatLine[] => channel.lines
export const write = async (): Promise<void> => {
  const channel = await openChannel(client, 'general')
  channel.on('lines', () => lines(channel).map(({ n, text, status }) => [n, text, status]))
  channel.send('hi', { reply: 1 })
  await channel.command('invite', { maxUses: 1 }).then(({ code }) => code.length)
  const { hits } = await channel.query('search', { text: 'hi' })
  hits.map(({ text }) => text)
  // @ts-expect-error there is no such command
  await channel.command('sing', {})
}
export const ride = async (): Promise<readonly OrderView[]> => {
  const courier: Courier = await openCourier(client2, 'town', { store: null })
  await courier.online({ vehicle: 'bike' })
  courier.position({ latE7: 0, lonE7: 0 })
  // @ts-expect-error there is no such vehicle
  await courier.online({ vehicle: 'boat' })
  const { policy } = await (await openDispatch(client2, 'town')).why('a')
  return policy === 'batched' ? courier.jobs : []
}
export const eta = (tracker: OrderTracker) => [tracker.sight()?.headingDeg, tracker.eta?.to, TrackReplay]
const client2 = connect('ws://host', { token: 't', socket: () => socket, probeMs: 0 })
client2.close()
const untyped = connect('ws://host', { token: 't', socket: () => socket, probeMs: 0 })
untyped.close()
export const list = () => [openHall(untyped).channels.length, openInbox(untyped)]
const joining = client.join('chat', 'x').then(() => 'in', (error: unknown) => error instanceof TuttiError && error.code)
await new Promise((resolve) => setTimeout(resolve, 0))
const open = socket.onopen as (() => void) | null
open?.()
client.close()
console.log(JSON.stringify({ sent: sent.length, state: client.state, joined: await joining, all: [GameClient, openChannel, openCourier, openHall, openInbox].map((one) => typeof one) }))
`

/** The same with documents: it brings Yjs itself, and there is one Yjs. */
const DOC_PAGE = `
import { connect, TuttiError } from '@tutti/client'
import { anchorOf, mayAs, openDesk, openDoc } from '@tutti/client/doc'
import type { DocProvider, DocThread } from '@tutti/client/doc'
import type { Awareness } from 'y-protocols/awareness'
import * as Y from 'yjs'

const client = connect('ws://127.0.0.1:1', { token: 't', probeMs: 0 })
const ydoc = new Y.Doc()
const doc: DocProvider = openDoc(client, 'plan', { ydoc, create: { title: 'Plan', public: 'editor' } })
const awareness: Awareness = doc.awareness
doc.on('status', ({ status }) => status.length)
doc.on('replaced', ({ why, before }) => [why, before.clientID])
// @ts-expect-error there is no such event
doc.on('sad', () => {})
ydoc.getText('code').insert(0, 'early')
const at = Y.createRelativePositionFromTypeIndex(ydoc.getText('code'), 1)
export const threads = (): readonly DocThread[] => doc.comments.threads
export const write = async (): Promise<void> => {
  await doc.comments.start(anchorOf(at, at, 'x'), 'Why?')
  const version = await doc.versions.keep('First')
  const shown: Y.Doc = await doc.versions.at(version.n)
  const { rows } = await openDesk(client).documents({ where: 'mine' })
  rows.map(({ title, role }) => [title, mayAs(role, 'editor'), shown.clientID])
}
const ready = doc.ready.then(() => 'in', (error: unknown) => error instanceof TuttiError && error.code)
const { saved, waiting, status } = doc
client.close()
console.log(JSON.stringify({ saved, waiting, status, ready: await ready, one: awareness.doc === ydoc }))
process.exit()
declare const process: { exit(): void }
`

let folder = ''
const run = (file: string, args: readonly string[]): string =>
  execFileSync(file, args, {
    cwd: folder,
    encoding: 'utf8',
    stdio: 'pipe',
    env: { ...process.env, npm_config_cache: join(folder, '.npm') },
  })

describe('the packed package', () => {
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'tutti-package-'))
    const sdk = fromHere('..')
    execFileSync('npm', ['run', 'build'], { cwd: sdk, stdio: 'pipe' })
    execFileSync('npm', ['pack', '--pack-destination', folder], { cwd: sdk, stdio: 'pipe' })
    writeFileSync(join(folder, 'package.json'), JSON.stringify({ private: true, type: 'module' }))
    run('npm', ['install', '--offline', '--no-audit', '--no-fund', './tutti-client-0.1.0.tgz'])
    mkdirSync(join(folder, 'src'))
    writeFileSync(join(folder, 'src/page.ts'), PAGE)
    writeFileSync(join(folder, 'src/doc-page.ts'), DOC_PAGE)
  }, 120_000)
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  it('brings nothing else along', () => {
    const lock = JSON.parse(readFileSync(join(folder, 'package-lock.json'), 'utf8')) as { packages: object }
    expect(Object.keys(lock.packages)).toEqual(['', 'node_modules/@tutti/client'])
  })

  // From here on the page has what documents need, as if it had installed it.
  it('asks for Yjs only where there are documents', () => {
    const packages = fromHere('../../node_modules')
    for (const name of ['yjs', 'y-protocols', 'y-indexeddb', 'lib0', 'isomorphic.js'])
      symlinkSync(join(packages, name), join(folder, 'node_modules', name))
    expect(readFileSync(join(folder, 'node_modules/@tutti/client/dist/doc.js'), 'utf8')).toMatch(/from ["']yjs["']/)
  })

  it.each([
    ['bundler', 'ESNext'],
    ['nodenext', 'NodeNext'],
  ])('has types that hold under strict options and resolution by %s, libraries checked', (resolution, module) => {
    const args = [
      '--ignoreConfig',
      '--strict',
      '--exactOptionalPropertyTypes',
      '--target',
      'ES2022',
      '--lib',
      'ES2022,DOM',
    ]
    args.push(
      '--module',
      module,
      '--moduleResolution',
      resolution,
      '--outDir',
      `out-${resolution}`,
      'src/page.ts',
      'src/doc-page.ts',
    )
    expect(run(process.execPath, [tsc, ...args])).toBe('')
  })

  it('runs in this Node', () => {
    const printed = run(process.execPath, ['out-nodenext/page.js'])
    expect(JSON.parse(printed)).toEqual({
      sent: 1,
      state: 'closed',
      joined: 'unavailable',
      all: ['function', 'function', 'function', 'function', 'function'],
    })
  })

  it('runs a document in this Node', () => {
    const printed = run(process.execPath, ['--preserve-symlinks', 'out-nodenext/doc-page.js'])
    expect(JSON.parse(printed)).toEqual({
      saved: false,
      waiting: 1,
      status: 'connecting',
      ready: 'unavailable',
      one: true,
    })
  })

  it('is bundled for a browser without a word about Node', () => {
    writeFileSync(join(folder, 'index.html'), '<script type="module" src="/src/page.ts"></script>')
    const printed = run(process.execPath, [vite, 'build', '--target', 'es2022', '--logLevel', 'warn'])
    expect(printed).toBe('')
  })
})
