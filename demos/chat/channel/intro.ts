/** What stands at the very beginning of a channel, and all that stands in an empty one. */
import { element } from '../../shell/dom.ts'
import type { Talk } from '../desk.ts'
import { channelSign } from '../list/sign.ts'
import { peerOf, titleOf } from '../presence.ts'

export const drawIntro = (talk: Talk): HTMLElement => {
  const { channel } = talk
  const info = channel.channel
  if (info === null) return element('div')
  const title = titleOf(channel, talk.desk)
  const peer = peerOf(channel, talk.desk)
  const said = channel.lines.some((line) => line.system === undefined)
  const words = {
    public: `This is the beginning of ${title}. Everybody can read it; whoever joins can write.`,
    group: `This is the beginning of ${title}. Only its members can read it.`,
    direct: `This is the beginning of your conversation with ${title}. Nobody else can read it.`,
  }[info.type]
  const wave = element(
    'button',
    {
      class: 'button act',
      click: () => {
        channel.send('👋')
        talk.write()
      },
    },
    'Say hello 👋',
  )
  wave.hidden = said || channel.me.role === 'visitor'
  return element(
    'div',
    { class: 'intro' },
    channelSign({ channel: info, ...(peer === undefined ? {} : { peer: { id: peer, name: title } }) }, 'large'),
    element('h2', {}, title),
    element('p', {}, words),
    ...(info.topic === '' ? [] : [element('p', { class: 'quiet' }, info.topic)]),
    wave,
  )
}
