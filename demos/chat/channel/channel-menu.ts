/** What else can be done with a channel. */
import { toast } from '../../shell/notice.ts'
import { placeAddress } from '../address.ts'
import type { Talk } from '../desk.ts'
import { openInvite } from '../dialogs/invite.ts'
import { confirmDialog } from '../../shell/overlay/dialog.ts'
import type { MenuEntry } from '../../shell/overlay/menu.ts'
import { titleOf } from '../presence.ts'
import { refused } from '../../shell/refused.ts'
import { isModerator, mayInvite } from '../rights.ts'
import { exportMessages } from './export.ts'

const LEVELS = [
  ['all', 'Every message'],
  ['mentions', 'Mentions only'],
  ['none', 'Nothing'],
] as const

export const channelMenu = (talk: Talk, pickDate: () => void): readonly MenuEntry[] => {
  const { channel } = talk
  const info = channel.channel
  if (info === null) return []
  const member = channel.me.role !== 'visitor'
  const direct = info.type === 'direct'
  const entries: MenuEntry[] = []
  if (member)
    entries.push(
      ...LEVELS.map(([level, label]) => ({
        label,
        checked: channel.me.notify === level,
        run: () => void channel.command('notify', { level }).catch(refused('This was not changed')),
      })),
      null,
    )
  entries.push(
    { label: direct ? 'About' : 'Channel details', icon: 'gear', run: () => talk.panel('about') },
    { label: 'Pinned messages', icon: 'pin', run: () => talk.panel('pins') },
    { label: 'Jump to a date…', icon: 'clock', run: pickDate },
    { label: 'Copy link', icon: 'link', run: () => copyAddress(info.room) },
  )
  if (!direct && member && mayInvite(channel))
    entries.push({ label: 'Invite people…', icon: 'invite', run: () => openInvite(talk) })
  if (isModerator(channel))
    entries.push({ label: 'Export messages', icon: 'download', run: () => exportMessages(talk) })
  if (direct)
    entries.push(null, {
      label: channel.me.blocking === true ? 'Unblock' : 'Block…',
      icon: 'block',
      danger: channel.me.blocking !== true,
      run: () => block(talk),
    })
  else if (member) entries.push(null, { label: 'Leave…', icon: 'exit', danger: true, run: () => askLeave(talk) })
  return entries
}

const copyAddress = (room: string): void => {
  const address = placeAddress(room)
  navigator.clipboard.writeText(address).then(
    () => toast({ text: 'The link to this channel is copied.' }),
    () => toast({ text: `Copy this: ${address}` }),
  )
}

const block = (talk: Talk): void => {
  const { channel } = talk
  const on = channel.me.blocking !== true
  const run = async (): Promise<unknown> => await channel.command('block', { on })
  if (!on) return void run().catch(refused('This was not changed'))
  confirmDialog(
    `Block ${titleOf(channel, talk.desk)}?`,
    'They can no longer write to you here, nor add, invite or mention you elsewhere. They are not told.',
    'Block',
    run,
  )
}

const askLeave = (talk: Talk): void => {
  const { channel } = talk
  const info = channel.channel
  if (info === null) return
  const back =
    info.type === 'public' ? 'You can join again at any time.' : 'You can come back only if somebody adds you.'
  confirmDialog(`Leave ${info.title}?`, back, 'Leave', async () => await channel.command('quit', {}))
}
