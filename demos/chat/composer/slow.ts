/** Slow mode: how long until I may write again. */
import type { ChatChannel } from '@tutti/client/chat'
import { isModerator } from '../rights.ts'

/** 0: now. From my last message in the window, so that it holds after a reload as well. */
export const slowLeftMs = (channel: ChatChannel, nowMs: number): number => {
  const slowMs = channel.channel?.slowMs ?? 0
  if (slowMs === 0 || isModerator(channel)) return 0
  const last = channel.lines.findLast(
    (line) => line.by === channel.me.user && line.system === undefined && line.status === 'sent',
  )
  return last === undefined ? 0 : Math.max(0, last.at + slowMs - nowMs)
}
