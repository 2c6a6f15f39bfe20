/** What can be done with a person: write, and, for moderators, mute, remove, ban, raise. */
import type { ChannelRole } from '../../../shared/chat/types.ts'
import { element } from '../../shell/dom.ts'
import { toast } from '../../shell/notice.ts'
import type { Talk } from '../desk.ts'
import { choice, field, openDialog } from '../../shell/overlay/dialog.ts'
import type { MenuEntry } from '../../shell/overlay/menu.ts'
import { openMenu } from '../../shell/overlay/menu.ts'
import { refused } from '../../shell/refused.ts'
import { mayModerate } from '../rights.ts'

export interface Who {
  readonly user: string
  readonly name: string
  readonly role: ChannelRole
  readonly muted: boolean
}

const MINUTE = 60_000
const LENGTHS = [
  [10 * MINUTE, '10 minutes'],
  [60 * MINUTE, '1 hour'],
  [24 * 60 * MINUTE, '1 day'],
  [7 * 24 * 60 * MINUTE, '1 week'],
] as const

export const openPerson = (talk: Talk, who: Who, anchor: HTMLElement): void => {
  const { channel } = talk
  const entries: MenuEntry[] = []
  const me = who.user === channel.me.user
  if (me) return
  if (channel.channel?.type !== 'direct')
    entries.push({ label: 'Message', icon: 'at', run: () => talk.desk.direct(who.user) })
  if (mayModerate(channel, who.user, who.role) && channel.channel?.type !== 'direct') {
    if (channel.me.role === 'owner') entries.push(null, ...roleEntries(talk, who))
    entries.push(
      null,
      who.muted
        ? { label: 'Unmute', icon: 'bell', run: () => unmute(talk, who) }
        : { label: 'Mute…', icon: 'mute', run: () => askMute(talk, who) },
      { label: 'Remove…', icon: 'exit', danger: true, run: () => askKick(talk, who) },
      { label: 'Ban…', icon: 'block', danger: true, run: () => askBan(talk, who) },
    )
  }
  if (entries.length > 0) openMenu(anchor, who.name, entries)
}

const roleEntries = (talk: Talk, who: Who): readonly MenuEntry[] =>
  (['member', 'moderator', 'owner'] as const).map((role) => ({
    label: { member: 'Member', moderator: 'Moderator', owner: 'Owner' }[role],
    checked: who.role === role,
    run: () => void talk.channel.command('role', { user: who.user, role }).catch(refused('The role was not changed')),
  }))

const unmute = (talk: Talk, who: Who): void =>
  void talk.channel.command('mute', { user: who.user, untilMs: 0 }).catch(refused('This was not changed'))

const reasonField = (): HTMLInputElement =>
  element('input', { class: 'field', maxlength: 200, placeholder: 'Seen by moderators' })

const askMute = (talk: Talk, who: Who): void => {
  const length = choice(LENGTHS, LENGTHS[0][0])
  const reason = reasonField()
  openDialog({
    title: `Mute ${who.name}`,
    body: [field('For', length, 'They read along, but cannot write, react or edit.'), field('Reason', reason)],
    action: 'Mute',
    run: async () => {
      const untilMs = Math.round(talk.desk.client.serverNow()) + Number(length.value)
      await talk.channel.command('mute', { user: who.user, untilMs, ...reasonOf(reason) })
      toast({ text: `${who.name} is muted.` })
    },
  })
}

const askKick = (talk: Talk, who: Who): void => {
  const reason = reasonField()
  openDialog({
    title: `Remove ${who.name}?`,
    body: [element('p', {}, 'They are out at once, and may come back.'), field('Reason', reason)],
    action: 'Remove',
    danger: true,
    run: async () => await talk.channel.command('kick', { user: who.user, ...reasonOf(reason) }),
  })
}

const askBan = (talk: Talk, who: Who): void => {
  const length = choice([...LENGTHS, [0, 'For good']], 0)
  const reason = reasonField()
  openDialog({
    title: `Ban ${who.name}?`,
    body: [field('For', length, 'They are out, and not in again until then.'), field('Reason', reason)],
    action: 'Ban',
    danger: true,
    run: async () => {
      const ms = Number(length.value)
      const untilMs = ms === 0 ? 0 : Math.round(talk.desk.client.serverNow()) + ms
      await talk.channel.command('ban', { user: who.user, untilMs, ...reasonOf(reason) })
      toast({ text: `${who.name} is banned.` })
    },
  })
}

const reasonOf = (input: HTMLInputElement): { reason?: string } => {
  const reason = input.value.trim()
  return reason === '' ? {} : { reason }
}
