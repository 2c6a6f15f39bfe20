/** Copies in the browser: shown at once, edited without a connection, merged on return, and never into another document. */
import { describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { settled } from '../fake-host.ts'
import { FakeCopies } from './fake-copies.ts'
import { openPage, written } from './fake-desk.ts'
import type { FakeRoom } from './fake-room.ts'

/** A page that was there before, and has this in its copy. */
const earlier = async (unsaved: (text: Y.Text) => void = () => {}) => {
  const copies = new FakeCopies()
  const page = await openPage({ copies, prepare: (room) => room.take(written('hello')) })
  page.room.cut()
  unsaved(page.doc.doc.getText('code'))
  page.doc.close()
  page.client.close()
  await settled()
  const state = Y.encodeStateAsUpdate(page.room.ydoc)
  const same = (room: FakeRoom): void => room.take(state)
  return { copies, same }
}

describe('a copy', () => {
  it('is shown and edited before there is a connection, by its user', async () => {
    const { copies, same } = await earlier()
    const page = await openPage({ copies, user: 'u1', away: true, prepare: same })
    const { doc, text, write, room } = page
    await settled()
    expect([text(), doc.role, doc.writable, doc.info?.title, doc.synced]).toEqual([
      'hello',
      'editor',
      true,
      'Plan',
      false,
    ])
    // Whether it is saved, nobody knows yet.
    expect(doc.saved).toBe(false)
    write('!')
    await page.arrive()
    await room.settle()
    expect([room.text, doc.saved, doc.synced]).toEqual(['hello!', true, true])
  })

  it('is nobody else’s', async () => {
    const { copies, same } = await earlier((text) => text.insert(0, 'secret '))
    const page = await openPage({ copies, user: 'eve', away: true, prepare: same })
    await settled()
    expect(page.text()).toBe('')
    page.doc.close()
  })

  it('that holds nothing new sends nothing up', async () => {
    const { copies, same } = await earlier()
    const { room, doc, text } = await openPage({ copies, prepare: same })
    expect([text(), doc.saved, room.sent('edit').length]).toEqual(['hello', true, 0])
  })

  it('brings what was written offline', async () => {
    const { copies, same } = await earlier((text) => text.insert(5, ' there'))
    const { room, doc, text } = await openPage({ copies, prepare: same })
    await room.settle()
    expect([text(), room.text, doc.saved]).toEqual(['hello there', 'hello there', true])
  })

  it('brings what was deleted offline, of which no state vector tells', async () => {
    const { copies, same } = await earlier((text) => text.delete(0, 4))
    const { room, doc, text } = await openPage({ copies, prepare: same })
    await room.settle()
    expect([text(), room.text, doc.saved, room.sent('edit').length]).toEqual(['o', 'o', true, 1])
  })

  it('of a reader is not sent up', async () => {
    const { copies, same } = await earlier((text) => text.insert(5, ' there'))
    const { room, doc } = await openPage({
      copies,
      prepare: (room) => {
        same(room)
        room.role = 'viewer'
      },
    })
    await room.settle()
    expect([room.text, doc.refused, doc.saved]).toEqual(['hello', 1, false])
  })
})

describe('another document of the same name', () => {
  it('is not mixed with the copy of the old one, which is kept aside', async () => {
    const { copies, same } = await earlier((text) => text.insert(0, 'old '))
    const page = await openPage({ copies, user: 'u1', away: true, prepare: (room) => room.bear('b2') })
    await settled()
    expect(page.text()).toBe('old hello')
    const { doc, room } = page
    const replaced: { why: string; before: string }[] = []
    doc.on('replaced', ({ why, before }) => replaced.push({ why, before: before.getText('code').toJSON() }))
    same(room)
    await page.arrive()
    await room.settle()
    expect(replaced).toEqual([{ why: 'reborn', before: 'old hello' }])
    expect([page.text(), room.text, room.sent('edit').length, doc.saved]).toEqual(['hello', 'hello', 0, true])
    expect([...copies.content.keys()]).toEqual(['plan/b1/u1/0', 'plan/b2/u1/0'])
  })

  it('gets nothing of what was on its way to the old one', async () => {
    const { room, doc, write, back, text } = await openPage({ prepare: (room) => room.take(written('old')) })
    room.silent = true
    write(' text')
    await room.settle(50)
    expect(room.sent('edit')).toHaveLength(1)
    room.cut()
    write(' and more')
    room.bear('b2')
    room.take(written('new'))
    room.silent = false
    const replaced: string[] = []
    doc.on('replaced', ({ why }) => replaced.push(why))
    await back()
    await room.settle()
    expect([text(), room.text, room.sent('edit').length, replaced]).toEqual(['new', 'new', 1, ['reborn']])
    write('er')
    await room.settle()
    expect([room.text, doc.saved]).toEqual(['newer', true])
  })
})
