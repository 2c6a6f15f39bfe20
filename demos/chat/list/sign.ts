/** The sign of a channel: a hash, a group, a person. */
import type { ChannelInfo, Person } from '../../../shared/chat/types.ts'
import { element } from '../../shell/dom.ts'
import { icon } from '../../shell/icons.ts'
import { avatar } from '../../shell/avatar.ts'

export const channelSign = (
  row: { readonly channel: ChannelInfo; readonly peer?: Person },
  size: 'small' | 'large' = 'small',
): HTMLElement => {
  const { channel, peer } = row
  if (channel.type === 'direct') {
    const made = avatar(peer?.id ?? channel.room, peer?.name ?? channel.title, size === 'small' ? 'small' : 'normal')
    if (size === 'large') made.classList.add('large')
    return made
  }
  const kind = channel.archived ? 'lock' : channel.type === 'public' ? 'hash' : 'group'
  return element('span', { class: size === 'large' ? 'sign large' : 'sign' }, icon(kind))
}
