/** Own messages: shown at once, sent once, in order, whatever happens to the line, the page or the host's mood. */
import { describe, expect, it } from 'vitest'
import { FRAME } from '../../../shared/frames.ts'
import { settled } from '../fake-host.ts'
import { ME } from './fake-pages.ts'
import { openPage } from './fake-page.ts'
import { memoryStore } from './store.ts'
import type { ChatStore } from './store.ts'

describe('a message', () => {
  it('is shown at once as on its way, and becomes the message that all see', async () => {
    const { channel, truth, shown, next, host } = await openPage()
    const told: unknown[] = []
    channel.on('lines', () => told.push(shown()))
    const local = channel.send('hello', { reply: 1 })
    expect(channel.lines).toMatchObject([{ n: 0, local, text: 'hello', by: ME, status: 'sending', reply: 1 }])
    await settled()
    truth.listen()
    truth.answer()
    await settled()
    expect(channel.lines).toMatchObject([{ n: 1, local, text: 'hello', status: 'sent' }])
    await next()
    expect(channel.lines).toEqual([{ ...truth.messages[0], status: 'sent' }])
    expect(told).toEqual([[['hello', 'sending']], [['hello', 'sent']], [['hello', 'sent']]])
    expect(host.last.takeOf(FRAME.COMMAND)).toEqual([])
  })

  it('never stands beside itself when answer and event come in one', async () => {
    const { channel, truth, shown } = await openPage()
    const told: unknown[] = []
    channel.on('lines', () => told.push(shown()))
    channel.send('hello')
    await settled()
    truth.say('bob', 'before')
    truth.deliver()
    truth.listen()
    truth.answer()
    truth.deliver()
    await settled()
    expect(told).toEqual([
      [['hello', 'sending']],
      [
        ['before', 'sent'],
        ['hello', 'sent'],
      ],
    ])
  })

  it('waits for the one before it, and keeps its place after a refusal that says for how long', async () => {
    const { channel, truth, clock, next } = await openPage()
    truth.refusals.push({ code: 'rate_limited', retryMs: 800 })
    for (const text of ['one', 'two', 'three']) channel.send(text)
    await next()
    expect(truth.sent).toEqual([])
    clock.advance(799)
    expect(truth.listen()).toEqual([])
    clock.advance(1)
    for (let i = 0; i < 3; i++) await next()
    expect(truth.sent).toEqual(['one', 'two', 'three'])
    expect(new Set(truth.nonces).size).toBe(3)
  })

  it('that is refused says why, lets others pass, and can be tried again or given up', async () => {
    const { channel, truth, shown, next } = await openPage()
    truth.refusals.push({ code: 'forbidden' }, { code: 'rate_limited', retryMs: 60_000 })
    const [one, two] = [channel.send('one'), channel.send('two')]
    channel.send('three')
    for (let i = 0; i < 3; i++) await next()
    expect(shown()).toEqual([
      ['three', 'sent'],
      ['one', 'failed'],
      ['two', 'failed'],
    ])
    expect(channel.lines.slice(1)).toMatchObject([
      { error: { code: 'forbidden' } },
      { error: { code: 'rate_limited', retryMs: 60_000 } },
    ])
    channel.retry(one)
    channel.retry('none of ours')
    await next()
    channel.discard(two)
    await settled()
    expect(shown()).toEqual([
      ['three', 'sent'],
      ['one', 'sent'],
    ])
  })

  it('goes out after a reconnect under its nonce, and is done once', async () => {
    const { channel, truth, host, next, shown } = await openPage()
    channel.send('once')
    truth.listen()
    // Done, but the answer is lost.
    const [frame] = truth.asked
    truth.perform(frame!)
    truth.cut()
    await host.reconnected()
    await next()
    await next()
    expect(truth.sent).toEqual(['once'])
    expect(shown()).toEqual([['once', 'sent']])
    expect(new Set(truth.nonces).size).toBe(1)
  })

  it('that moderation holds is shown as held to its author alone, until it is released', async () => {
    const { channel, truth, next } = await openPage()
    truth.hold = 1
    channel.send('rude')
    await next()
    expect(channel.lines).toMatchObject([{ text: 'rude', status: 'sent', held: 'h1', n: 0 }])
    truth.say(ME, 'rude')
    truth.deliver()
    await settled()
    expect(channel.lines).toMatchObject([{ text: 'rude', n: 1 }])
    expect(channel.lines[0]?.held).toBeUndefined()
  })

  it('in a thread is shown there', async () => {
    const { channel, truth, next } = await openPage()
    truth.say('bob', 'the root')
    truth.deliver()
    const thread = channel.thread(1)
    await next()
    channel.send('a reply', { root: 1 })
    expect(channel.lines).toHaveLength(1)
    expect(thread.lines).toMatchObject([{ text: 'a reply', status: 'sending' }])
    await next()
    expect(thread.lines).toMatchObject([{ n: 2, text: 'a reply', status: 'sent' }])
    expect(thread.root).toMatchObject({ text: 'the root', replies: 1 })
    expect(channel.lines).toMatchObject([{ text: 'the root', replies: 1 }])
  })

  it('tells the host of a file what it does not know, and its author the rest', async () => {
    const { channel, truth } = await openPage()
    const file = { hash: 'a'.repeat(64), name: 'x.png', type: 'image/png', bytes: 9, width: 3, height: 4 }
    channel.send('', { files: [file] })
    expect(channel.lines[0]?.files).toEqual([file])
    truth.listen()
    const { type: _t, bytes: _b, ...known } = file
    expect(truth.got).toEqual([{ name: 'send', body: { text: '', files: [known] } }])
  })
})

