/** One open channel: its bar, its messages, the place to write, and the panel beside them. */
import type { ChatChannel } from '@tutti/client/chat'
import { element } from '../../shell/dom.ts'
import { makeComposer } from '../composer/composer.ts'
import { drawGate, reasonNotToWrite } from '../composer/gate.ts'
import type { Desk, Talk } from '../desk.ts'
import { makePanels } from '../panel/panels.ts'
import { titleOf } from '../presence.ts'
import { refused } from '../../shell/refused.ts'
import { makeStream } from '../timeline/stream.ts'
import { updateTicks } from '../timeline/ticks.ts'
import { makeAnnouncer } from './announce.ts'
import { acceptDrops } from './drop.ts'
import { makeFloatBar } from './float-bar.ts'
import { makeHeader } from './header.ts'
import { drawIntro } from './intro.ts'
import { makeReading } from './reading.ts'
import { makeTyping } from './typing.ts'

export interface ChannelView {
  readonly root: HTMLElement
  readonly panel: HTMLElement
  readonly channel: ChatChannel
  readonly talk: Talk
  /** After it was put into the page: at the mark of what is unread, at `n`, or at the end. */
  begin(n: number | undefined): void
  show(n: number): void
  close(): void
}

const MUTE_LOOK_MS = 1_000
const wide = matchMedia('(min-width: 1100px)')
/** Where focus brings no keyboard up over half of the screen. */
const handy = matchMedia('(hover: hover)')

export const makeChannelView = (desk: Desk, channel: ChatChannel, back: () => void): ChannelView => {
  const title = titleOf(channel, desk)
  const talk: Talk = {
    desk,
    channel,
    root: undefined,
    lines: () => channel.lines,
    reply: (line) => composer.reply(line),
    edit: (line) => composer.edit(line),
    write: () => composer.focus(),
    thread: (root) => panels.open('thread', root),
    jump: (n) => show(n),
    panel: (name) => panels.toggle(name),
  }
  const intro = element('div', { class: 'intro-holder' })
  const reading = makeReading(channel, () => timeline.render())
  const timeline = makeStream(talk, {
    label: `Messages in ${title}`,
    source: channel,
    intro,
    firstUnread: () => reading.mark,
    moved: () => moved(),
  })
  const composer = makeComposer(talk, `Write to ${title}`, () => {
    reading.written()
    void timeline.toEnd()
  })
  const typing = makeTyping(channel, undefined)
  const announcer = makeAnnouncer(talk)
  const floats = makeFloatBar({
    toDay: (startMs) => void toDay(startMs).catch(refused('This day cannot be read')),
    toUnread: () => {
      const { mark } = reading
      reading.seen()
      if (mark !== undefined) show(mark)
    },
    toNewest: () => void timeline.toEnd().catch(refused('The newest cannot be read')),
    forgetUnread: () => reading.forget(),
  })
  const header = makeHeader(talk, back, () => floats.pickDate())
  const panels = makePanels(talk, (name) => header.panel(name))
  const gate = element('div', { class: 'gate-holder' })
  const foot = element('footer', { class: 'channel-foot' }, composer.root, gate, typing.root)
  const root = element(
    'section',
    { class: 'channel', 'aria-label': title },
    header.root,
    element('div', { class: 'stage' }, floats.root, timeline.root, floats.newest),
    foot,
    announcer.root,
  )
  acceptDrops(root, title, (files) => composer.addFiles(files))

  let begun = false
  const moved = (): void => {
    const atBottom = timeline.atBottom
    if (begun) reading.look(atBottom)
    const { mark } = reading
    if (mark !== undefined && reading.above > 0 && begun && isSeen(timeline.root, timeline.rowOf(mark))) reading.seen()
    const below = atBottom ? 0 : channel.unread
    floats.update({ topAt: timeline.topAt(), atBottom, below, unread: reading.above })
  }
  const show = (n: number): void => {
    void timeline
      .show(n)
      .then(async (found) => {
        if (found) return
        // Not among the channel's own lines: it may be in a thread, or not there any more.
        const message = await channel.query('message', { n })
        if (message?.root === undefined) throw new Error('it is not there any more')
        panels.open('thread', message.root)
      })
      .catch(refused('This message cannot be shown'))
  }
  const toDay = async (startMs: number): Promise<void> => {
    await channel.jumpToTime(startMs)
    const line = channel.lines.find((one) => one.at >= startMs && one.status === 'sent')
    if (line === undefined) await timeline.toEnd()
    else await timeline.show(line.n, false)
  }
  let gated: string | undefined
  const refreshGate = (): void => {
    const reason = reasonNotToWrite(talk, desk.client.serverNow())
    const opens = composer.root.hidden && reason === undefined
    composer.root.hidden = reason !== undefined
    // Just let in: one writes at once.
    if (opens && begun && isFree()) composer.focus()
    if (reason?.words !== gated) gate.replaceChildren(...(reason === undefined ? [] : [drawGate(reason)]))
    gated = reason?.words
    composer.refresh()
  }
  let said = false
  const refreshIntro = (): void => {
    said = channel.lines.some((line) => line.system === undefined)
    intro.replaceChildren(drawIntro(talk))
  }
  const seconds = window.setInterval(() => {
    if ((channel.me.mutedUntil ?? 0) > 0 || gated !== undefined) refreshGate()
  }, MUTE_LOOK_MS)

  const offs = [
    channel.on('lines', () => {
      timeline.render()
      announcer.look()
      composer.refresh()
      if (!said) refreshIntro()
    }),
    channel.on('people', () => {
      for (const { user, name } of channel.people.values()) desk.names.learn(user, name)
      header.refresh()
    }),
    channel.on('channel', () => {
      header.refresh()
      refreshGate()
      refreshIntro()
    }),
    channel.on('me', () => {
      refreshGate()
      header.refresh()
      refreshIntro()
    }),
    channel.on('typing', () => typing.refresh()),
    channel.on('receipts', () => updateTicks(timeline.list, channel, desk.names)),
    channel.on('status', () => root.classList.toggle('away', channel.status === 'lost')),
    channel.on('work', () => header.refresh()),
    desk.hall.on('channels', () => header.refresh()),
  ]
  for (const { user, name } of channel.people.values()) desk.names.learn(user, name)
  root.classList.toggle('away', channel.status === 'lost')
  header.refresh()
  refreshGate()
  refreshIntro()
  typing.refresh()

  return {
    root,
    panel: panels.root,
    channel,
    talk,
    begin(n) {
      timeline.renderNow()
      if (n !== undefined) show(n)
      else if (reading.mark !== undefined) timeline.reveal(reading.mark)
      begun = true
      moved()
      panels.begin(wide.matches && channel.channel?.type !== 'direct')
      if (n === undefined && isFree()) composer.focus()
    },
    show,
    close() {
      window.clearInterval(seconds)
      for (const off of offs) off()
      reading.close()
      composer.close()
      announcer.close()
      panels.close()
      timeline.close()
    },
  }
}

/** Nobody is at something else, as at their name. */
const isFree = (): boolean =>
  handy.matches && (document.activeElement === null || !document.activeElement.matches('input, textarea, dialog *'))

const isSeen = (area: HTMLElement, row: HTMLElement | undefined): boolean => {
  if (row === undefined) return false
  const [seen, at] = [area.getBoundingClientRect(), row.getBoundingClientRect()]
  return at.bottom > seen.top && at.top < seen.bottom
}
