/** One member of each Colyseus room through its own SDK: shows that the state which is sent can be had. */

/** What is used of @colyseus/sdk, which is installed beside its server and not here. */
interface SdkRoom {
  readonly state: { readonly players: { readonly size: number } } | undefined
  onMessage(type: number, heard: (body: Uint8Array) => void): void
  onLeave(left: (code: number) => void): void
  sendBytes(type: number, body: Uint8Array): void
}
interface Sdk {
  readonly Client: new (url: string) => {
    joinOrCreate(name: string, options: object): Promise<SdkRoom>
  }
}

export interface SdkEvents {
  slot(slot: number): void
  lost(reason: string): void
}

export interface SdkMember {
  /** Players that the SDK's copy of the state holds now. */
  players(): number
  sendBytes(type: number, body: Uint8Array): void
}

const SLOT = 2
const SHOTS = 1

export const joinBySdk = async (url: URL, name: string, options: object, events: SdkEvents): Promise<SdkMember> => {
  const entry = new URL('colyseus/node_modules/@colyseus/sdk/build/index.mjs', import.meta.url)
  const { Client } = (await import(entry.href)) as Sdk
  const room = await new Client(url.href.replace(/^http/, 'ws').replace(/\/$/, '')).joinOrCreate(name, options)
  room.onMessage(SLOT, (body) => events.slot(body[0]!))
  room.onMessage(SHOTS, () => {})
  room.onLeave((code) => events.lost(`left with ${code}`))
  return {
    players: () => room.state?.players.size ?? 0,
    sendBytes: (type, body) => room.sendBytes(type, body),
  }
}
