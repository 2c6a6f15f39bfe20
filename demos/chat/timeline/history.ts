/** What an edited message said before. */
import type { ChatLine } from '@tutti/client/chat'
import { element } from '../../shell/dom.ts'
import { loading } from '../../shell/notice.ts'
import type { Talk } from '../desk.ts'
import { float } from '../../shell/overlay/float.ts'
import { refused } from '../../shell/refused.ts'
import { drawText } from '../text/draw.ts'
import { wholeTime } from '../../shell/words.ts'

export const openHistory = async (line: ChatLine, talk: Talk, event: Event): Promise<void> => {
  const anchor = event.currentTarget
  if (!(anchor instanceof HTMLElement)) return
  try {
    const revisions = await loading(talk.channel.query('revisions', { n: line.n }))
    const all = [...revisions].sort((a, b) => b.rev - a.rev)
    const root = element(
      'section',
      { class: 'history', 'aria-label': 'Earlier versions', tabindex: -1 },
      element('h3', {}, all.length === 0 ? 'Nothing older is kept' : 'It said before'),
      ...all.map(({ at, text }) =>
        element('div', { class: 'history-one' }, element('time', {}, wholeTime(at)), drawText(text, talk.desk.names)),
      ),
    )
    float(root, anchor, { focus: root })
  } catch (error) {
    refused('Earlier versions cannot be read')(error)
  }
}
