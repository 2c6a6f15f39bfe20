/** What a host answers about a channel: its first state, and pages of its messages. For tests. */
import { CHAT } from '../../../shared/chat/rules.ts'
import type { ChannelInfo, ChatState, Message, MessagePage } from '../../../shared/chat/types.ts'

export const ME = 'u1'

/** What channels of tests have in common. */
export const NUMBERS = {
  slowMs: 0,
  retentionDays: 0,
  archived: false,
  createdBy: ME,
  createdAt: 1,
  memberCount: 2,
}

export interface Told {
  readonly info: ChannelInfo | null
  readonly read: number
  readonly role: ChatState['me']['role']
  readonly messages: readonly Message[]
  readonly timeline: readonly Message[]
  readonly seq: number
}

/** Null: there is no such query here. */
export const pageOf = ({ messages: told, timeline, seq }: Told, name: string, body: unknown): MessagePage | null => {
  if (name !== 'history' && name !== 'thread') return null
  const { before, after, around, at, root, limit = CHAT.page } = body as Record<string, number | undefined>
  const all = name === 'thread' ? told.filter((one) => one.n === root || one.root === root) : timeline
  const index = (is: (message: Message) => boolean): number => {
    const found = all.findIndex(is)
    return found < 0 ? all.length : found
  }
  let from = all.length - limit
  if (before !== undefined) from = index(({ n }) => n >= before) - limit
  if (after !== undefined) from = index(({ n }) => n > after)
  if (around !== undefined) from = Math.max(0, index(({ n }) => n >= around) - (limit >> 1))
  if (at !== undefined) from = Math.max(0, index((message) => message.at >= at) - (limit >> 1))
  const messages = all.slice(Math.max(0, from), Math.max(0, from + limit))
  const [first, last] = [messages[0]?.n ?? Infinity, messages.at(-1)?.n ?? Infinity]
  return { messages, before: all.some(({ n }) => n < first), after: all.some(({ n }) => n > last), seq }
}

export const stateOf = ({ info, messages, timeline, read, role }: Told): ChatState => ({
  channel: info,
  me: { user: ME, read, mentions: 0, role, notify: 'all' },
  lastN: messages.length,
  // The same for all members.
  recent: timeline.slice(-CHAT.recent).map(({ mine: _mine, ...message }) => message),
  people: [],
  crowd: { online: 1, members: 2 },
  receipts: [],
})
