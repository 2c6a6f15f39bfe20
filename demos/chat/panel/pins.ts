/** What is pinned in the channel. */
import { element } from '../../shell/dom.ts'
import { icon } from '../../shell/icons.ts'
import { loading } from '../../shell/notice.ts'
import type { Talk } from '../desk.ts'
import { refused } from '../../shell/refused.ts'
import { mayPin } from '../rights.ts'
import { drawHit } from './hits.ts'
import type { Panel } from './panels.ts'

export const makePins = (talk: Talk): Panel => {
  const { channel } = talk
  const list = element('div', { class: 'hits', role: 'list' })
  let shown = ''
  const pinnedNow = (): string =>
    channel.lines
      .filter((line) => line.pinned === true)
      .map((line) => line.n)
      .join()
  const load = async (): Promise<void> => {
    shown = pinnedNow()
    const pins = await loading(channel.query('pins', {}))
    list.replaceChildren(
      ...pins.map((message) => {
        const unpin = element(
          'button',
          {
            class: 'icon-button',
            'aria-label': 'Unpin',
            title: () => 'Unpin',
            click: () => void channel.pin(message.n, false).then(load).catch(refused('This stays pinned')),
          },
          icon('close'),
        )
        return drawHit(message, talk, '', ...(mayPin(channel) ? [unpin] : []))
      }),
    )
    if (pins.length === 0)
      list.append(
        element(
          'p',
          { class: 'quiet' },
          'Nothing is pinned. What is worth finding again can be pinned from a message’s menu.',
        ),
      )
  }
  const look = (): void => void load().catch(refused('The pins could not be read'))
  const off = channel.on('lines', () => {
    if (pinnedNow() !== shown) look()
  })
  look()
  return { title: () => 'Pinned', body: element('div', { class: 'side-body' }, list), close: off }
}
