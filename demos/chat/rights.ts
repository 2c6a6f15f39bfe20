/** What I may do in a channel, as far as the page can know: the host has the last word. */
import type { ChatChannel, ChatLine } from '@tutti/client/chat'
import type { ChannelRole } from '../../shared/chat/types.ts'

export const isModerator = (channel: ChatChannel): boolean =>
  channel.me.role === 'owner' || channel.me.role === 'moderator'

export const isMuted = (channel: ChatChannel, nowMs: number): boolean => (channel.me.mutedUntil ?? 0) > nowMs

export const mayWrite = (channel: ChatChannel, nowMs: number): boolean =>
  channel.channel !== null &&
  !channel.channel.archived &&
  channel.me.role !== 'visitor' &&
  channel.me.blocking !== true &&
  !isMuted(channel, nowMs)

export const isWords = (line: ChatLine): boolean =>
  line.status === 'sent' && line.system === undefined && line.deleted !== true && line.held === undefined

export const mayEdit = (channel: ChatChannel, line: ChatLine): boolean =>
  isWords(line) && line.by === channel.me.user && line.text !== ''

export const mayDelete = (channel: ChatChannel, line: ChatLine): boolean =>
  isWords(line) && (line.by === channel.me.user || isModerator(channel))

export const mayInvite = (channel: ChatChannel): boolean =>
  isModerator(channel) || (channel.channel?.type === 'public' && channel.me.role === 'member')

export const isOwner = (channel: ChatChannel): boolean => channel.me.role === 'owner'

/** In public channels pins are the moderators'. */
export const mayPin = (channel: ChatChannel): boolean =>
  isModerator(channel) || (channel.channel?.type !== 'public' && channel.me.role === 'member')

const RANK: Readonly<Record<ChannelRole, number>> = { visitor: 0, member: 1, moderator: 2, owner: 3 }

/** Moderators act on members, owners on everybody else. */
export const mayModerate = (channel: ChatChannel, user: string, role: ChannelRole): boolean =>
  user !== channel.me.user && isModerator(channel) && RANK[channel.me.role] > RANK[role]
