/** E-mail: a notice as plain text and as a little HTML, handed to an SMTP server. */
import { createTransport } from 'nodemailer'
import { readOutgoing } from '../../shared/inbox/outgoing.ts'
import type { OutChannel, Sending } from '../ports.ts'

const TIMEOUT_MS = 10_000

export interface EmailOptions {
  /** `smtp://user:password@host:port`, or smtps. */
  readonly url: string
  /** Address that mails come from, perhaps with a name: `Tutti <no-reply@example.com>`. */
  readonly from: string
}

export const createEmailChannel = ({ url, from }: EmailOptions): OutChannel => {
  const transport = createTransport({
    url,
    pool: true,
    maxConnections: 4,
    connectionTimeout: TIMEOUT_MS,
    greetingTimeout: TIMEOUT_MS,
    socketTimeout: 2 * TIMEOUT_MS,
    // What a mail holds comes from strangers: it names no file and no address to fetch.
    disableFileAccess: true,
    disableUrlAccess: true,
  })
  const domain = /@([a-zA-Z0-9.-]+)/.exec(from)?.[1] ?? 'localhost'
  return {
    name: 'email',
    async send({ id, target, payload }) {
      const { notice } = readOutgoing(payload)
      try {
        await transport.sendMail({
          from,
          to: { name: '', address: target },
          subject: notice.title.replace(/\s+/g, ' '),
          text: `${notice.title}\n\n${notice.text}\n`,
          html: `<h3>${escaped(notice.title)}</h3>\n<p>${escaped(notice.text).replaceAll('\n', '<br>')}</p>\n`,
          // The same in every try: a server that took one already can tell.
          messageId: `<${id}@${domain}>`,
          headers: { 'Auto-Submitted': 'auto-generated' },
        })
        return { is: 'sent' }
      } catch (thrown) {
        return failure(thrown)
      }
    },
    close: () => transport.close(),
  }
}

/** What nodemailer says of an SMTP server's refusal. */
type SmtpError = Error & { readonly responseCode?: number; readonly command?: string; readonly response?: string }

/** An address that does not exist, or not any more. What a server says in detail goes before its bare code. */
const nobody = ({ responseCode, command, response = '' }: SmtpError): boolean => {
  if (command !== 'RCPT TO' || responseCode === undefined) return false
  const detail = /^\d{3}[ -](\d\.\d{1,3}\.\d{1,3})\b/.exec(response)?.[1]
  return detail === undefined ? [550, 551, 553].includes(responseCode) : /^5\.(1\.\d+|2\.1)$/.test(detail)
}

const failure = (thrown: unknown): Sending => {
  if (!(thrown instanceof Error)) return { is: 'later', reason: String(thrown) }
  return { is: nobody(thrown) ? 'gone' : 'later', reason: thrown.message }
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}
const escaped = (words: string): string => words.replace(/[&<>"']/g, (letter) => ENTITIES[letter]!)
