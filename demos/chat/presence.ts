/** What a channel is called, and who is in it: of a direct one, that is the other person. */
import type { ChatChannel } from '@tutti/client/chat'
import { STATUS_WORDS } from './status-dot.ts'
import type { Desk } from './desk.ts'
import { agoOf } from '../shell/words.ts'

/** The other one in a direct channel. */
export const peerOf = (channel: ChatChannel, desk: Desk): string | undefined => {
  if (channel.channel?.type !== 'direct') return undefined
  const others = [...channel.receipts.keys(), ...channel.people.keys()]
  return desk.peerOf(channel.room) ?? others.find((id) => id !== channel.me.user)
}

export const titleOf = (channel: ChatChannel, desk: Desk): string => {
  const peer = peerOf(channel, desk)
  return peer === undefined ? (channel.channel?.title ?? channel.room) : desk.names.of(peer)
}

/** The topic where there is one; of a direct channel, whether the other one is there. */
export const presenceWords = (channel: ChatChannel, desk: Desk): string => {
  const info = channel.channel
  if (info === null) return ''
  if (info.type !== 'direct') return info.topic
  const peer = peerOf(channel, desk)
  const status = peer === undefined ? undefined : desk.presenceOf(peer)
  if (status !== undefined) return STATUS_WORDS[status]
  const seen = desk.hall.channels.find((row) => row.channel.room === info.room)?.peer?.lastSeenAt
  return seen === undefined ? 'Offline' : `Last seen ${agoOf(seen)}`
}
