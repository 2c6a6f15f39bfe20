/** A page of tests: a client with a channel open, and the host at the other end. */
import { openChannel } from '../chat.ts'
import { connect } from '../client.ts'
import { FakeHost, settled } from '../fake-host.ts'
import { FakeChannel } from './fake-channel.ts'
import { memoryStore } from './store.ts'
import type { ChannelOptions } from './types.ts'

export interface PageOptions extends ChannelOptions {
  /** The channel of an earlier page. */
  readonly before?: FakeChannel
  /** What there is before the page comes. */
  readonly prepare?: (truth: FakeChannel) => void
  readonly url?: string
}

export const openPage = async (options: PageOptions = {}) => {
  const { before, prepare, url = 'ws://host/', ...rest } = options
  const host = new FakeHost()
  const { clock } = host
  const truth = before?.at(host) ?? new FakeChannel(host)
  prepare?.(truth)
  const client = connect(url, { token: 't', socket: host.socket, clock, random: () => 0.5, probeMs: 0 })
  const opening = openChannel(client, 'general', { store: memoryStore(), ...rest })
  await host.welcome()
  await settled()
  /** One thing is answered, everything is told. */
  const next = (): Promise<void> => {
    truth.listen()
    truth.answer()
    truth.deliver()
    return settled()
  }
  await next()
  if (options.create !== undefined) await next()
  const channel = await opening
  clock.advance(0)
  await settled()
  const shown = () => channel.lines.map(({ text, status }) => [text, status])
  return { host, client, clock, truth, channel, next, shown }
}
