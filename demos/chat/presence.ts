/** Who is here, as a channel's bar says it. */
import type { ChatChannel, ChatHall } from '@tutti/client/chat'
import { STATUS_WORDS } from './avatar.ts'
import { agoOf } from './words.ts'

/** The other one in a direct channel. */
export const peerOf = (channel: ChatChannel): string | undefined => {
  if (channel.channel?.type !== 'direct') return undefined
  const { user } = channel.me
  const others = [...channel.receipts.keys(), ...channel.people.keys(), ...channel.lines.map((line) => line.by)]
  return others.find((id) => id !== user)
}

/** The topic where there is one; of a direct channel, whether the other one is there. */
export const presenceWords = (channel: ChatChannel, hall: ChatHall): string => {
  const info = channel.channel
  if (info === null) return ''
  if (info.type !== 'direct') return info.topic
  const row = hall.channels.find((one) => one.channel.room === info.room)
  const peer = row?.peer?.id ?? peerOf(channel)
  const presence = peer === undefined ? undefined : channel.people.get(peer)
  if (presence !== undefined) return STATUS_WORDS[presence.status]
  return row?.peer?.lastSeenAt === undefined ? 'Offline' : `Last seen ${agoOf(row.peer.lastSeenAt)}`
}
