/** A thread beside the channel: the message it hangs on, what was said to it, and a place to go on. */
import { element, show } from '../../shell/dom.ts'
import type { ChatLine } from '@tutti/client/chat'
import { makeTyping } from '../channel/typing.ts'
import { makeComposer } from '../composer/composer.ts'
import { drawGate, reasonNotToWrite } from '../composer/gate.ts'
import type { Talk } from '../desk.ts'
import { drawRow } from '../timeline/message.ts'
import { makeStream } from '../timeline/stream.ts'
import type { Panel } from './panels.ts'

export const makeThread = (outer: Talk, root: number): Panel => {
  const { channel } = outer
  const view = channel.thread(root)
  const talk: Talk = {
    ...outer,
    root,
    lines: () => view.lines,
    reply: (line) => composer.reply(line),
    edit: (line) => composer.edit(line),
    write: () => composer.focus(),
    jump: (n) => {
      if (view.lines.some((line) => line.n === n)) void timeline.show(n)
      else outer.jump(n)
    },
  }
  const head = element('div', { class: 'thread-root' })
  const timeline = makeStream(talk, {
    label: 'Replies',
    source: {
      get lines() {
        return view.lines
      },
      get atStart() {
        return view.atStart
      },
      get atEnd() {
        return view.atEnd
      },
      loadBefore: () => view.loadBefore(),
      loadAfter: () => view.loadAfter(),
      jumpTo: () => Promise.resolve(),
      async toEnd() {
        while (!view.atEnd) await view.loadAfter()
      },
    },
    intro: head,
    firstUnread: () => undefined,
    moved: () => undefined,
  })
  const composer = makeComposer(talk, 'Reply in the thread', () => void timeline.toEnd())
  const typing = makeTyping(channel, root)
  const gate = element('div', { class: 'gate-holder' })
  const refresh = (): void => {
    const reason = reasonNotToWrite(talk, outer.desk.client.serverNow())
    show(composer.root, reason === undefined)
    gate.replaceChildren(...(reason === undefined ? [] : [drawGate(reason)]))
    composer.refresh()
  }
  let shownRoot: ChatLine | undefined
  const drawRoot = (line: ChatLine): void => {
    if (line === shownRoot) return
    shownRoot = line
    head.replaceChildren(drawRow({ key: 'root', lines: [line], head: true, day: false, fresh: false }, talk))
  }
  const look = (): void => {
    const line = view.root ?? channel.lines.find((one) => one.status === 'sent' && one.n === root)
    if (line !== undefined) drawRoot(line)
  }
  const offs = [
    view.on('lines', () => {
      look()
      timeline.render()
      composer.refresh()
    }),
    channel.on('lines', look),
    channel.on('typing', () => typing.refresh()),
    channel.on('me', refresh),
    channel.on('channel', refresh),
  ]
  look()
  refresh()
  return {
    title: () => 'Thread',
    body: element(
      'div',
      { class: 'side-body thread' },
      timeline.root,
      element('footer', { class: 'channel-foot' }, composer.root, gate, typing.root),
    ),
    shown() {
      timeline.renderNow()
      composer.focus()
    },
    close() {
      for (const off of offs) off()
      view.close()
      composer.close()
      timeline.close()
    },
  }
}
