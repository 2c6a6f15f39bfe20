/** Comments: what the host has, what I did a moment ago, and in which order that comes. */
import { describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import type { Comment, Thread } from '../../../shared/doc/types.ts'
import { settled } from '../fake-host.ts'
import { anchorOf, placeOf } from './anchors.ts'
import { openPage, written } from './fake-desk.ts'

const comment = (id: string, text: string, more: Partial<Comment> = {}): Comment => ({
  id,
  by: 'bob',
  name: 'Bob',
  at: 1,
  text,
  editedAt: null,
  reactions: [],
  ...more,
})
const thread = (id: string, ...comments: Comment[]): Thread => ({
  id,
  anchor: null,
  detached: false,
  resolvedBy: null,
  resolvedAt: null,
  comments,
})

const commented = async (...threads: Thread[]) => {
  const page = await openPage({
    prepare: (room) => {
      room.pages['threads'] = { seq: 0, threads, next: null }
    },
  })
  const shown = () =>
    page.doc.comments.threads.map(({ id, comments }) => [
      id,
      ...comments.map(({ text, status }) => `${text} ${status}`),
    ])
  expect(shown()).toEqual([])
  await page.room.settle(50)
  return { ...page, shown }
}

describe('threads', () => {
  it('are asked for when they are first looked at', async () => {
    const { room, doc } = await openPage()
    await room.settle()
    expect([room.queries, doc.comments.loaded]).toEqual([[], false])
    room.pages['threads'] = { seq: 0, threads: [thread('t1', comment('c1', 'Why?'))], next: null }
    expect(doc.comments.threads).toEqual([])
    await room.settle()
    expect([room.queries, doc.comments.loaded]).toEqual([['threads'], true])
    expect(doc.comments.threads).toMatchObject([{ id: 't1', status: 'sent', comments: [{ status: 'sent' }] }])
  })

  it('come in pages, each of its own moment', async () => {
    const { room, doc } = await openPage()
    room.seq = 7
    const first = { seq: 3, threads: [thread('t1', comment('c1', 'old'))], next: 't1' }
    const second = { seq: 7, threads: [thread('t2', comment('c2', 'new', { at: 2 }))], next: null }
    room.pages['threads'] = (body: object) => {
      if ('after' in body) return second
      // Said while the pages are read: the second one knows of it, the first one does not.
      doc.comments.heard('t1', thread('t1', comment('c1', 'new')), 5)
      doc.comments.heard('t2', thread('t2', comment('c2', 'old', { at: 2 })), 6)
      return first
    }
    doc.comments.threads.at(0)
    await room.settle()
    expect(doc.comments.threads.map(({ comments }) => comments[0]?.text)).toEqual(['new', 'new'])
    expect(room.queries).toEqual(['threads', 'threads'])
  })

  it('follow events, and a page that is older than one takes nothing back', async () => {
    const { room, host, shown } = await commented(
      thread('t1', comment('c1', 'Why?')),
      thread('t2', comment('c2', 'Hm')),
    )
    room.tell('thread', { id: 't1', thread: thread('t1', comment('c1', 'Why?'), comment('c3', 'So')) })
    room.tell('thread', { id: 't2', thread: null })
    await room.settle()
    expect(shown()).toEqual([['t1', 'Why? sent', 'So sent']])
    // A seat that missed something asks again; this answer was read before the last event.
    room.cut()
    room.forgets()
    room.pages['threads'] = { seq: 0, threads: [thread('t1', comment('c1', 'Why?'))], next: null }
    room.silent = true
    await host.reconnected()
    room.listen()
    room.answer()
    await settled()
    room.listen()
    room.tell('thread', { id: 't3', thread: thread('t3', comment('c4', 'Then')) })
    room.deliver()
    room.silent = false
    await room.settle()
    expect(shown()).toEqual([
      ['t1', 'Why? sent'],
      ['t3', 'Then sent'],
    ])
  })

  it('show what I do at once, and once', async () => {
    const { room, doc, shown } = await commented(thread('t1', comment('c1', 'Why?')))
    room.silent = true
    const replying = doc.comments.reply('t1', 'Because', ['bob'])
    expect(shown()).toEqual([['t1', 'Why? sent', 'Because sending']])
    await room.settle(50)
    expect(room.sent('comment')).toEqual([{ thread: 't1', text: 'Because', mentions: ['bob'] }])
    room.answers['comment'] = { thread: 't1', comment: 'c2' }
    // The answer comes before the event that it announces: nothing blinks.
    room.answer()
    await settled()
    expect(shown()).toEqual([['t1', 'Why? sent', 'Because sending']])
    room.tell('thread', { id: 't1', thread: thread('t1', comment('c1', 'Why?'), comment('c2', 'Because')) })
    room.deliver()
    expect(shown()).toEqual([['t1', 'Why? sent', 'Because sent']])
    expect(await replying).toEqual({ thread: 't1', comment: 'c2' })
  })

  it('show edits, reactions and what was settled or deleted at once, and take a refused one back', async () => {
    const { room, doc, shown } = await commented(
      thread('t1', comment('c1', 'Why?'), comment('c2', 'So')),
      thread('t2', comment('c3', 'Hm', { reactions: [{ emoji: '👍', users: ['u1', 'bob'] }] })),
    )
    room.silent = true
    const { comments } = doc
    const all = [
      comments.edit('t1', 'c1', 'When?'),
      comments.delete('t1', 'c2'),
      comments.react('t2', 'c3', '👍', false),
      comments.react('t2', 'c3', '🎺', true),
      comments.resolve('t2', true),
      comments.start(null, 'New'),
    ]
    expect(shown()).toEqual([
      ['t1', 'When? sending'],
      ['t2', 'Hm sent'],
      [expect.any(String), 'New sending'],
    ])
    const [, second] = comments.threads
    expect(second).toMatchObject({ resolvedBy: 'u1' })
    expect(second?.comments[0]?.reactions).toEqual([
      { emoji: '👍', users: ['bob'] },
      { emoji: '🎺', users: ['u1'] },
    ])
    const settling = Promise.allSettled(all)
    room.silent = false
    room.refusals.push(...all.map(() => 'forbidden' as const))
    await room.settle()
    expect((await settling).map(({ status }) => status)).toEqual(all.map(() => 'rejected'))
    expect(shown()).toEqual([
      ['t1', 'Why? sent', 'So sent'],
      ['t2', 'Hm sent'],
    ])
  })

  it('end to show what changed nothing', async () => {
    const { room, doc, clock } = await commented(thread('t1', comment('c1', 'Why?')))
    await Promise.all([doc.comments.resolve('t1', true), room.settle()])
    expect(doc.comments.threads[0]?.resolvedBy).toBe('u1')
    clock.advance(500)
    expect(doc.comments.threads[0]?.resolvedBy).toBeNull()
  })
})

describe('an anchor', () => {
  it('moves with the text', async () => {
    const { doc, room, text } = await openPage({ prepare: (room) => room.take(written('hello there')) })
    const at = (index: number): Y.RelativePosition =>
      Y.createRelativePositionFromTypeIndex(doc.doc.getText('code'), index)
    const anchor = anchorOf(at(6), at(11), 'there')
    room.edit((theirs) => theirs.insert(0, 'Oh, '))
    await room.settle()
    const place = placeOf(anchor)
    const index = (position: Y.RelativePosition | undefined): number | undefined =>
      position && Y.createAbsolutePositionFromRelativePosition(position, doc.doc)?.index
    expect(text().slice(index(place?.from), index(place?.to))).toBe('there')
    expect(placeOf({ from: Uint8Array.of(255), to: Uint8Array.of(255) })).toBeUndefined()
  })
})
