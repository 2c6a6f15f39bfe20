/** Makes a link that lets people in: for how long, and how many. */
import type { Invite } from '../../../shared/chat/types.ts'
import { element } from '../../shell/dom.ts'
import { toast } from '../../shell/notice.ts'
import { inviteAddress, placeAddress } from '../address.ts'
import type { Talk } from '../desk.ts'
import { choice, field, openDialog } from '../../shell/overlay/dialog.ts'
import { mayInvite } from '../rights.ts'

const HOUR = 3_600_000
const TIMES = [
  [HOUR, '1 hour'],
  [24 * HOUR, '1 day'],
  [7 * 24 * HOUR, '1 week'],
  [0, 'It does not expire'],
] as const
const USES = [
  [1, '1 person'],
  [10, '10 people'],
  [100, '100 people'],
  [0, 'Anybody who has it'],
] as const

export const openInvite = (talk: Talk): void => {
  const info = talk.channel.channel
  if (info === null) return
  if (!mayInvite(talk.channel)) return shareAddress(info.title, placeAddress(info.room))
  const time = choice(TIMES, 24 * HOUR)
  const uses = choice(USES, 10)
  openDialog({
    title: `Invite people to ${info.title}`,
    body: [field('It ends after', time), field('For', uses)],
    action: 'Make a link',
    run: async () => {
      const ms = Number(time.value)
      const maxUses = Number(uses.value)
      const answer = await talk.channel.command('invite', {
        ...(ms === 0 ? {} : { expiresMs: Math.round(talk.desk.client.serverNow()) + ms }),
        ...(maxUses === 0 ? {} : { maxUses }),
      })
      shareAddress(info.title, inviteAddress((answer as Invite).code))
    },
  })
}

const shareAddress = (title: string, address: string): void => {
  const shown = element('input', { class: 'field', readonly: true, value: address, 'aria-label': 'The link' })
  shown.addEventListener('focus', () => shown.select())
  openDialog({
    title: `The way to ${title}`,
    body: [element('p', {}, 'Whoever opens this link comes in.'), shown],
    action: 'Copy',
    run: async () => {
      await navigator.clipboard.writeText(address).catch(() => {
        shown.select()
        throw new Error('this browser does not let the page copy: copy it by hand')
      })
      toast({ text: 'The link is copied.' })
    },
  })
}
