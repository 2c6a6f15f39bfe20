/** In spite of not having been seen there: why. */
import { DELIVERY } from '../../../../shared/delivery/rules.ts'
import { element } from '../../../shell/dom.ts'
import { field, openDialog } from '../../../shell/overlay/dialog.ts'

export const askWhy = (what: string, run: (reason: string) => Promise<unknown>): void => {
  const reason = element('input', { class: 'field', maxlength: DELIVERY.reasonMax, placeholder: 'No signal indoors' })
  openDialog({
    title: `${what}: why?`,
    body: [
      element('p', { class: 'quiet' }, 'Come closer, or say why you are right all the same. It is kept.'),
      field('Reason', reason),
    ],
    action: 'Picked up',
    async run() {
      if (reason.value.trim() === '') throw new Error('say why')
      await run(reason.value.trim())
    },
  })
}
