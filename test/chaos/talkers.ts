/** People who talk in many channels over real sockets and write down all that they are told: the witnesses of a chaos test. */
import { connect } from '../../client-sdk/src/index.ts'
import type { Client, Room } from '../../client-sdk/src/index.ts'
import type { ChatContract } from '../../shared/chat/contract.ts'
import type { ChatState, Message } from '../../shared/chat/types.ts'

interface Kinds {
  readonly [name: string]: { readonly contract: ChatContract }
}

/** What was acknowledged: the text, and the number that it was given. */
export interface Acked {
  readonly room: string
  readonly text: string
  readonly n: number
}

/** What one person has heard in one channel, in the order of hearing. */
export interface Heard {
  readonly room: string
  readonly seqs: number[]
  readonly messages: { readonly n: number; readonly text: string; readonly by: string }[]
  discontinuities: number
}

export class Talkers {
  readonly acked: Acked[] = []
  readonly heard: Heard[] = []
  /** Refusals other than "not now", which the SDK repeats by itself. */
  readonly refused: string[] = []
  readonly #clients: Client<Kinds>[] = []
  readonly #seats: { readonly room: string; readonly seat: Room<ChatContract>; readonly name: string }[] = []
  #spoken = 0
  #open = 0
  #running = true
  #notify = (): void => {}

  /** `people` in each of `rooms`; the first one makes them. `token`: where the address gives out none. */
  static async arrive(
    url: string,
    people: number,
    rooms: readonly string[],
    token?: (name: string) => Promise<string>,
  ): Promise<Talkers> {
    const talkers = new Talkers()
    for (let i = 0; i < people; i++) {
      const name = `talker ${i}`
      const given = token === undefined ? undefined : await token(name)
      const client = connect<Kinds>(url, { name, device: `device-${i}`, probeMs: 0, token: given })
      talkers.#clients.push(client)
      await Promise.all(rooms.map((room) => talkers.#enter(client, room, name, i === 0)))
    }
    return talkers
  }

  /** Something was heard or acknowledged. */
  onNews(run: () => void): void {
    this.#notify = run
  }

  /** Sends without an answer yet. */
  get open(): number {
    return this.#open
  }

  get live(): boolean {
    return this.#seats.every(({ seat }) => seat.status === 'live')
  }

  /** Everybody keeps `atOnce` messages on the way in each channel, until hush(). */
  talk(atOnce: number): void {
    for (const { room, seat, name } of this.#seats) for (let k = 0; k < atOnce; k++) void this.#chain(room, seat, name)
  }

  /** Starts no new message; those under way are still answered. */
  hush(): void {
    this.#running = false
  }

  close(): void {
    for (const client of this.#clients) client.close()
  }

  async #chain(room: string, seat: Room<ChatContract>, name: string): Promise<void> {
    // One that is refused without end says so once, and falls silent.
    while (this.#running && this.refused.length < 20) {
      const text = `${name} says ${++this.#spoken}`
      this.#open++
      try {
        const { n } = (await seat.request('send', { text })) as { n: number }
        this.acked.push({ room, text, n })
      } catch (thrown) {
        const code = (thrown as { code?: string }).code ?? String(thrown)
        if (code === 'rate_limited') await new Promise((resolve) => setTimeout(resolve, 200))
        else this.refused.push(`${code}: ${(thrown as Error).message}`)
      }
      this.#open--
      this.#notify()
    }
  }

  async #enter(client: Client<Kinds>, room: string, name: string, first: boolean): Promise<void> {
    const seat = await client.join('chat', room, { create: true })
    const heard: Heard = { room, seqs: [], messages: [], discontinuities: 0 }
    this.heard.push(heard)
    const take = ({ n, text, by }: Message, seq: number): void => {
      heard.seqs.push(seq)
      heard.messages.push({ n, text, by })
      this.#notify()
    }
    seat.on('said', (message, { seq }) => take(message, seq))
    seat.onDiscontinuity(() => heard.discontinuities++)
    seat.onStatus(() => this.#notify())
    const { channel } = seat.state as ChatState
    if (first && channel === null) await seat.request('create', { type: 'public', title: room, listed: false })
    else await seat.request('enter', {})
    this.#seats.push({ room, seat, name })
  }
}
