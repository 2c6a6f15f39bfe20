/** Tells the moderators about a message. */
import type { ChatLine } from '@tutti/client/chat'
import { element } from '../../shell/dom.ts'
import { toast } from '../../shell/notice.ts'
import type { Talk } from '../desk.ts'
import { field, openDialog } from '../../shell/overlay/dialog.ts'
import { excerpt } from './quote.ts'

export const openReport = (line: ChatLine, talk: Talk): void => {
  const reason = element('textarea', { class: 'field', rows: 3, maxlength: 500, placeholder: 'What is wrong with it?' })
  openDialog({
    title: `Report ${line.name}’s message`,
    body: [
      element('blockquote', {}, excerpt(line, talk)),
      field('Reason', reason, 'The moderators of this channel see it; the author does not.'),
    ],
    action: 'Report',
    run: async () => {
      const why = reason.value.trim()
      if (why === '') throw new Error('say what is wrong with it')
      await talk.channel.report(line.n, why)
      toast({ text: 'Thank you. The moderators will look at it.' })
    },
  })
}
