/** What channels forget, and that nothing else is lost; long exports; files that messages show. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { HALL } from '../../../shared/chat/contract.ts'
import { BASES, NOW, userOf } from '../../../test/support/chat-base.ts'
import type { ChatBase } from '../../../test/support/chat-base.ts'
import { fileOf } from '../../../test/support/chat-town.ts'
import { chatExports } from './read/exports.ts'
import { chatFiles } from './read/files.ts'
import { chatQueries } from './read/queries.ts'

const DAY = 86_400_000

describe.each(BASES)('on %s', (_, open) => {
  let base: ChatBase
  beforeAll(async () => {
    base = await open()
  })
  afterAll(() => base.close())

  const numbers = async (room: string): Promise<number[]> =>
    (await base.db.selectFrom('chat_message').select('n').where('room', '=', room).orderBy('n').execute()).map(
      ({ n }) => Number(n),
    )
  const count = async (table: 'chat_revision' | 'chat_reaction' | 'chat_mention' | 'chat_file'): Promise<number> =>
    (await base.db.selectFrom(table).selectAll().execute()).length

  test('messages go when their time is over, with all that hangs on them; numbers go on', async () => {
    await base.channel('short', { retention_days: 2 })
    await base.member('short', 'ann')
    await base.channel('forever')
    for (let n = 1; n <= 250; n++) {
      const at = n <= 230 ? NOW - 3 * DAY + n : NOW - DAY + n
      await base.say('short', n, `old words ${n}`, { at, ...(n % 50 === 0 ? { files: fileOf(`f${n}`) } : {}) })
      if (n <= 3) await base.say('forever', n, 'old words here', { at })
    }
    for (const n of [1, 230, 240]) {
      await base.row('chat_revision', { room: 'short', n, rev: 0, text: 'before', at: NOW })
      await base.row('chat_reaction', { room: 'short', n, emoji: '+1', user_id: 'ann', name: 'Ann', at: NOW })
      await base.row('chat_mention', { room: 'short', n, user_id: 'ann' })
    }
    await base.upkeep('search')
    expect(await count('chat_file')).toBe(5)
    expect(await base.upkeep('retention')).toBeGreaterThan(2)
    expect(await numbers('short')).toEqual(Array.from({ length: 20 }, (_n, i) => 231 + i))
    expect(await numbers('forever')).toEqual([1, 2, 3])
    expect([await count('chat_revision'), await count('chat_reaction'), await count('chat_mention')]).toEqual([1, 1, 1])
    expect(await count('chat_file')).toBe(1)
    const search = await chatQueries.search!(userOf('ann'), 'short', { text: 'words' }, base.asking('ann', 'short'))
    expect(search.hits.map((hit) => hit.n)).toEqual(Array.from({ length: 20 }, (_n, i) => 250 - i))
    // Nothing is due: one look, and no more.
    expect(await base.upkeep('retention')).toBe(1)
  })

  test('the last message stays as an empty place, so that no number is given twice', async () => {
    expect(await base.upkeep('retention', NOW + 9 * DAY)).toBeGreaterThan(1)
    expect(await numbers('short')).toEqual([250])
    const asking = base.asking('ann', 'short')
    const { messages, before } = await chatQueries.history!(userOf('ann'), 'short', {}, asking)
    expect(messages).toMatchObject([{ n: 250, text: '', deleted: true }])
    expect(before).toBe(false)
    expect(await count('chat_file')).toBe(0)
    expect((await chatQueries.search!(userOf('ann'), 'short', { text: 'words' }, asking)).hits).toEqual([])
    expect(await base.upkeep('retention', NOW + 9 * DAY)).toBe(1)
  })

  test('links that lead nowhere any more are forgotten', async () => {
    const invite = (code: string, row: object) =>
      base.row('chat_invite', {
        code,
        room: 'forever',
        by_id: 'olga',
        created_at: 0,
        expires_at: 0,
        max_uses: 0,
        uses: 3,
        ...row,
      })
    await invite('always', {})
    await invite('expired', { expires_at: NOW - 2 * DAY })
    await invite('lately', { expires_at: NOW - 1 })
    await invite('spent', { max_uses: 3 })
    await base.upkeep('invites')
    const left = await base.db.selectFrom('chat_invite').select('code').orderBy('code').execute()
    expect(left.map(({ code }) => code)).toEqual(['always', 'lately'])
  })

  test('a file is shown as long as any message shows it', async () => {
    await base.channel('desk')
    await base.member('desk', 'ann')
    const may = (hash: string, room = 'desk') =>
      chatFiles.mayRead(hash.padEnd(64, '0'), base.asking('ann', room)).then(
        () => true,
        (refused: { code: string }) => refused.code,
      )
    await base.say('desk', 1, '', { files: fileOf('b') })
    await base.say('desk', 2, '', { files: fileOf('b') })
    await base.say('forever', 9, '', { files: fileOf('c') })
    const drop = (n: number) =>
      base.db
        .updateTable('chat_message')
        .set({ files: null, deleted_at: NOW })
        .where('room', '=', 'desk')
        .where('n', '=', n)
        .execute()
    expect([await may('b'), await may('c'), await may('b', 'forever')]).toEqual([true, 'not_found', 'not_found'])
    await drop(1)
    expect(await may('b')).toBe(true)
    const hashes = ['b', 'c', 'd'].map((one) => one.padEnd(64, '0'))
    const held = { room: 'desk', by_id: 'ann', name: 'Ann', text: '', why: 'word', at: NOW, files: fileOf('d') }
    await base.row('chat_held', { ...held, id: base.id() })
    const kept = () => chatFiles.kept!('desk', hashes, base.asking('ann', 'desk').reader)
    expect(await kept()).toEqual([hashes[0], hashes[2]])
    // A channel that the database does not know: perhaps it is not the right database.
    expect(await chatFiles.kept!('nowhere', hashes, base.asking('ann', 'desk').reader)).toEqual(hashes)
    await drop(2)
    expect(await may('b')).toBe('not_found')
    expect(await kept()).toEqual([hashes[2]])
  })

  test('an export goes on over pages, and ends when the reader is no longer allowed', async () => {
    await base.channel('long')
    await base.member('long', 'olga', { role: 'owner' })
    for (let n = 1; n <= 1203; n++) await base.say('long', n, `line ${n}`, n % 3 === 0 ? { by_id: 'ann', root: 1 } : {})
    const seen: number[] = []
    for await (const line of chatExports.messages(base.asking('olga', 'long')))
      if ('n' in line) seen.push(line.n as number)
    expect(seen).toEqual(Array.from({ length: 1203 }, (_n, i) => i + 1))
    await expect(async () => {
      let lines = 0
      for await (const _line of chatExports.messages(base.asking('olga', 'long')))
        if (++lines === 100)
          await base.db.updateTable('chat_member').set({ role: 'member' }).where('room', '=', 'long').execute()
    }).rejects.toMatchObject({ code: 'forbidden' })
    await base.member('long', 'ann')
    let mine = 0
    for await (const line of chatExports.mine(base.asking('ann', HALL))) if ('message' in line) mine++
    expect(mine).toBe(401)
  })
})
