/** What stands in the composer's place where I cannot write: why, and what can be done about it. */
import { element } from '../../shell/dom.ts'
import type { IconName } from '../../shell/icons.ts'
import { icon } from '../../shell/icons.ts'
import { loading } from '../../shell/notice.ts'
import type { Talk } from '../desk.ts'
import { titleOf } from '../presence.ts'
import { refused } from '../../shell/refused.ts'
import { isMuted, isOwner } from '../rights.ts'
import { untilOf } from '../../shell/words.ts'

interface Reason {
  readonly sign: IconName
  readonly words: string
  readonly action?: { readonly label: string; readonly run: () => Promise<unknown> }
}

export const reasonNotToWrite = (talk: Talk, nowMs: number): Reason | undefined => {
  const { channel } = talk
  const { channel: info, me } = channel
  const title = titleOf(channel, talk.desk)
  if (info === null) return { sign: 'lock', words: 'There is no channel here.' }
  if (info.archived)
    return {
      sign: 'lock',
      words: 'This channel is archived: everything can be read, nothing can be written.',
      ...(isOwner(channel)
        ? { action: { label: 'Open it again', run: async () => await channel.command('archive', { on: false }) } }
        : {}),
    }
  if (me.role === 'visitor')
    return {
      sign: 'people',
      words: `You are looking at ${title} as a visitor.`,
      action: { label: 'Join to write', run: async () => await channel.command('enter', {}) },
    }
  if (me.blocking === true)
    return {
      sign: 'block',
      words: `You have blocked ${title}.`,
      action: { label: 'Unblock', run: async () => await channel.command('block', { on: false }) },
    }
  if (isMuted(channel, nowMs))
    return { sign: 'mute', words: `A moderator has muted you ${untilOf(me.mutedUntil ?? 0)}. You can read along.` }
  return undefined
}

export const drawGate = (reason: Reason): HTMLElement => {
  const { action } = reason
  const run = (): void => void loading(action?.run() ?? Promise.resolve()).catch(refused('That did not work'))
  return element(
    'div',
    { class: 'gate', role: 'status' },
    icon(reason.sign),
    element('span', {}, reason.words),
    ...(action === undefined ? [] : [element('button', { class: 'button act', click: run }, action.label)]),
  )
}
