/** E-mail against a real SMTP server on loopback. */
import type { AddressInfo } from 'node:net'
import { SMTPServer } from 'smtp-server'
import type { SMTPServerOptions } from 'smtp-server'
import { afterEach, describe, expect, it } from 'vitest'
import type { OutChannel, Outbound } from '../ports.ts'
import { createEmailChannel } from './email.ts'

interface Post {
  readonly channel: OutChannel
  /** Whole mails, as they came. */
  readonly mails: string[]
  readonly recipients: string[]
}

let closing: (() => Promise<void>) | undefined
afterEach(async () => {
  await closing?.()
  closing = undefined
})

const refusal = (code: number, words: string): Error => Object.assign(new Error(words), { responseCode: code })

const start = async (options: SMTPServerOptions = {}): Promise<Post> => {
  const mails: string[] = []
  const recipients: string[] = []
  const server = new SMTPServer({
    disabledCommands: ['STARTTLS'],
    authOptional: true,
    onRcptTo: ({ address }, _session, done) => {
      recipients.push(address)
      done()
    },
    onData: (stream, _session, done) => {
      const chunks: Buffer[] = []
      stream.on('data', (chunk: Buffer) => chunks.push(chunk))
      stream.on('end', () => {
        mails.push(Buffer.concat(chunks).toString())
        done()
      })
    },
    ...options,
  })
  server.on('error', () => {}) // A client that leaves early.
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  // Listening on TCP, it has such an address.
  const { port } = server.server.address() as AddressInfo
  const channel = createEmailChannel({ url: `smtp://127.0.0.1:${port}`, from: 'Tutti <no-reply@tutti.example>' })
  closing = async () => {
    channel.close()
    await new Promise<void>((resolve) => server.close(() => resolve()))
  }
  return { channel, mails, recipients }
}

const message = (notice: object = {}): Outbound => ({
  id: '0000000000001',
  channel: 'email',
  target: 'ada@example.com',
  payload: JSON.stringify({
    from: { kind: 'inbox', room: 'r', target: 't' },
    user: 'ada',
    notice: { id: '7', type: 'invitation', title: 'Bob invites you', text: 'to #chess', at: 5, ...notice },
  }),
  tries: 0,
})

describe('a mail', () => {
  it('is plain text and HTML, with the id of its message', async () => {
    const { channel, mails, recipients } = await start()
    expect(await channel.send(message())).toEqual({ is: 'sent' })
    expect(recipients).toEqual(['ada@example.com'])
    const [mail] = mails
    expect(mail).toContain('From: Tutti <no-reply@tutti.example>\r\n')
    expect(mail).toContain('To: ada@example.com\r\n')
    expect(mail).toContain('Subject: Bob invites you\r\n')
    expect(mail).toContain('Message-ID: <0000000000001@tutti.example>\r\n')
    expect(mail).toContain('Auto-Submitted: auto-generated\r\n')
    expect(mail).toContain('Bob invites you\r\n\r\nto #chess')
    expect(mail).toContain('<h3>Bob invites you</h3>')
  })

  it('holds what strangers wrote as words, never as HTML or headers', async () => {
    const { channel, mails } = await start()
    const title = 'Hi\r\nBcc: bob@example.com'
    await channel.send(message({ title, text: '<img src="http://evil.example/x"> & \'more\'' }))
    const [headers, ...body] = mails[0]!.split('\r\n\r\n')
    expect(headers).toContain('Subject: Hi Bcc: bob@example.com')
    expect(headers).not.toMatch(/^bcc:/im)
    // Long lines are folded in quoted-printable.
    const unfolded = body.join('\n\n').replace(/=\r\n/g, '')
    expect(unfolded).toContain('&lt;img src')
    expect(unfolded.split('<h3>')[1]).not.toContain('<img')
  })

  it('has the same id in every try', async () => {
    const { channel, mails } = await start()
    await channel.send(message())
    await channel.send(message())
    const ids = mails.map((mail) => /^Message-ID: (.+)\r$/im.exec(mail)?.[1])
    expect(new Set(ids).size).toBe(1)
  })

  it.each([
    ['nobody of that name', refusal(550, '5.1.1 No such user'), 'gone'],
    ['nobody of that name, said shortly', refusal(550, 'No such user'), 'gone'],
    ['not from us', refusal(550, '5.7.1 Relaying denied'), 'later'],
    ['a full mailbox', refusal(452, '4.2.2 Mailbox full'), 'later'],
  ])('for a recipient that is refused, %s', async (_, error, is) => {
    const { channel } = await start({ onRcptTo: (_address, _session, done) => done(error) })
    expect(await channel.send(message())).toMatchObject({ is })
  })

  it('that is refused for what it holds does not speak against its recipient', async () => {
    const { channel } = await start({
      onData: (stream, _session, done) => {
        stream.resume()
        stream.on('end', () => done(refusal(550, '5.7.1 Spam')))
      },
    })
    expect(await channel.send(message())).toMatchObject({ is: 'later' })
  })

  it('to a server that is away is tried later', async () => {
    const { channel } = await start()
    await closing?.()
    closing = undefined
    expect(await channel.send(message())).toMatchObject({ is: 'later' })
  })
})
