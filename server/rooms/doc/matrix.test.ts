/** [Must show 8] The rights as a live document grants them: every command and every question, by everybody, in every plight. */
import { describe, expect, test } from 'vitest'
import { DESK } from '../../../shared/doc/rules.ts'
import type { DocContract } from '../../../shared/doc/contract.ts'
import type { ShareLink } from '../../../shared/doc/types.ts'
import type { Commands } from '../../../shared/contract.ts'
import type { Member } from '../../engine/room.ts'
import { DocTable, codeOf, typed } from '../../../test/support/doc-table.ts'
import { ACCESS, CODES, DOOR, PEOPLE, QUESTIONS, ROLES, SHELF, column } from '../../../test/support/doc-rights.ts'
import type { Plight, Who } from '../../../test/support/doc-rights.ts'
import { RIGHTS } from './rights.ts'

type Command = keyof Commands<DocContract>
type Bodies = { readonly [T in Command]: Commands<DocContract>[T] }

/** What a member may do: y, f forbidden, and c in the trash, where its owner alone is. */
const COMMANDS: Readonly<Record<Exclude<Command, 'create'>, string>> = {
  //       owner editor suggester commenter viewer | owner, in the trash
  edit: /*        */ 'y y f f f  c',
  part: /*        */ 'y y f f f  c',
  say: /*         */ 'y y f f f  c',
  write: /*       */ 'y y f f f  c',
  rename: /*      */ 'y y f f f  c',
  aware: /*       */ 'y y y y y  y',
  trash: /*       */ 'y f f f f  y',
  untrash: /*     */ 'y f f f f  y',
  erase: /*       */ 'y f f f f  y',
  star: /*        */ 'y y y y y  y',
  file: /*        */ 'y y y y y  y',
  share: /*       */ 'y f f f f  c',
  publish: /*     */ 'y f f f f  c',
  link: /*        */ 'y f f f f  c',
  unlink: /*      */ 'y f f f f  c',
  transfer: /*    */ 'y f f f f  c',
  hook: /*        */ 'y f f f f  c',
  quit: /*        */ 'y y y y y  c',
  comment: /*     */ 'y y y y f  c',
  editComment: /* */ 'y y y y f  c',
  deleteComment: /**/ 'y y y y f  c',
  react: /*       */ 'y y y y f  c',
  resolve: /*     */ 'y y y y f  c',
  suggest: /*     */ 'y y y f f  c',
  suggestPart: /* */ 'y y y f f  c',
  reject: /*      */ 'y y y f f  c',
  accept: /*      */ 'y y f f f  c',
  keep: /*        */ 'y y f f f  c',
  nameVersion: /* */ 'y y f f f  c',
  restore: /*     */ 'y y f f f  c',
  revert: /*      */ 'y y f f f  c',
}

const bodies = (code: string): Omit<Bodies, 'create'> => ({
  edit: typed('more'),
  part: { id: 1, index: 0, of: 2, update: typed('more') },
  say: 'hello',
  write: { how: 'append', format: 'text', text: 'more' },
  rename: { title: 'Other' },
  aware: new Uint8Array([0]),
  trash: {},
  untrash: {},
  erase: {},
  star: { on: true },
  file: { folder: 'Work' },
  share: { user: 'zoe', role: 'viewer' },
  publish: { role: 'viewer' },
  link: { role: 'viewer' },
  unlink: { code },
  transfer: { user: 'eda' },
  hook: { url: null },
  quit: {},
  comment: { anchor: null, text: 'well' },
  editComment: { thread: '1', comment: '1', text: 'well' },
  deleteComment: { thread: '1', comment: '1' },
  react: { thread: '1', comment: '1', emoji: '👍', on: true },
  resolve: { thread: '1', on: true },
  suggest: typed('perhaps'),
  suggestPart: { id: 1, index: 0, of: 2, update: typed('perhaps more') },
  reject: { user: 'sue' },
  accept: { user: 'sue' },
  keep: { name: 'Now' },
  nameVersion: { id: '1', name: 'Then' },
  restore: { n: 1 },
  revert: { user: 'eda', fromMs: 0, toMs: 4e12 },
})

interface Scene {
  readonly template: Buffer
  readonly code: string
  readonly locked: string
  readonly wallMs: number
}

/** The document as it lies in the database, and how long ago it was made. */
const prepare = async (plight: Plight): Promise<Scene> => {
  const { table, ada } = await DocTable.of({ title: 'Paper', public: plight === 'public' ? 'viewer' : null })
  const share = (user: string, role: 'editor') => table.do(ada, 'share', { user, role })
  await share('eda', 'editor')
  await share('sue', 'suggester' as 'editor')
  await share('cora', 'commenter' as 'editor')
  await share('vic', 'viewer' as 'editor')
  const link = async (body: object) => (await table.do(ada, 'link', body as { role: 'editor' })) as ShareLink
  const { code } = await link({ role: 'editor' })
  const ended = await link({ role: 'editor', expiresMs: Math.floor(table.wallMs) + 1000 })
  const taken = await link({ role: 'editor' })
  const locked = await link({ role: 'commenter', password: 'right' })
  const came = { lena: code, exa: ended.code, una: taken.code }
  for (const [user, by] of Object.entries(came)) table.leave((await table.join(user, { link: by })).member)
  const { member: eda } = await table.join('eda')
  await table.do(eda, 'edit', typed('words'))
  await table.do(ada, 'edit', typed('more'))
  await table.do(ada, 'unlink', { code: taken.code })
  table.pass(2000)
  if (plight === 'trashed' || plight === 'erased') await table.do(ada, 'trash', {})
  if (plight === 'erased') await table.do(ada, 'erase', {})
  return { template: table.sqlite.serialize(), code, locked: locked.code, wallMs: table.wallMs }
}

