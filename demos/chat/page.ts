/** The chat as a whole: the list, the channel that is open, and those that stay open behind it. */
import { openChannel, openHall } from '@tutti/client/chat'
import type { ChatChannel, CreateBody } from '@tutti/client/chat'
import type { PageClient } from '../shell/client.ts'
import { element } from '../shell/dom.ts'
import { loading, toast } from '../shell/notice.ts'
import type { Shell } from '../shell/shell.ts'
import { LOUNGE, parsePlace, placeHash, takeInvite } from './address.ts'
import { drawGone, drawRefused } from './channel/nothing.ts'
import { makeChannelView } from './channel/view.ts'
import type { ChannelView } from './channel/view.ts'
import type { Desk } from './desk.ts'
import { makeBell } from './inbox/bell.ts'
import { makeChannelList } from './list/list.ts'
import { makeOwnRow } from './list/me.ts'
import { Names } from './names.ts'
import { refused } from '../shell/refused.ts'
import { OwnStatus } from './status.ts'

/** The lounge is made by whoever is first. */
const LOUNGE_BODY: CreateBody = {
  type: 'public',
  title: 'Lounge',
  topic: 'Say hello: everybody is welcome',
  listed: true,
}
/** Channels that stay open behind the one that is seen: going back to one of them takes no time. */
const KEPT = 5

export interface ChatPage {
  close(): void
}

