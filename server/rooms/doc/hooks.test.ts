/** What a document tells its owner's backend, at a table of its own. */
import { describe, expect, test } from 'vitest'
import { DocTable } from '../../../test/support/doc-table.ts'
import { DocWriter } from '../../../test/support/doc-writer.ts'

const URL = 'https://hooks.example/doc'

const house = async () => {
  const { table, ada } = await DocTable.of({ title: 'Plan' })
  await table.do(ada, 'share', { user: 'bob', role: 'editor' })
  const { member: bob } = await table.join('bob')
  const sent = () => {
    const out = table.test.sentOut.splice(0)
    // The payload of such a row.
    return out.map(({ target, payload }) => ({ ...JSON.parse(target), ...(payload as { news: object }).news }))
  }
  return { table, ada, bob, sent, writers: [new DocWriter(table, ada), new DocWriter(table, bob)] as const }
}

describe('a hook', () => {
  test('hears of edits two seconds after the last, or ten after the first, and by whom', async () => {
    const { table, ada, sent, writers } = await house()
    await writers[0].type('unheard')
    table.pass(20_000)
    expect(sent()).toEqual([])
    const { secret } = (await table.do(ada, 'hook', { url: URL })) as { secret: string }
    await writers[0].type('one')
    table.pass(1_900)
    await writers[1].type('two')
    table.pass(1_900)
    expect(sent()).toEqual([])
    table.pass(200)
    expect(sent()).toMatchObject([
      { url: URL, secret, type: 'doc.changed', kind: 'doc', room: 'paper', title: 'Plan', n: 3, by: ['ada', 'bob'] },
    ])
    for (let times = 0; times < 12; times++) {
      await writers[1].type('x')
      table.pass(1_000)
    }
    expect(sent()).toMatchObject([{ type: 'doc.changed', by: ['bob'] }])
    table.test.room.closing?.()
    expect(sent()).toMatchObject([{ type: 'doc.changed', n: 15 }])
  })

  test('hears of versions and comments at once, in the commit that keeps them', async () => {
    const { table, ada, bob, sent } = await house()
    await table.do(ada, 'hook', { url: URL })
    const version = await table.do(bob, 'keep', { name: 'first' })
    expect(sent()).toMatchObject([{ type: 'doc.version', version }])
    const { thread, comment } = (await table.do(bob, 'comment', { text: 'why?' })) as Record<string, string>
    expect(sent()).toMatchObject([{ type: 'doc.comment', thread, comment, by: 'bob', text: 'why?' }])
  })

  test('is kept with its secret, until it is taken away, or nobody is there any more', async () => {
    const { table, ada, sent } = await house()
    const first = await table.do(ada, 'hook', { url: URL })
    expect(await table.do(ada, 'hook', { url: URL })).toEqual(first)
    await table.reopen()
    const { member } = await table.join('ada')
    expect(await table.do(member, 'hook', { url: URL })).toEqual(first)
    const other = await table.do(member, 'hook', { url: `${URL}/2` })
    expect(other).not.toEqual(first)
    const [row] = table.rows<{ id: string }>('select id from doc_hook')
    table.test.room.mail!['targetGone']!({ user: '', target: '1', reason: 'HTTP 410' }, '1')
    table.tick()
    expect(table.rows('select id from doc_hook')).toHaveLength(1)
    table.test.room.mail!['targetGone']!({ user: '', target: row!.id, reason: 'HTTP 410' }, '2')
    table.tick()
    expect(table.rows('select id from doc_hook')).toEqual([])
    await table.do(member, 'hook', { url: URL })
    expect(await table.do(member, 'hook', { url: null })).toEqual({ secret: null })
    await table.do(member, 'keep', { name: 'x' })
    expect(sent()).toEqual([])
  })

  test('is for owners, and leads to a web address', async () => {
    const { table, ada, bob } = await house()
    expect(await table.refusal(bob, 'hook', { url: URL })).toBe('forbidden')
    for (const url of ['nowhere!', 'http://plain.example', 'https://a:b@c.example', 'file:///etc/passwd'])
      expect(await table.refusal(ada, 'hook', { url })).toBe('bad_body')
  })
})