const open = async ({ template, wallMs }: Scene): Promise<DocTable> => {
  const table = await DocTable.open('paper', template)
  table.pass(wallMs - table.wallMs)
  return table
}

const options = (who: Who, { locked }: Scene) =>
  who === 'wim' ? { link: locked, password: 'wrong' } : who === 'wei' ? { link: locked, password: 'right' } : {}

describe.each(['private', 'public', 'trashed', 'erased'] as const)('a %s document', (plight) => {
  test('lets in whom the table says, as what it says', async () => {
    const scene = await prepare(plight)
    for (const who of PEOPLE) {
      const table = await open(scene)
      const letter = column(DOOR[plight], who)
      const asked = options(who, scene)
      let role = ''
      const code = await codeOf(async () => (role = (await table.join(who, asked)).state.role))
      expect([who, code ?? role]).toEqual([who, { ...ROLES, ...CODES }[letter as 'O']])
      // To who may not know of it, it is as if there were nothing: neither to be made nor to be come to.
      if (letter === 'u')
        expect([who, await table.door(who, { ...asked, create: true })]).toEqual([who, 'unknown_room'])
    }
  })

  test('answers questions to those whom it lets in', async () => {
    const scene = await prepare(plight)
    const table = await open(scene)
    for (const who of PEOPLE) {
      // Questions show no link: who has not come by it has nothing.
      const letter = who === 'wim' || who === 'wei' ? column(DOOR[plight], 'gus') : column(DOOR[plight], who)
      for (const [name, { body, may }] of Object.entries(QUESTIONS)) {
        const code = await codeOf(() => table.ask(who, name as 'history', body as { after: number }))
        const refused = may.split(' ')['OESCV'.indexOf(letter)] === 'y' ? null : 'forbidden'
        const wanted = letter in ROLES ? refused : CODES[letter as 'f']
        // A part that is not built in answers nobody.
        expect([who, name, code === 'unavailable' ? null : code]).toEqual([who, name, wanted])
      }
      const { rows } = await table.ask(who, 'documents', {}, DESK)
      expect([who, rows.length]).toEqual([who, column(SHELF[plight], who) === 'y' ? 1 : 0])
    }
  })
})

describe('a command', () => {
  test('is in the table, whichever it is', () => {
    expect(Object.keys(COMMANDS).toSorted()).toEqual(Object.keys(RIGHTS).toSorted())
  })

  test.each(Object.keys(COMMANDS) as (keyof typeof COMMANDS)[])('%s is for whom the table says', async (command) => {
    const scene = await scenes.private
    for (const [i, who] of (['ada', 'eda', 'sue', 'cora', 'vic'] as const).entries())
      await check(await open(scene), who, command, COMMANDS[command].split(/ +/)[i]!, scene)
    const trashed = await scenes.trashed
    await check(await open(trashed), 'ada', command, COMMANDS[command].split(/ +/)[5]!, trashed)
  })
})

const scenes = { private: prepare('private'), trashed: prepare('trashed') }

const check = async (table: DocTable, who: Who, command: keyof typeof COMMANDS, letter: string, scene: Scene) => {
  const { member } = await table.join(who)
  const before = table.test.recorded.length
  const code = await table.refusal(member as Member, command, bodies(scene.code)[command] as never)
  if (letter !== 'y') {
    expect([command, who, code]).toEqual([command, who, CODES[letter as 'f']])
    expect(table.test.recorded.length).toBe(before)
    return
  }
  // It may lead to nothing, as there is no such thing, but not for want of rights.
  const own = command === 'quit' || command === 'erase' || command === 'transfer' ? code === 'conflict' : false
  const nothing = ['not_found', 'bad_body', 'unavailable'].includes(code ?? 'not_found') || own
  expect([command, who, nothing ? 'y' : code]).toEqual([command, who, 'y'])
}

test('who else may is shown to the owner, and but for the links to whoever may comment and was let in', async () => {
  const table = await open(await scenes.private)
  for (const who of PEOPLE) {
    const letter = who === 'wei' || who === 'wim' ? 'u' : column(ACCESS, who)
    let links = -1
    const code = await codeOf(async () => {
      const answer = await table.ask(who, 'access', {})
      links = answer.links.length
      expect(answer.grants.map(({ user, role }) => `${user} ${role}`)).toEqual([
        'cora commenter',
        'eda editor',
        'lena editor',
        'sue suggester',
        'vic viewer',
      ])
    })
    if (letter === 'f' || letter === 'u') expect([who, code]).toEqual([who, CODES[letter]])
    else expect([who, code, links]).toEqual([who, null, letter === 'O' ? 2 : 0])
  }
})