export const startPage = async (shell: Shell, client: PageClient, root: HTMLElement): Promise<ChatPage> => {
  await client.ready()
  const me = client.user?.id ?? ''
  const hall = openHall(client)
  const names = new Names(hall, me)
  const status = new OwnStatus()
  const open = new Map<string, ChatChannel>()
  const peers = new Map<string, string>()
  let view: ChannelView | undefined
  let wanted: string | undefined

  const tell = (channel: ChatChannel): void => {
    // What is not taken now is said again with the next change.
    const ignored = (): void => undefined
    // Away is said of a device; whoever wants to be seen so takes back what was said of the person.
    if (status.chosen === 'away') channel.command('presence', { status: 'online' }).catch(ignored)
    channel.command('presence', { status: status.now }).catch(ignored)
  }
  const called = new Map<string, string>()
  /** A channel knows its members by the names of their tokens, until they say another. */
  const tellName = (channel: ChatChannel): void => {
    const { name } = shell.identity
    const known = called.get(channel.room) ?? channel.people.get(me)?.name ?? client.user?.name
    if (channel.me.role === 'visitor' || known === name) return
    called.set(channel.room, name)
    // What is not taken now is said again with the next change.
    channel.command('rename', { name }).catch(() => called.delete(channel.room))
  }
  status.onChange(() => {
    for (const channel of open.values()) tell(channel)
  })
  shell.identity.onChange(() => {
    names.learn(me, shell.identity.name)
    for (const channel of open.values()) tellName(channel)
  })
  names.learn(me, shell.identity.name)

  const channelOf = async (room: string, create?: CreateBody, invite?: string): Promise<ChatChannel> => {
    const kept = open.get(room)
    if (kept !== undefined && kept.status !== 'left') {
      // Last used, last to go.
      open.delete(room)
      open.set(room, kept)
      return kept
    }
    const channel = await openChannel(client, room, {
      status: status.now,
      ...(create === undefined ? {} : { create }),
      ...(invite === undefined ? {} : { invite }),
    })
    if (room === LOUNGE && channel.me.role === 'visitor') await channel.command('enter', {})
    open.set(room, channel)
    tellName(channel)
    channel.on('me', () => {
      tellName(channel)
      list.refresh()
    })
    channel.on('people', () => list.refresh())
    channel.on('gone', () => gone(room))
    for (const [oldest, other] of open) {
      if (open.size <= KEPT) break
      if (oldest === view?.channel.room || oldest === room) continue
      other.close()
      open.delete(oldest)
    }
    return channel
  }

  const put = (next: ChannelView | HTMLElement, n?: number): void => {
    view?.close()
    view = 'begin' in next ? next : undefined
    stage.replaceChildren(...('begin' in next ? [next.root, next.panel] : [next]))
    view?.begin(n)
  }
  const go = async (room: string, n?: number, create?: CreateBody, invite?: string): Promise<void> => {
    wanted = room
    list.current(room)
    document.body.dataset['screen'] = 'channel'
    if (view?.channel.room === room && view.channel.status !== 'left') {
      if (n !== undefined) view.show(n)
      return
    }
    try {
      const channel = await loading(channelOf(room, create, invite))
      // Only the list knows who the other one is.
      if (channel.channel?.type === 'direct' && !peers.has(room)) await hall.ready.catch(() => undefined)
      if (wanted !== room) return
      put(makeChannelView(desk, channel, back), n)
    } catch (error) {
      if (wanted === room) put(drawRefused(error, back, () => void go(room)))
      if (create !== undefined && room !== LOUNGE) throw error
    }
  }
  const back = (): void => {
    document.body.dataset['screen'] = 'list'
    list.root.querySelector<HTMLElement>('[aria-current]')?.focus()
  }
  const gone = (room: string): void => {
    open.delete(room)
    hall.refresh().catch(refused('The list of channels could not be read'))
    if (wanted !== room) return
    put(drawGone(back))
    list.current(undefined)
  }

  const desk: Desk = {
    shell,
    client,
    hall,
    names,
    go(room, n) {
      const hash = placeHash(room, n)
      if (location.hash === hash) void go(room, n)
      else location.hash = hash
    },
    peerOf: (room) => peers.get(room) ?? hall.channels.find((row) => row.channel.room === room)?.peer?.id,
    async create(room, body) {
      history.pushState(null, '', placeHash(room))
      await go(room, undefined, body)
      hall.refresh().catch(() => undefined)
    },
    presenceOf(user) {
      for (const channel of open.values()) {
        const presence = channel.people.get(user)
        if (presence !== undefined) return presence.status
      }
      return undefined
    },
    write: () => view?.talk.write(),
    direct(user) {
      const run = async (): Promise<void> => {
        const room = await hall.direct(user)
        peers.set(room, user)
        history.pushState(null, '', placeHash(room))
        await go(room, undefined, { type: 'direct', with: user })
        await hall.refresh()
      }
      loading(run()).catch(refused('This conversation cannot be opened'))
    },
  }

  const list = makeChannelList(desk, makeOwnRow(shell.identity, me, status), open)
  const stage = element('div', { class: 'chat-stage' })
  const bell = makeBell(desk)
  shell.middle.append(bell.root)
  root.replaceChildren(list.root, stage)

  const follow = (): void => {
    const { room = LOUNGE, n } = parsePlace(location.hash)
    void go(room, n, room === LOUNGE ? LOUNGE_BODY : undefined)
  }
  const keys = (event: KeyboardEvent): void => {
    const key = event.key.toLowerCase()
    if (!(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) return
    if (key === 'k') list.focusFind()
    else if (key === 'f' && view !== undefined) view.talk.panel('search')
    else return
    event.preventDefault()
  }
  window.addEventListener('hashchange', follow)
  window.addEventListener('keydown', keys)
  const code = takeInvite()
  if (code === undefined) follow()
  else
    loading(hall.invitation(code)).then(
      ({ room, title }) => {
        history.replaceState(null, '', placeHash(room))
        void go(room, undefined, undefined, code).then(() => toast({ text: `Welcome to ${title}.` }))
      },
      (error: unknown) => {
        refused('This invitation does not lead anywhere any more')(error)
        follow()
      },
    )
  return {
    close() {
      window.removeEventListener('hashchange', follow)
      window.removeEventListener('keydown', keys)
      view?.close()
      for (const channel of open.values()) channel.close()
      bell.close()
      list.close()
      status.close()
      names.close()
      hall.close()
    },
  }
}
