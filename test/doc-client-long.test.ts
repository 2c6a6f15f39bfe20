/** Whole house: texts that no frame holds come into documents, and go out of them. */
import { afterEach, describe, expect, it } from 'vitest'
import { openDesk, openDoc } from '../client-sdk/src/doc.ts'
import type { DocProvider } from '../client-sdk/src/doc.ts'
import { docPlace } from './support/doc-place.ts'
import type { DocPeer } from './support/doc-place.ts'

const cleanup: (() => unknown)[] = []
afterEach(async () => {
  for (const end of cleanup.splice(0).toReversed()) await end()
})

const opened = async (client: DocPeer, room: string): Promise<DocProvider> => {
  const doc = openDoc(client, room)
  cleanup.push(() => doc.close())
  await doc.ready
  return doc
}

describe('a long text', () => {
  it('goes out as a file and comes back as one, and is not there where it cannot be', { timeout: 20_000 }, async () => {
    const { come, close } = await docPlace(false)
    cleanup.push(close)
    const ada = await come('ada')
    const desk = openDesk(ada)
    const text = Array.from({ length: 700 }, (_, i) => `Line ${i}, with **some** words more in it than fit`).join(
      '\n\n',
    )
    const source = `# Long\n\n${text}\n`
    const room = await desk.create({ title: 'Long', content: { format: 'markdown', text: source } })
    const doc = await opened(ada, room)
    const { text: out } = await doc.query('read', { format: 'markdown' })
    expect(out).toBe(source)
    const json = await doc.query('read', { format: 'json' })
    const again = await desk.create({ title: 'Again', content: { format: 'json', text: json.text } })
    const copy = await opened(ada, again)
    expect((await copy.query('read', { format: 'markdown' })).text).toBe(source)
    // Into a document that others write in, as whoever sent it.
    const { url, authorization } = await ada.http(`/v1/doc/${room}/files?name=more.txt`)
    const headers = { authorization, 'content-type': 'text/plain' }
    const answer = await fetch(url, { method: 'POST', headers, body: text })
    const { hash } = (await answer.json()) as { readonly hash: string }
    const writing = doc.command('write', { how: 'append', format: 'text', file: hash })
    doc.doc.getXmlFragment('default').delete(0, 1)
    await Promise.all([writing, doc.whenSaved()])
    const both = (await doc.query('read', { format: 'text' })).text
    expect([both.startsWith('Line 0'), both.endsWith('\nLine 699, with **some** words more in it than fit')]).toEqual([
      true,
      true,
    ])
    expect((await doc.versions.diff(0)).people.map(({ id }) => id)).toEqual(['ada'])
    await expect(doc.command('write', { how: 'append', format: 'text', file: '0'.repeat(64) })).rejects.toMatchObject({
      code: 'not_found',
    })
    const bad = { format: 'json', text: `{${' '.repeat(40_000)}` } as const
    await expect(desk.create({ title: 'Bad', content: bad })).rejects.toMatchObject({ code: 'bad_body' })
    await expect(
      desk.create({ title: 'Vast', content: { format: 'text', text: 'x'.repeat(4 * 1024 * 1024 + 1) } }),
    ).rejects.toMatchObject({ code: 'body_too_large' })
    const titles = async (where: 'mine' | 'trash') => (await desk.documents({ where })).rows.map(({ title }) => title)
    expect((await titles('mine')).toSorted()).toEqual(['Again', 'Long'])
    expect(await titles('trash')).toEqual([])
  })
})
