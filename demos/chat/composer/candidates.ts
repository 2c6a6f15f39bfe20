/** Whom a mention can mean: those who are here at once, other members when the host has answered. */
import { CHAT } from '../../../shared/chat/rules.ts'
import type { Talk } from '../desk.ts'
import { isModerator } from '../rights.ts'
import type { Candidate } from './completion.ts'

const MOST = 8

const begins = (name: string, prefix: string): boolean => {
  const wanted = prefix.toLowerCase()
  const whole = name.toLowerCase()
  return whole.startsWith(wanted) || whole.split(/\s+/).some((word) => word.startsWith(wanted))
}

export const findPeople =
  (talk: Talk) =>
  async (prefix: string): Promise<readonly Candidate[]> => {
    const { channel } = talk
    const found = new Map<string, string>()
    const add = (id: string, name: string): void => {
      if (id !== channel.me.user && begins(name, prefix)) found.set(id, name)
    }
    // Who has written last is whom one answers most.
    for (const line of talk.lines().slice(-60).reverse()) if (line.system === undefined) add(line.by, line.name)
    for (const { user, name } of channel.people.values()) add(user, name)
    if (found.size < MOST && prefix !== '') {
      const { members } = await channel.query('members', { prefix, limit: MOST })
      for (const { user, name } of members) add(user, name)
    }
    const people = [...found].map(([id, name]) => ({ id, name }))
    return [...people, ...everybody(talk).filter(({ name }) => name.startsWith(prefix))]
  }

/** @here and @channel, where they are allowed. */
const everybody = (talk: Talk): readonly Candidate[] => {
  const { channel } = talk
  const few = channel.crowd.members <= CHAT.broadMentionMax
  if (channel.channel?.type === 'direct' || (!few && !isModerator(channel))) return []
  return [
    { id: '@here', name: 'here' },
    { id: '@channel', name: 'channel' },
  ]
}