describe('after a reload', () => {
  it('what was not sent is sent, in order, under its old nonce, and once', async () => {
    const store = memoryStore()
    const first = await openPage({ store })
    for (const text of ['one', 'two']) first.channel.send(text)
    first.truth.listen()
    // The first was done, and the page went before it heard of it.
    first.truth.perform(first.truth.asked[0]!)
    first.client.close()
    await settled()

    const second = await openPage({ store, before: first.truth })
    // The first is among the messages, and not beside itself.
    expect(second.shown()).toEqual([
      ['one', 'sent'],
      ['two', 'sending'],
    ])
    await second.next()
    await second.next()
    expect(second.shown()).toEqual([
      ['one', 'sent'],
      ['two', 'sent'],
    ])
    expect(first.truth.sent).toEqual(['one', 'two'])
    expect(await store.claim(ME, 'general')).toEqual([])
  })

  it('what was refused is still there, for its author to decide', async () => {
    const store = memoryStore()
    const first = await openPage({ store })
    first.truth.refusals.push({ code: 'forbidden' })
    const local = first.channel.send('one')
    await first.next()
    first.channel.close()
    const second = await openPage({ store, before: first.truth })
    expect(second.channel.lines).toMatchObject([{ text: 'one', status: 'failed', error: { code: 'forbidden' } }])
    second.channel.discard(local)
    await settled()
    expect(await store.claim(ME, 'general')).toEqual([])
  })

  it('the draft is still there', async () => {
    const store = memoryStore()
    const first = await openPage({ store })
    expect(first.channel.draft).toBe('')
    first.channel.draft = 'half a sen'
    first.channel.draft = 'half a sentence'
    first.clock.advance(300)
    await settled()
    const second = await openPage({ store })
    expect(second.channel.draft).toBe('half a sentence')
    second.channel.draft = ''
    second.channel.close()
    await settled()
    expect(await store.draft(ME, 'general')).toBe('')
  })

  it('works where nothing can be kept', async () => {
    const broken = () => Promise.reject(new Error('the disk is full'))
    const store: ChatStore = { claim: broken, put: broken, remove: broken, draft: broken, keepDraft: broken }
    const { channel, next, shown, clock } = await openPage({ store })
    channel.draft = 'x'
    clock.advance(300)
    channel.send('hello')
    await next()
    expect(shown()).toEqual([['hello', 'sent']])
    const forgetful = await openPage({ store: null })
    expect(forgetful.channel.draft).toBe('')
  })
})

describe('a change to a message', () => {
  it('is shown at once, and taken back when the host refuses it', async () => {
    const { channel, truth } = await openPage()
    truth.say(ME, 'as it was')
    truth.deliver()
    truth.refuseAll = 'forbidden'
    const asked = [channel.edit(1, 'better'), channel.react(1, '👍', true), channel.pin(1, true), channel.delete(1)]
    expect(channel.lines).toMatchObject([{ text: '', deleted: true }])
    truth.listen()
    while (truth.asked.length > 0) truth.answer()
    for (const one of asked) await expect(one).rejects.toMatchObject({ code: 'forbidden' })
    expect(channel.lines).toEqual([{ ...truth.messages[0], status: 'sent' }])
  })

  it('stays between the answer and the event', async () => {
    const { channel, truth } = await openPage()
    truth.say('bob', 'hi')
    truth.deliver()
    const asked = channel.react(1, '👍', true)
    expect(channel.lines).toMatchObject([{ reactions: { '👍': 1 }, mine: ['👍'] }])
    truth.listen()
    truth.answer()
    await asked
    expect(channel.lines).toMatchObject([{ reactions: { '👍': 1 }, mine: ['👍'] }])
    truth.deliver()
    expect(channel.lines).toEqual([{ ...truth.messages[0], status: 'sent' }])
  })
})
